"""Bills with their charges, what the bank reported, the ledger, exceptions and receipts."""

from krob.registers.payments.models.base import NOTHING, SUBJECT_LENGTH
from krob.registers.payments.models.bills import Bill, Charge, LedgerEntry, Payment
from krob.registers.payments.models.receipts import Receipt, ReceiptCounter
from krob.registers.payments.models.troubles import PaymentException, RefusedNotice

__all__ = [
    "NOTHING",
    "SUBJECT_LENGTH",
    "Bill",
    "Charge",
    "LedgerEntry",
    "Payment",
    "PaymentException",
    "Receipt",
    "ReceiptCounter",
    "RefusedNotice",
]
