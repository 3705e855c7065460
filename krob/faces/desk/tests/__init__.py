"""That an officer's first page says what waits, and no more than the officer may know."""
