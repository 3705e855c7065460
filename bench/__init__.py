"""Figures of speed: ``make bench``. A room adds its rows in a module of its own in this package.

A row says what was measured and how, and gives a figure with the machine's load while it ran. No
figure is written by hand; what is not measured has no row.
"""
