"""Addresses of the public pages."""

from django.urls import path

from krob.faces.portal import views

public_urls = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("my/", views.my_business, name="my-business"),
    path("about/", views.about, name="about"),
    path("help/", views.help_page, name="help"),
    path("privacy/", views.privacy, name="privacy"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("_components/", views.components, name="components"),
]
