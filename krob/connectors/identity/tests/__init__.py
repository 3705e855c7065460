"""Tests of the adapters to ID providers."""
