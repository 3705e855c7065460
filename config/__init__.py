"""Wiring: settings, URLs, the command line. No logic of the domain."""
