"""What casework lends to other rooms, and its long work."""

import logging
from contextlib import suppress
from datetime import timedelta
from uuid import UUID

from krob.casework.applications.clocks import bylaw
from krob.casework.applications.commands import (
    approve_by_law,
    ask_explanation,
    check_move,
    end_move,
    repin_application,
    repin_back,
)
from krob.casework.applications.lent.lending import FiledOnes
from krob.casework.applications.lent.past import FiledApplications
from krob.casework.applications.models import DelayNotice, VersionMove
from krob.casework.applications.officer import repinning
from krob.casework.applications.types import CHECK_MOVE, DO_MOVE, UNDO_MOVE, MoveState
from krob.foundation.core import clock
from krob.foundation.core.actor import SYSTEM
from krob.foundation.core.errors import DomainError
from krob.foundation.jobs.queue import periodic, task
from krob.registers.catalogue.ports import past
from krob.registers.catalogue.proving.lending import lenders

logger = logging.getLogger(__name__)
MOST = 500
past.add("applications", FiledApplications())
lenders.add("applications", FiledOnes())


@periodic("applications.approve-by-law", every=timedelta(minutes=5), atomic=False)
def approve_what_is_overdue() -> None:
    """Record the approvals that the law gave when the time ended; one transaction each.

    Running again, also after a crash, approves nothing twice. What cannot be approved is left for
    people to see to, and tried again.
    """
    late = bylaw.overdue(tacit_approval=True)
    for reference in list(late.values_list("reference", flat=True)[:MOST]):
        try:
            approve_by_law(actor=SYSTEM, reference=reference)
        except DomainError as refusal:
            logger.error("%s cannot be approved by law: %s", reference, refusal.code)


@periodic("applications.ask-explanations", every=timedelta(minutes=10), atomic=False)
def ask_for_explanations() -> None:
    """Ask offices to explain delays, once for each stretch of days; one transaction each."""
    asked = DelayNotice.objects.filter(until__gte=clock.today()).values("application")
    late = bylaw.overdue(delay_notice_days__gt=0).exclude(pk__in=asked)
    for reference in list(late.values_list("reference", flat=True)[:MOST]):
        ask_explanation(actor=SYSTEM, reference=reference)


@task(CHECK_MOVE, atomic=False)
def try_move(move: str) -> None:
    """Report what could be moved to another version, some at a time; run again it begins anew."""
    after = check_move(actor=SYSTEM, move=UUID(move))
    while after:
        after = check_move(actor=SYSTEM, move=UUID(move), after=after)


@task(DO_MOVE, atomic=False)
def do_move(move: str) -> None:
    """Move application by application; safe to run again: what was moved is not met any more."""
    row = VersionMove.objects.select_related("before", "after").get(pk=move)
    for reference in list(repinning.running(row).values_list("reference", flat=True)):
        with suppress(DomainError):  # what came between stays as it is
            repin_application(actor=SYSTEM, reference=reference, move=row.pk)
    end_move(actor=SYSTEM, move=row.pk, state=MoveState.DONE)


@task(UNDO_MOVE, atomic=False)
def undo_move(move: str) -> None:
    """Move back application by application; safe to run again."""
    row = VersionMove.objects.get(pk=move)
    moved = row.moved.filter(undone=False).values_list("application__reference", flat=True)
    for reference in list(moved):
        with suppress(DomainError):
            repin_back(actor=SYSTEM, reference=reference, move=row.pk)
    end_move(actor=SYSTEM, move=row.pk, state=MoveState.UNDONE)
