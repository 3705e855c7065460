"""The data-exchange gateway: the only async code, its own process.

Req: G.1-G.5. Holds its place in the house; has no content yet.
"""
