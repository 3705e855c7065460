"""Adapters to ID providers: OpenID Connect, with each provider's own ways as a profile."""
