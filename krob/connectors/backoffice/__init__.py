"""Adapters to the agencies' own approval systems."""
