"""Public manuals, services, versions, offerings, the advisor and search.

Req: 2.2.1, 1.4.1, 1.4.4, P.1. The published version is immutable.
"""
