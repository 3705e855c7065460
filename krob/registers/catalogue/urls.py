"""Addresses of the catalogue."""

from django.urls import path

from krob.registers.catalogue import views

public_urls = [
    path("services/", views.services, name="services"),
    path("services/<slug:code>/", views.service, name="service"),
    path("which/<slug:group>/", views.advisor, name="advisor"),
]

agency_urls = [
    path("synonyms/", views.synonyms, name="synonyms"),
    path("synonyms/add/", views.add_synonym, name="add-synonym"),
    path("synonyms/<int:synonym>/", views.change_synonym, name="change-synonym"),
    path("synonyms/<int:synonym>/remove/", views.remove_synonym, name="remove-synonym"),
]
