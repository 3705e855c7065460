"""An officer decides about money that did not fit."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from krob.foundation.core import clock
from krob.foundation.core.actor import Actor, ActorKind
from krob.foundation.core.errors import Conflict, Invalid, NotAllowed, NotFound
from krob.foundation.core.registry import command
from krob.foundation.events import journal
from krob.registers.payments import ledger, policies, settling
from krob.registers.payments.ledger import Move
from krob.registers.payments.models import Bill, Payment, PaymentException
from krob.registers.payments.types import (
    CLOSED,
    RESOLUTIONS,
    Account,
    Resolution,
    Trouble,
)


def _locked(actor: Actor, exception: UUID) -> PaymentException:
    """Return the exception, locked after its bill and that after its matter: parents first."""
    seen = PaymentException.objects.visible_to(actor).filter(uuid=exception)
    found = seen.select_related("payment__bill").first()
    if found is None:
        raise NotFound("exception-not-found", _("There is no such entry."))
    if found.payment.bill is not None:
        settling.hold(found.payment.bill.subject)
        Bill.objects.select_for_update().get(pk=found.payment.bill.pk)
    PaymentException.objects.select_for_update().get(pk=found.pk)
    return PaymentException.objects.select_related("payment__bill").get(pk=found.pk)


def _bill_named(actor: Actor, reference: str, payment: Payment) -> Bill:
    bills = Bill.objects.visible_to(actor).filter(reference=reference, biller=payment.biller)
    for subject in bills.values_list("subject", flat=True):
        settling.hold(subject)
    bill = bills.select_for_update().first()
    if bill is None:
        message = _("There is no such bill of this payee.")
        raise Invalid("bill-not-found", message, fields={"bill": message})
    return bill


def _accept(actor: Actor, entry: PaymentException, reference: str) -> None:
    payment = entry.payment
    bill = payment.bill or _bill_named(actor, reference, payment)
    if entry.trouble == Trouble.NOT_APPLIED:
        if bill.is_paid:
            settling.move_on(actor, bill)
            return
        raise Conflict("bill-not-paid", _("This bill is not paid."))
    if bill.is_paid:
        raise Conflict("bill-paid", _("This bill is paid already."))
    payment.bill = bill
    payment.save(update_fields=["bill"])
    if bill.status in CLOSED:
        _require_no_other(bill)
        settling.reopen(bill)
    over = settling.count(payment, bill, ledger.held(payment), Account.SUSPENSE)
    if over:
        settling.ask_officer(payment, Trouble.OVER, over)
    if ledger.remaining(bill):
        settling.refresh(bill)
        settling.ask_officer(payment, Trouble.SHORT, ledger.remaining(bill))
    else:
        settling.settle(actor, bill, payment, decided=True)


def _require_paid(entry: PaymentException) -> Bill:
    bill = entry.payment.bill
    if bill is None or not bill.is_paid:
        raise Conflict("bill-not-paid", _("This bill is not paid."))
    return bill


def _move(actor: Actor, entry: PaymentException, reference: str) -> None:
    """Count the money of a paid bill towards another bill of the same payer."""
    bill = _require_paid(entry)
    other = _bill_named(actor, reference, entry.payment)
    if other.payer != bill.payer or not other.is_owed:
        message = _("Name a bill of the same payer on which money is owed.")
        raise Invalid("bill-unfit", message, fields={"bill": message})
    last = entry.payment
    for payment, amount in settling.release(bill).items():
        left = settling.count(payment, other, amount, Account.SUSPENSE)
        payment.save(update_fields=["bill"])
        if left:
            settling.ask_officer(payment, Trouble.OVER, left)
        last = payment
    if ledger.remaining(other):
        settling.refresh(other)
        settling.ask_officer(last, Trouble.SHORT, ledger.remaining(other))
    else:
        settling.settle(actor, other, last, decided=True)
    settling.ask_anew(actor, bill)


def _give_back(actor: Actor, entry: PaymentException) -> None:
    """Owe the payer the money of a paid bill, which is cancelled with its receipt."""
    bill = _require_paid(entry)
    for payment, amount in settling.release(bill).items():
        ledger.post(
            "refund",
            [Move(Account.SUSPENSE, Account.REFUND, amount)],
            bill=bill,
            payment=payment,
        )
    settling.ask_anew(actor, bill)


def _require_no_other(bill: Bill) -> None:
    same = Bill.objects.filter(subject=bill.subject, precedes=bill.precedes).exclude(pk=bill.pk)
    if same.exclude(status__in=CLOSED).exists():
        raise Conflict("bill-replaced", _("Another bill has taken the place of this one."))


def _refund(entry: PaymentException) -> None:
    payment, bill = entry.payment, entry.payment.bill
    waiting = ledger.held(payment)
    if entry.trouble == Trouble.SHORT and not waiting:
        counted = -ledger.balance(Account.RECEIVABLE, payment=payment)
        move = Move(Account.RECEIVABLE, Account.REFUND, counted)
    else:
        move = Move(Account.SUSPENSE, Account.REFUND, waiting)
    ledger.post("refund", [move], bill=bill, payment=payment)
    if bill is None:
        return
    if bill.is_owed:
        settling.refresh(bill)
    elif bill.is_paid:
        settling.weigh_surplus(bill)


@command(
    "payments.resolve-exception",
    kinds={ActorKind.OFFICER, ActorKind.OPERATOR},
    states={"waiting"},
)
def resolve_exception(
    *, actor: Actor, exception: UUID, resolution: str, reasons: str, bill: str = ""
) -> PaymentException:
    """Decide what happens to money that did not fit: count it, pay it back, or note it.

    ``bill`` is the reference of the bill that money with an unknown reference is meant for, or to
    which the money of a paid bill goes over. To pay back is an order to the cashier: the ledger
    then owes it; a paid bill whose money is given back or goes over is cancelled, and what still
    waits for that money asks for it by a new bill.

    Raises:
        NotFound: there is no such entry that the actor may see.
        NotAllowed: the actor may not decide about payments.
        Conflict: it is decided already, or the bill has moved on.
        Invalid: no reasons, no such bill, or a decision that does not fit.
        DomainError: what waits for the money could not go on.
    """
    entry = _locked(actor, exception)
    if not policies.may_resolve(actor):
        raise NotAllowed("payments-resolve", _("You may not decide about payments."))
    if entry.resolved_at is not None:
        raise Conflict("exception-resolved", _("Somebody has decided this already."))
    if resolution not in RESOLUTIONS[entry.trouble]:
        raise Invalid("resolution-unfit", _("This decision does not fit."))
    if not reasons.strip():
        message = _("Give your reasons.")
        raise Invalid("reasons-missing", message, fields={"reasons": message})

    if resolution == Resolution.ACCEPT:
        _accept(actor, entry, bill.strip().upper())
    elif resolution == Resolution.MOVE:
        _move(actor, entry, bill.strip().upper())
    elif resolution == Resolution.REFUND and entry.trouble == Trouble.NOT_APPLIED:
        _give_back(actor, entry)
    elif resolution == Resolution.REFUND:
        _refund(entry)
    entry.resolution, entry.reasons = resolution, reasons.strip()
    entry.resolved_at, entry.resolved_by = clock.now(), actor.id
    entry.save(update_fields=["resolution", "reasons", "resolved_at", "resolved_by"])
    _tell(actor, entry)
    return entry


def _tell(actor: Actor, entry: PaymentException) -> None:
    payment = Payment.objects.select_related("bill").get(pk=entry.payment_id)
    bill = payment.bill
    details: dict[str, str] = {}
    if bill is not None:
        details = {"subject": bill.subject, "bill": bill.reference, "status": str(bill.status)}
    journal.record(
        actor=actor,
        name="payments.exception-resolved",
        subject=bill.subject if bill else f"payment:{payment.uuid}",
        data={
            "exception": str(entry.uuid),
            "trouble": entry.trouble,
            "resolution": entry.resolution,
            **details,
        },
    )
