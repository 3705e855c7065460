"""The editors of those parts that the catalogue owns."""
