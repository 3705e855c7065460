"""Words of the room: what is charged, to whom it is paid, and what the bank says.

Req: 1.6.1, 1.6.2.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from krob.foundation.core.text import Text


class Kind(models.TextChoices):
    """What sort of charge a line is (ประเภทเงินที่เรียกเก็บ)."""

    FEE = "fee", _("Fee")
    FINE = "fine", _("Fine")


class Precedes(models.TextChoices):
    """What waits until the bill is paid."""

    REVIEW = "review", _("before the application is reviewed")
    ISSUE = "issue", _("before the licence is issued")


class Status(models.TextChoices):
    """Where a bill stands; follows from the ledger, never set by hand."""

    OPEN = "open", _("Waiting for payment")
    SHORT = "short", _("Paid in part")
    SETTLED = "settled", _("Paid")
    OVER = "over", _("Paid, with too much money received")
    CANCELLED = "cancelled", _("Cancelled")
    LAPSED = "lapsed", _("Not paid in time")


OWED = (Status.OPEN, Status.SHORT)
PAID = (Status.SETTLED, Status.OVER)
CLOSED = (Status.CANCELLED, Status.LAPSED)


class Account(models.TextChoices):
    """Accounts of the ledger; every posting balances over them."""

    BANK = "bank", _("Money at the bank")
    RECEIVABLE = "receivable", _("Owed by payers")
    REVENUE = "revenue", _("Charges of the authority")
    SUSPENSE = "suspense", _("Received, not yet assigned")
    REFUND = "refund", _("To be paid back")


class NoticeKind(models.TextChoices):
    """What the bank tells us."""

    PAYMENT = "payment", _("Payment")
    REVERSAL = "reversal", _("Reversal")


class Trouble(models.TextChoices):
    """Why an officer must look at a notice of the bank."""

    LATE = "late", _("Paid after the due date or after the bill was closed")
    DOUBLE = "double", _("Paid a second time")
    SHORT = "short", _("Too little was paid")
    OVER = "over", _("Too much was paid")
    UNKNOWN = "unknown", _("No bill has this reference")
    WRONG_BILLER = "wrong-biller", _("Paid to another payee than the bill's")
    WRONG_CHECK = "wrong-check", _("The second reference does not belong to the bill")
    OUT_OF_ORDER = "out-of-order", _("A reversal of a payment that has not been reported")
    REVERSED = "reversed", _("The bank took the payment back")
    NOT_APPLIED = "not-applied", _("Paid, but the application could not go on")


class Resolution(models.TextChoices):
    """What an officer decides about an exception."""

    ACCEPT = "accept", _("Count the money towards the bill")
    REFUND = "refund", _("Pay the money back")
    MOVE = "move", _("Count the money towards another bill of the payer")
    NOTE = "note", _("Nothing to do with the money")


RESOLUTIONS: Mapping[str, tuple[Resolution, ...]] = {
    Trouble.LATE: (Resolution.ACCEPT, Resolution.REFUND),
    Trouble.DOUBLE: (Resolution.REFUND,),
    Trouble.SHORT: (Resolution.REFUND,),
    Trouble.OVER: (Resolution.REFUND,),
    Trouble.UNKNOWN: (Resolution.ACCEPT, Resolution.REFUND),
    Trouble.WRONG_BILLER: (Resolution.REFUND,),
    Trouble.WRONG_CHECK: (Resolution.ACCEPT, Resolution.REFUND),
    Trouble.OUT_OF_ORDER: (Resolution.NOTE,),
    Trouble.REVERSED: (Resolution.NOTE,),
    Trouble.NOT_APPLIED: (
        Resolution.ACCEPT,
        Resolution.MOVE,
        Resolution.REFUND,
        Resolution.NOTE,
    ),
}
WORDS: Mapping[tuple[str, str], Any] = {
    (Trouble.NOT_APPLIED, Resolution.ACCEPT): _("Try again: let the application go on"),
    (Trouble.NOT_APPLIED, Resolution.REFUND): _(
        "Pay the money back: receipt and bill are cancelled, and what still waits is billed again"
    ),
}
"""What a decision is called where its usual words would mislead."""


class ReceiptState(StrEnum):
    """How far a receipt's document is."""

    WAITING = "waiting"
    RENDERED = "rendered"
    SEALED = "sealed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One charge with the words, the law and the evaluation that led to it; baht and satang."""

    code: str
    kind: str
    label: Text
    amount: Decimal
    explanation: Text
    law: str
    mark: str
    evaluation: Mapping[str, Any] = field(default_factory=dict)
    precedes: str = Precedes.ISSUE


@dataclass(frozen=True, slots=True, kw_only=True)
class Payee:
    """Who receives the money: the authority, its tax id and the bank's 15-digit biller id."""

    authority: str
    name: Text
    tax_id: str
    biller: str
    revenue_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a bill is raised for. ``payer`` is a party key, ``due_on`` the last day in Bangkok.

    ``title`` names the matter for the payer; ``payer_name`` is looked up where it is not given.
    """

    subject: str
    payer: str
    payee: Payee
    lines: tuple[Line, ...]
    due_on: date
    precedes: str = Precedes.ISSUE
    title: Text | None = None
    payer_name: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BankNotice:
    """What a bank reported, after its signature was verified.

    ``id`` is the bank's own and unique there; ``reverses`` is the id of the payment that a
    reversal takes back; ``paid_at`` is the bank's time of payment, which alone decides on lateness.
    """

    bank: str
    id: str
    biller: str
    ref1: str
    amount: Decimal
    paid_at: datetime
    kind: str = NoticeKind.PAYMENT
    ref2: str = ""
    reverses: str = ""
    channel: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What came of a notice: the payment's public id, ``repeated`` when it was known already."""

    payment: str
    outcome: str
    repeated: bool
