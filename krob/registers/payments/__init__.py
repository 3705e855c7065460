"""Charges, bills, payments, refunds and receipts.

Req: 1.6.1-1.6.5, 1.2.8, P.9. Money changes by ledger rows only; never by editing an amount. A bill
never learns what it is for beyond its ``subject``: who waits for the money registers on
``ports.settled``. The bank is believed only by its signature, and only about its own notice ids.
"""
