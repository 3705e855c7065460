"""What casework lends to other rooms, and its long work."""

from contextlib import suppress
from uuid import UUID

from krob.casework.applications import repinning
from krob.casework.applications.commands import (
    check_move,
    end_move,
    repin_application,
    repin_back,
)
from krob.casework.applications.lending import FiledOnes
from krob.casework.applications.models import VersionMove
from krob.casework.applications.past import FiledApplications
from krob.casework.applications.types import CHECK_MOVE, DO_MOVE, UNDO_MOVE, MoveState
from krob.foundation.core.actor import SYSTEM
from krob.foundation.core.errors import DomainError
from krob.foundation.jobs.queue import task
from krob.registers.catalogue.ports import past
from krob.registers.catalogue.proving.lending import lenders

past.add("applications", FiledApplications())
lenders.add("applications", FiledOnes())


@task(CHECK_MOVE)
def try_move(move: str) -> None:
    """Report what could be moved to another version."""
    check_move(actor=SYSTEM, move=UUID(move))


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
