"""Tests of what operators do with a whole installation."""
