"""Addresses of the demonstration's own pages; ``config.urls`` takes them in where it is one."""

from django.urls import path

from demo import views

app_name = "demo"
urlpatterns = [path("", views.page, name="guide"), path("codes/", views.codes, name="codes")]
