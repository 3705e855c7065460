"""Words and mechanisms that every room uses."""
