"""Journeys through several rooms."""
