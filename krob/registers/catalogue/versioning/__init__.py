"""Published versions: definitions, how they come to be, and what differs between two."""
