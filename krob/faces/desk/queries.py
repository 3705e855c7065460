"""What an officer meets first: the units, the work that waits, what came in, what went wrong."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from krob.casework.applications import queries as applications
from krob.casework.applications.officer import desk
from krob.engines.notifications import queries as notifications
from krob.engines.workflow import queries as workflow
from krob.faces.desk import policies
from krob.foundation.core import clock
from krob.foundation.core.actor import Actor
from krob.foundation.core.errors import Message, NotAllowed
from krob.foundation.jobs.models import Job
from krob.people.agencies.queries import unit_names
from krob.registers.payments import queries as payments

MOST_COUNTED = 25
FIRST_LINES = 5
MOST_JOBS = 50


@dataclass(frozen=True, slots=True)
class Tally:
    """How much waits somewhere: counted up to ``MOST_COUNTED``, one more means "and more"."""

    label: Message
    many: int
    link: str
    symbol: str
    pressing: bool = False


def home(actor: Actor) -> dict[str, Any]:
    """Return the officer's first page, in a number of queries that does not grow with the work.

    Req: 1.1.1
    """
    return {
        "units": list(unit_names(actor.units).values()),
        "tallies": list(_tallies(actor)),
        "most": MOST_COUNTED,
        "opens_applications": policies.opens_applications(actor),
        "work": _first_work(actor),
        "messages_in": list(notifications.inbox(actor)[:FIRST_LINES]),
    }


def _tallies(actor: Actor) -> Iterator[Tally]:
    if policies.opens_applications(actor):
        yield from _of_applications(actor)
    if policies.resolves_payments(actor):
        waiting = capped(payments.exceptions(actor))
        yield Tally(
            _("Payments to look into"), waiting, reverse("payments-officer:list"), "card", True
        )
    if policies.manages_jobs(actor):
        dead = capped(Job.objects.dead())
        yield Tally(_("Background work that failed"), dead, reverse("desk-officer:jobs"), "warn")
    unread = capped(notifications.inbox(actor).filter(read_at=None))
    yield Tally(_("Unread messages"), unread, reverse("notifications-officer:inbox"), "bell")


def _of_applications(actor: Actor) -> Iterator[Tally]:
    queue = reverse("applications-officer:queue")
    todo = workflow.worklist(actor)
    late = todo.filter(process__due_on__lt=clock.today())
    yield Tally(_("Overdue"), capped(late), f"{queue}?tab=overdue", "clock", True)
    mine = workflow.worklist(actor, mine=True)
    yield Tally(_("My work"), capped(mine), f"{queue}?tab=mine", "person")
    yield Tally(_("Waiting in my units"), capped(todo), f"{queue}?tab=todo", "doc")
    free = todo.filter(assignee="")
    yield Tally(_("Nobody has taken yet"), capped(free), f"{queue}?tab=unassigned", "plus")
    corrected = applications.corrected(actor)
    yield Tally(_("Corrections that came in"), capped(corrected), f"{queue}?tab=todo", "pen")
    if policies.routes(actor):
        lost = applications.unrouted(actor)
        yield Tally(_("No office found"), capped(lost), f"{queue}?tab=routing", "map", True)


def capped(rows: QuerySet[Any]) -> int:
    """Count rows, but no further than one past ``MOST_COUNTED``."""
    return rows.order_by()[: MOST_COUNTED + 1].count()


def _first_work(actor: Actor) -> list[desk.Work]:
    if not policies.opens_applications(actor):
        return []
    own: list[desk.Work] = desk.queue(actor, desk.Filter(tab="mine"))["work"]
    return (own or desk.queue(actor, desk.Filter())["work"])[:FIRST_LINES]


def failed_jobs(actor: Actor) -> list[Job]:
    """Return background work that gave up, the latest first.

    Raises:
        NotAllowed: the officer does not look after the installation.
    """
    if not policies.manages_jobs(actor):
        raise NotAllowed("may-not-manage-jobs", _("You may not see background work."))
    return list(Job.objects.dead().order_by("-finished_at", "-id")[:MOST_JOBS])
