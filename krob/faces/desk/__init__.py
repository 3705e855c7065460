"""Officers' home: worklists and failed background work.

Req: 1.1.1, U.3. Composes; owns no business data.
"""
