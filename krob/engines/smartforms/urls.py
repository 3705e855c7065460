"""Addresses of the room, by audience."""

from django.urls import path

from krob.engines.smartforms import views

public_urls = [path("forms/places/", views.find_places, name="places")]
