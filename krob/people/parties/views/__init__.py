"""The pages on which people see what is known of them, and add companies."""
