"""Screens of payments, by audience."""
