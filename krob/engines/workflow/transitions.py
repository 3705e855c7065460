"""What every verb of a process does: lock it, carry a move out, keep the clock in line."""

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from krob.engines.workflow import clock, policies
from krob.engines.workflow.engine import Move
from krob.engines.workflow.models import Process, Step
from krob.engines.workflow.types import Outcome, ProcessStatus, StepState
from krob.foundation.core import clock as time
from krob.foundation.core.actor import Actor
from krob.foundation.core.errors import Conflict, NotFound


def locked(actor: Actor, subject: str) -> Process:
    """Return a process for changing; its row stays locked until the command ends.

    Raises:
        NotFound: there is none that the actor may see.
    """
    process = Process.objects.select_for_update().filter(subject=subject).first()
    if process is None or not policies.may_see(actor, process):
        raise NotFound("process-not-found", _("There is no such process."))
    return process


def ended() -> Conflict:
    """Return the refusal of what comes after the end."""
    return Conflict("process-ended", _("This has already come to its end."))


def finish(
    process: Process,
    actor: Actor,
    move: Move,
    *,
    closed: str,
    action: str,
    at: datetime | None = None,
) -> Outcome:
    """Carry a move out and settle the clock as of a moment, now unless said."""
    _carry_out(process, move)
    clock.settle(process, actor, closed=closed, action=action, at=at)
    process.save()
    return Outcome(move.entered, move.ended, process)


def _carry_out(process: Process, move: Move) -> None:
    if move.cancelled or move.ended:
        process.steps.filter(state=StepState.OPEN).update(
            state=StepState.CANCELLED, closed_at=time.now()
        )
    if move.ended:
        process.status, process.end = ProcessStatus.ENDED, move.ended
        process.ended_at = time.now()
    enter(process, move.entered)


def enter(process: Process, keys: Collection[str], *, fresh: bool = False) -> None:
    """Open steps; nothing of a fresh process has been visited before."""
    now = time.now()
    for key in keys:
        plan = process.plan.steps[key]
        step = Step(
            process=process,
            key=key,
            visit=1 if fresh else process.steps.filter(key=key).count() + 1,
            role=plan.role,
            unit=plan.unit or process.unit,
            opened_at=now,
            due_on=clock.step_due_on(process, key, now),
        )
        clock.attend(process, step)
        step.save(force_insert=True)
