"""Addresses of the catalogue."""

from django.urls import path

from krob.registers.catalogue import views

public_urls = [
    path("services/", views.services, name="services"),
    path("services/<slug:code>/", views.service, name="service"),
    path("which/<slug:group>/", views.advisor, name="advisor"),
]
