"""Filed applications lent to the catalogue: for replays, examples and messages."""
