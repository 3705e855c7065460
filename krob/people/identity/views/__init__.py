"""Screens of sign-in."""
