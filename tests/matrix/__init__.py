"""Every role, every command, every state."""
