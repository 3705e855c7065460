"""Tests of the step graph, the commands and the clock."""
