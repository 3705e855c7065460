"""Tests of the words and screens that every room uses."""
