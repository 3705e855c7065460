"""Finding services by the words that people type."""
