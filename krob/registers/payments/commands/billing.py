"""A bill begins and ends: raised, cancelled, lapsed."""

import secrets
from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from krob.foundation.core import clock, thai
from krob.foundation.core.actor import Actor, ActorKind
from krob.foundation.core.encryption import keyed_hash
from krob.foundation.core.errors import Conflict, Invalid, NotAllowed, NotFound
from krob.foundation.core.registry import command
from krob.foundation.core.text import Text
from krob.foundation.events import journal
from krob.people.parties import queries as parties
from krob.registers.payments import ledger, policies, settling
from krob.registers.payments.errors import BillDiffers
from krob.registers.payments.ledger import Move
from krob.registers.payments.models import Bill, Charge
from krob.registers.payments.types import OWED, PAID, Account, Line, Status, Terms

RAISERS = {ActorKind.OPERATOR, ActorKind.SYSTEM}
CANCELLERS = {*RAISERS, ActorKind.OFFICER}


def _new_reference() -> str:
    year = (clock.today().year + thai.ERA) % 100
    while True:
        reference = f"KB{year:02d}{secrets.randbelow(10**10):010d}"
        if not Bill.objects.filter(reference=reference).exists():
            return reference


def _check_value(biller: str, reference: str) -> str:
    return keyed_hash(f"{biller} {reference}", context="payments.bill")[:8].upper()


def _name_of(terms: Terms) -> Text:
    if terms.payer_name is not None:
        return terms.payer_name
    name = parties.party_named(terms.payer).name
    return Text("") if name.th in terms.payer else name


def _require_complete(terms: Terms) -> None:
    if sum(line.amount for line in terms.lines) <= 0:
        raise Invalid("nothing-to-pay", _("There is nothing to pay."))
    if any(line.amount != thai.money(line.amount) or line.amount < 0 for line in terms.lines):
        raise Invalid("amount-not-exact", _("An amount is not exact to the satang."))
    thai.bill_qr(biller=terms.payee.biller, ref1="A")


def _is_same(bill: Bill, terms: Terms) -> bool:
    wanted = [(line.code, line.amount) for line in terms.lines]
    charged = list(bill.charges.order_by("place").values_list("code", "amount"))
    return (bill.payer, bill.biller, charged) == (terms.payer, terms.payee.biller, wanted)


def _open_one(terms: Terms) -> Bill | None:
    same_thing = Bill.objects.filter(subject=terms.subject, precedes=terms.precedes)
    found = same_thing.owed().select_for_update().first()
    if found is not None and not _is_same(found, terms):
        raise BillDiffers("bill-differs", _("Another bill for this is open."))
    return found


def _store(terms: Terms) -> Bill:
    payee, reference = terms.payee, _new_reference()
    return Bill.objects.create(
        reference=reference,
        check_value=_check_value(payee.biller, reference),
        subject=terms.subject,
        title=(terms.title or terms.lines[0].label).as_json(),
        precedes=terms.precedes,
        payer=terms.payer,
        payer_name=cast(Any, _name_of(terms).as_json()),
        authority=payee.authority,
        authority_name=payee.name.as_json(),
        tax_id=payee.tax_id,
        biller=payee.biller,
        revenue_code=payee.revenue_code,
        amount=sum(line.amount for line in terms.lines),
        due_on=terms.due_on,
        raised_at=clock.now(),
    )


def _charge(bill: Bill, lines: Sequence[Line]) -> None:
    Charge.objects.bulk_create(
        Charge(
            bill=bill,
            place=place,
            code=line.code,
            kind=line.kind,
            label=line.label.as_json(),
            amount=line.amount,
            explanation=line.explanation.as_json(),
            law=line.law,
            mark=line.mark,
            evaluation=cast(Any, dict(line.evaluation)),
        )
        for place, line in enumerate(lines)
    )
    ledger.post("charge", [Move(Account.RECEIVABLE, Account.REVENUE, bill.amount)], bill=bill)


