"""Tests of the expression language and the decision tables."""
