"""Tests of the ways to be paid, against the simulated bank."""
