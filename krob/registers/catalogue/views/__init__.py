"""Screens of the catalogue."""
