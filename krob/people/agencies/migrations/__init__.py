"""Schema of the room."""
