"""Addresses of the officer's first page."""

from django.urls import path

from krob.faces.desk import views

officer_urls = [
    path("", views.home, name="home"),
    path("jobs/", views.jobs, name="jobs"),
    path("jobs/<uuid:key>/retry/", views.retry, name="retry-job"),
]
