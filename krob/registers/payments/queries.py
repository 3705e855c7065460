"""What is owed and paid, by whom, and what an officer must look at."""

from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from krob.foundation.core.actor import Actor
from krob.foundation.core.errors import NotAllowed, NotFound
from krob.foundation.core.text import Text
from krob.foundation.events import access
from krob.registers.payments import ledger, policies
from krob.registers.payments.models import Bill, PaymentException, Receipt, RefusedNotice
from krob.registers.payments.types import Trouble

PURPOSE = "payments.check-receipt"
access.declare_purpose(PURPOSE, Text("ตรวจสอบการรับเงิน", "Checking a receipt"))


def bills_of(actor: Actor, subject: str) -> QuerySet[Bill]:
    """Return the bills about a subject that the actor may see, oldest first."""
    return Bill.objects.visible_to(actor).filter(subject=subject).order_by("raised_at", "id")


def owed(actor: Actor) -> QuerySet[Bill]:
    """Return the actor's bills on which money is to be paid, earliest due first.

    Req: 1.2.8.
    """
    return Bill.objects.visible_to(actor).owed().order_by("due_on", "id")


def past(actor: Actor) -> QuerySet[Bill]:
    """Return the actor's bills that are paid or closed, newest first."""
    rows = Bill.objects.visible_to(actor).exclude(pk__in=Bill.objects.owed().values("pk"))
    return rows.prefetch_related("receipts").order_by("-raised_at", "-id")


def bill(actor: Actor, uuid: UUID) -> Bill:
    """Return one bill.

    Raises:
        NotFound: there is no such bill that the actor may see.
    """
    found = Bill.objects.visible_to(actor).filter(uuid=uuid).first()
    if found is None:
        raise NotFound("bill-not-found", _("There is no such bill."))
    return found


def remaining(bill: Bill) -> Decimal:
    """Return what is still to be paid on a bill, in baht."""
    return ledger.remaining(bill)


def remaining_of(bills: Iterable[Bill]) -> dict[int, Decimal]:
    """Return what is still to be paid on each of some bills by its key, in baht (one query)."""
    return ledger.remaining_of(bills)


def is_being_checked(bill: Bill) -> bool:
    """Say whether money came for a bill that an officer must look at before it counts."""
    doubtful = (Trouble.LATE, Trouble.WRONG_CHECK, Trouble.WRONG_BILLER)
    waiting = PaymentException.objects.waiting().filter(trouble__in=doubtful)
    return waiting.filter(payment__bill=bill).exists()


def receipts(actor: Actor) -> QuerySet[Receipt]:
    """Return the receipts that the actor may see, newest first."""
    rows = Receipt.objects.visible_to(actor).select_related("bill")
    return rows.order_by("-issued_at", "-id")


def receipt(actor: Actor, uuid: UUID) -> Receipt:
    """Return one receipt.

    Raises:
        NotFound: there is no such receipt that the actor may see.
    """
    found = Receipt.objects.visible_to(actor).select_related("bill").filter(uuid=uuid).first()
    if found is None:
        raise NotFound("receipt-not-found", _("There is no such receipt."))
    return found


def receipt_for_desk(actor: Actor, uuid: UUID) -> Receipt:
    """Return one receipt, which names its payer, to an officer; leaves a row in the access log.

    Req: S.6.

    Raises:
        NotAllowed: the actor may not see payments.
        NotFound: there is no such receipt that the actor may see.
    """
    _require_desk(actor)
    found = receipt(actor, uuid)
    payer, subject = found.bill.payer, found.bill.subject
    access.reading(actor=actor, purpose=PURPOSE, subjects=[payer, subject], fields=["payer-name"])
    return found


def receipt_of(bill: Bill) -> Receipt | None:
    """Return the valid receipt of a bill; the caller may see the bill."""
    return bill.receipts.filter(cancelled_at=None).first()


def receipt_by_token(token: str) -> Receipt:
    """Return the receipt that a QR code names, for anybody who holds the paper.

    Raises:
        NotFound: no receipt carries that token.
    """
    found = Receipt.objects.select_related("bill").filter(token=token).first()
    if found is None:
        raise NotFound("receipt-not-found", _("There is no such receipt."))
    return found


def _require_desk(actor: Actor) -> None:
    if not policies.may_work(actor):
        raise NotAllowed("payments-view", _("You may not see payments."))


def exceptions(
    actor: Actor, *, waiting: bool = True, search: str = ""
) -> QuerySet[PaymentException]:
    """Return what an officer must decide (or what was decided), longest waiting first.

    Raises:
        NotAllowed: the actor may not see payments.
    """
    _require_desk(actor)
    rows = PaymentException.objects.visible_to(actor).filter(resolved_at__isnull=waiting)
    if text := search.strip().upper():
        rows = rows.filter(Q(payment__ref1__contains=text) | Q(payment__notice_id__iexact=text))
    return rows.select_related("payment__bill").order_by("raised_at", "id")


def exception(actor: Actor, uuid: UUID) -> PaymentException:
    """Return one exception.

    Raises:
        NotAllowed: the actor may not see payments.
        NotFound: there is no such exception that the actor may see.
    """
    _require_desk(actor)
    rows = PaymentException.objects.visible_to(actor).select_related("payment__bill")
    if (found := rows.filter(uuid=uuid).first()) is None:
        raise NotFound("exception-not-found", _("There is no such entry."))
    return found


def refused_notices(actor: Actor) -> QuerySet[RefusedNotice]:
    """Return messages that claimed to be a bank's and were not believed, newest first.

    Raises:
        NotAllowed: the actor may not see payments.
    """
    _require_desk(actor)
    return RefusedNotice.objects.visible_to(actor).order_by("-last_at", "-id")


def bills_for_desk(actor: Actor, search: str) -> QuerySet[Bill]:
    """Return bills by (part of) their reference or subject, newest first.

    Raises:
        NotAllowed: the actor may not see payments.
    """
    _require_desk(actor)
    rows = Bill.objects.visible_to(actor).order_by("-raised_at", "-id")
    text = search.strip().upper()
    return rows.filter(Q(reference__contains=text) | Q(subject__endswith=text)) if text else rows


def bill_for_desk(actor: Actor, uuid: UUID) -> Bill:
    """Return one bill for the payments desk.

    Raises:
        NotAllowed: the actor may not see payments.
        NotFound: there is no such bill that the actor may see.
    """
    _require_desk(actor)
    return bill(actor, uuid)


def owed_on(actor: Actor, days: Collection[date]) -> list[tuple[str, str, date]]:
    """Return (subject, reference, last day) of bills that are owed by one of these days."""
    found = Bill.objects.visible_to(actor).owed().filter(due_on__in=days).order_by("id")
    return list(found.values_list("subject", "reference", "due_on"))
