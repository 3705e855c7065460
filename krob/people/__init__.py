"""Who: parties, identities, agencies."""
