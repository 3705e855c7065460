"""What can be done with bills and payments, by stage: billing, banking, resolving, issuing."""

from django.utils.translation import gettext_lazy as _

from krob.foundation.events import journal
from krob.registers.payments.commands.banking import (
    note_refused_notice,
    record_bank_notice,
)
from krob.registers.payments.commands.billing import (
    cancel_bill,
    lapse_bill,
    postpone_bill,
    raise_bill,
)
from krob.registers.payments.commands.issuing import attach_receipt
from krob.registers.payments.commands.resolving import resolve_exception

__all__ = [
    "attach_receipt",
    "cancel_bill",
    "lapse_bill",
    "note_refused_notice",
    "postpone_bill",
    "raise_bill",
    "record_bank_notice",
    "resolve_exception",
]

journal.declare(
    {
        "payments.bill-raised": _("Payment was asked for"),
        "payments.bill-cancelled": _("The bill was cancelled"),
        "payments.bill-lapsed": _("The bill was not paid in time"),
        "payments.bill-postponed": _("The last day to pay moved to the next working day"),
        "payments.bill-part-paid": _("Part of the bill was paid"),
        "payments.bill-settled": _("The bill was paid"),
        "payments.payment-excepted": _("A payment could not be counted and waits for an officer"),
        "payments.notice-refused": _("A message that claimed to be a bank's was refused"),
        "payments.payment-reversed": _("The bank took a payment back"),
        "payments.exception-resolved": _("An officer decided about a payment"),
        "payments.receipt-attached": _("The receipt can be downloaded"),
    }
)
