"""What can be done with bills and payments, by stage: billing, banking, resolving, issuing."""

from krob.registers.payments.commands.banking import record_bank_notice
from krob.registers.payments.commands.billing import cancel_bill, lapse_bill, raise_bill
from krob.registers.payments.commands.issuing import attach_receipt
from krob.registers.payments.commands.resolving import resolve_exception

__all__ = [
    "attach_receipt",
    "cancel_bill",
    "lapse_bill",
    "raise_bill",
    "record_bank_notice",
    "resolve_exception",
]
