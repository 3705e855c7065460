"""Adapters to the registries of the state."""
