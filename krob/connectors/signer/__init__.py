"""Seals: where the key is, and the authority's time stamps and revocations."""
