"""Lists of codes that questions choose from: read from files, fetched, kept by wording."""
