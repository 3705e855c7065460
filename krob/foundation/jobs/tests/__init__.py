"""Tests of the queue and its worker."""
