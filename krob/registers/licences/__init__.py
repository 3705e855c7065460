"""Licences: grant, seal, suspend, revoke, and public verification.

Req: P.10, P.11, V.8, 1.2.4, 1.4.3. Never decides: it records what was decided.
"""
