"""Small programs for those who maintain the repository."""