@command("payments.raise-bill", kinds=RAISERS)
def raise_bill(*, actor: Actor, terms: Terms) -> Bill:
    """Ask a payer for money on behalf of an authority.

    Doing it again while the bill is open returns that bill.

    Req: 1.6.1, 1.6.2.

    Raises:
        Invalid: the lines add up to nothing, or an amount is not exact to the satang.
        ValueError: the payee's biller id is malformed (refused when the offering is published).
        BillDiffers: a bill for the same thing is open, with other lines.
    """
    if (open_one := _open_one(terms)) is not None:
        return open_one
    _require_complete(terms)

    try:
        with transaction.atomic():
            bill = _store(terms)
    except IntegrityError:  # somebody raised it at the same moment
        if (open_one := _open_one(terms)) is not None:
            return open_one
        raise
    _charge(bill, terms.lines)
    journal.record(
        actor=actor,
        name="payments.bill-raised",
        subject=bill.subject,
        data={**_about(bill), "amount": str(bill.amount)},
    )
    return bill


def _about(bill: Bill) -> dict[str, str]:
    return {"subject": bill.subject, "bill": bill.reference, "precedes": bill.precedes}


def _owed_bill(actor: Actor, reference: str) -> Bill:
    bills = Bill.objects.visible_to(actor).select_for_update()
    if (bill := bills.filter(reference=reference).first()) is None:
        raise NotFound("bill-not-found", _("There is no such bill."))
    return bill


@command("payments.cancel-bill", kinds=CANCELLERS, states=set(OWED))
def cancel_bill(*, actor: Actor, reference: str) -> Bill:
    """Take a bill back that is not paid; money that came in part goes to the exceptions.

    Doing it twice has the effect of doing it once.

    Raises:
        NotFound: there is no such bill that the actor may see.
        NotAllowed: the officer does not decide about money.
        Conflict: it is paid, or has lapsed.
    """
    bill = _owed_bill(actor, reference)
    if actor.kind == ActorKind.OFFICER and not policies.may_resolve(actor):
        raise NotAllowed("payments-resolve", _("You may not decide about payments."))
    if bill.status == Status.CANCELLED:
        return bill
    if not bill.is_owed:
        raise Conflict("bill-not-open", _("This bill is no longer open."))

    settling.close(bill, Status.CANCELLED)
    journal.record(
        actor=actor,
        name="payments.bill-cancelled",
        subject=bill.subject,
        data=_about(bill),
    )
    return bill


@command("payments.lapse-bill", kinds={ActorKind.SYSTEM}, states=set(OWED))
def lapse_bill(*, actor: Actor, reference: str) -> Bill:
    """End a bill whose last day has passed unpaid; what waited for it hears the event.

    Doing it twice, or on a bill that was paid meanwhile, changes nothing.

    Raises:
        NotFound: there is no such bill.
        Conflict: it is not due yet.
    """
    bill = _owed_bill(actor, reference)
    if bill.status in (*PAID, Status.CANCELLED, Status.LAPSED):
        return bill
    if clock.today() <= bill.due_on:
        raise Conflict("bill-not-due", _("This bill may still be paid."))

    settling.close(bill, Status.LAPSED)
    journal.record(
        actor=actor,
        name="payments.bill-lapsed",
        subject=bill.subject,
        data=_about(bill),
    )
    return bill


@command("payments.postpone-bill", kinds={ActorKind.SYSTEM}, states=set(OWED))
def postpone_bill(*, actor: Actor, reference: str, due_on: date) -> Bill:
    """Let a bill be paid until a later day, because its last day became a holiday.

    Repeating it, an earlier day, or a bill that is owed no more changes nothing.

    Law: Administrative Procedure Act B.E. 2539, s. 64, paragraph 3.

    Raises:
        NotFound: there is no such bill.
    """
    bill = _owed_bill(actor, reference)
    if not bill.is_owed or due_on <= bill.due_on:
        return bill
    bill.due_on = due_on
    bill.save(update_fields=["due_on"])
    journal.record(
        actor=actor,
        name="payments.bill-postponed",
        subject=bill.subject,
        data={**_about(bill), "due_on": due_on.isoformat()},
    )
    return bill
