"""What people and systems open."""
