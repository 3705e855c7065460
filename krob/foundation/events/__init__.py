"""What happened, who looked at whose data, and doing things once.

Req: S.6. The journal is append-only; nothing leaves the system from inside a transaction.
"""
