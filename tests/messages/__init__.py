"""That every sentence has its Thai."""
