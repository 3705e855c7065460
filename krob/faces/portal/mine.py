"""What "My business" shows: what to do now, what is under way, what is held, who looked.

Everything is of the party acted for. The number of queries does not grow with what there is.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from krob.casework.applications import queries as applications
from krob.casework.applications.applicant.listing import Entry, entries
from krob.casework.applications.clocks.clockbar import Bar, bar_of
from krob.casework.applications.models import Application, Correction
from krob.casework.applications.types import OPEN, Status
from krob.foundation.core import clock
from krob.foundation.core.actor import Actor
from krob.foundation.core.errors import Message
from krob.foundation.core.text import Text
from krob.people.parties import overview
from krob.people.parties import queries as parties
from krob.registers.licences import queries as licences
from krob.registers.licences import wording
from krob.registers.licences.models import Licence
from krob.registers.payments import queries as payments
from krob.registers.payments.models import Bill

MOST_TO_DO = 20
MOST_RUNNING = 10
MOST_LICENCES = 6
MOST_READINGS = 5


@dataclass(frozen=True, slots=True)
class ToDo:
    """One thing that waits for the applicant; ``day`` is its due day, or when it was asked."""

    title: Text
    what: Message
    about: str
    link: str
    button: Message
    day: date | None = None
    day_says: Message = ""
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Running:
    """An application under way with its clock as a bar."""

    entry: Entry
    bar: Bar | None


@dataclass(frozen=True, slots=True)
class Held:
    """A licence with its status of today."""

    licence: Licence
    chip: wording.StatusChip


def page(actor: Actor) -> dict[str, Any]:
    """Return what the party acted for meets first.

    Req: 1.2.1, 1.2.7, 1.2.8, S.6
    """
    choices = parties.acting_choices(actor)
    unpaid = list(payments.owed(actor).filter(payer=actor.party))
    left = payments.remaining_of(unpaid)
    held = licences.mine(actor)[: MOST_LICENCES + 1]
    running = list(_own(actor).filter(status__in=OPEN)[: MOST_RUNNING + 1])
    return {
        "acting": next((one for one in choices if one.key == actor.party), None),
        "choices": choices,
        "to_do": _to_do(actor, [_bill(bill, left.get(bill.pk, bill.amount)) for bill in unpaid]),
        "running": [_running(entry) for entry in entries(running[:MOST_RUNNING])],
        "more_running": len(running) > MOST_RUNNING,
        "held": [Held(one, wording.chip(one.status_today)) for one in held[:MOST_LICENCES]],
        "more_held": len(held) > MOST_LICENCES,
        "owed": sum(left.values(), Decimal(0)),
        "readings": overview.readings(actor, limit=MOST_READINGS),
    }


def _own(actor: Actor) -> QuerySet[Application]:
    return applications.listed(actor).filter(party=actor.party)


def _to_do(actor: Actor, bills: Sequence[ToDo]) -> list[ToDo]:
    mine = _own(actor).filter(status__in=(Status.CORRECTING, Status.DRAFT))
    asked = Correction.objects.filter(answered_at=None).order_by("round")
    waiting = mine.prefetch_related(Prefetch("corrections", queryset=asked, to_attr="asked"))
    found = [*bills, *_applications(waiting[:MOST_TO_DO])]
    return sorted(found, key=lambda one: (one.day or date.max, one.about))[:MOST_TO_DO]


def _applications(waiting: QuerySet[Application]) -> Iterator[ToDo]:
    for application in waiting:
        if application.status == Status.CORRECTING:
            yield _correction(application)
        else:
            yield _draft(application)


def _bill(bill: Bill, left: Decimal) -> ToDo:
    return ToDo(
        title=bill.heading,
        what=_("Pay; the receipt comes by itself."),
        about=bill.reference,
        link=reverse("payments:bill", args=[bill.uuid]),
        button=_("Pay"),
        day=bill.due_on,
        day_says=_("was due") if bill.due_on < clock.today() else _("pay by"),
        amount=left,
    )


def _correction(application: Application) -> ToDo:
    return ToDo(
        title=application.version.title,
        what=_("Correct what the officer asked for. The clock stands until you send it."),
        about=application.label or application.reference,
        link=reverse("applications:correct", args=[application.reference]),
        button=_("Correct"),
        day=_asked_on(application),
        day_says=_("asked"),
    )


def _asked_on(application: Application) -> date | None:
    asked: list[Correction] = getattr(application, "asked", [])
    return clock.local_date(asked[-1].asked_at) if asked else None


def _draft(application: Application) -> ToDo:
    return ToDo(
        title=application.version.title,
        what=_("Finish the draft and file it."),
        about=application.label or application.reference,
        link=reverse("applications:overview", args=[application.reference]),
        button=_("Go on"),
    )


def _running(entry: Entry) -> Running:
    return Running(entry, bar_of(entry.clock) if entry.clock else None)
