"""What an agency configures."""
