"""The double-entry ledger: balanced postings, and the balances that follow from them.

Only commands of this room post; the caller holds the lock on the bill.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from uuid import uuid4

from django.db.models import DecimalField, F, Sum, Value
from django.db.models.functions import Coalesce

from krob.foundation.core import clock
from krob.registers.payments.models import NOTHING, Bill, LedgerEntry, Payment
from krob.registers.payments.types import Account

BAHT = DecimalField[Decimal, Decimal](max_digits=14, decimal_places=2)


@dataclass(frozen=True, slots=True)
class Move:
    """One amount that goes to ``debit`` and comes from ``credit``; baht, more than nothing."""

    debit: Account
    credit: Account
    amount: Decimal


def post(
    reason: str, moves: Iterable[Move], *, bill: Bill | None = None, payment: Payment | None = None
) -> None:
    """Add one balanced posting; moves of nothing are left out.

    Raises:
        ValueError: a move is negative.
    """
    posting, now = uuid4(), clock.now()
    rows: list[LedgerEntry] = []
    for move in moves:
        if move.amount < 0:
            raise ValueError("a move is not negative")
        for account, debit in ((move.debit, move.amount), (move.credit, NOTHING)):
            rows.append(
                LedgerEntry(
                    posting=posting,
                    posted_at=now,
                    account=account,
                    debit=debit,
                    credit=move.amount - debit,
                    reason=reason,
                    bill=bill,
                    payment=payment,
                    authority=bill.authority if bill else "",
                    revenue_code=bill.revenue_code if bill else "",
                )
            )
    LedgerEntry.objects.bulk_create([row for row in rows if row.debit or row.credit])


def _sum(account: Account, **about: Bill | Payment) -> Decimal:
    entries = LedgerEntry.objects.filter(account=account).filter(**about)
    total = entries.aggregate(
        total=Coalesce(Sum(F("debit") - F("credit")), Value(NOTHING), output_field=BAHT)
    )["total"]
    return Decimal(total).quantize(NOTHING)


def balance(
    account: Account, *, bill: Bill | None = None, payment: Payment | None = None
) -> Decimal:
    """Return debits less credits of an account, about a bill, a payment, or both."""
    about: dict[str, Bill | Payment] = {}
    if bill is not None:
        about["bill"] = bill
    if payment is not None:
        about["payment"] = payment
    return _sum(account, **about)


def remaining(bill: Bill) -> Decimal:
    """Return what is still owed on a bill, in baht."""
    return balance(Account.RECEIVABLE, bill=bill)


def remaining_of(bills: Iterable[Bill]) -> dict[int, Decimal]:
    """Return what is still owed on each of some bills by its key, in baht (one query)."""
    entries = LedgerEntry.objects.filter(account=Account.RECEIVABLE, bill__in=list(bills))
    sums = entries.values("bill_id").annotate(left=Sum(F("debit") - F("credit"))).order_by()
    return {row["bill_id"]: Decimal(row["left"]).quantize(NOTHING) for row in sums}


def held(payment: Payment) -> Decimal:
    """Return how much of a payment is received but not assigned."""
    return -balance(Account.SUSPENSE, payment=payment)


def surplus(bill: Bill) -> Decimal:
    """Return how much of a bill's payments is received but not counted, nor given back."""
    return -_sum(Account.SUSPENSE, payment__bill=bill)


def is_balanced() -> bool:
    """Say whether all debits equal all credits (for the operator's check)."""
    totals = LedgerEntry.objects.aggregate(debit=Sum("debit"), credit=Sum("credit"))
    return bool(totals["debit"] == totals["credit"])
