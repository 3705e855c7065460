"""Demo people and data, loaded by commands."""
