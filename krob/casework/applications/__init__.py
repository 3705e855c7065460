"""Filings and applications: draft to decision, corrections, withdrawal.

Req: 1.3.1-1.3.5, 1.1.1-1.1.4, P.6-P.8. The central room: divided by stage of life.
"""
