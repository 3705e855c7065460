"""Drafts of services and ordinances: their beginning, what editors know, what screens show."""
