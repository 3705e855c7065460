"""What ships in ``definitions/``: every service can be published, and says what it must."""
