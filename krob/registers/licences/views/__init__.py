"""Screens of licences by audience, and what machines read."""
