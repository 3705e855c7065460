"""Template tags and filters that every room's screens use."""
