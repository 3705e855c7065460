"""Adapters to systems outside Krob. They register on ports; nobody imports them."""
