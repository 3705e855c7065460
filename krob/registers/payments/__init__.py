"""Charges, bills, payments, refunds and receipts.

Req: 1.6.1-1.6.5, P.9. Money changes by ledger rows only; never by editing an amount.
"""
