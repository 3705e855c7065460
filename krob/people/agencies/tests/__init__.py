"""Tests of agencies."""
