"""Adapters to the channels by which people are told things."""
