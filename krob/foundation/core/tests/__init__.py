"""Tests of the words that every room speaks."""
