"""Vocabulary, graph building, serialising and content negotiation.

Req: L.1, L.2. Collects what other rooms register; never reads their tables.
"""
