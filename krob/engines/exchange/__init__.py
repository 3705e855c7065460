"""Data in and out: endpoints, look-ups at registries, history of every exchange.

Req: 2.11.3, 2.11.8, A.11. Never calls out inside a page's own request.
"""
