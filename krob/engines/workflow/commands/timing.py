"""Verbs of the time that the law gives: extend it, and decide when it ends without a decision.

Both are part of a command of the room that owns the subject, which records the event.
"""

from django.utils.translation import gettext_lazy as _

from krob.engines.workflow import approving, clock, policies, transitions
from krob.engines.workflow.engine import Move
from krob.engines.workflow.models import Process
from krob.engines.workflow.types import ClockState, ExtensionLimits, Outcome, ProcessStatus
from krob.engines.workflow.types import StepState as Visit
from krob.foundation.core import clock as time
from krob.foundation.core.actor import Actor, ActorKind
from krob.foundation.core.errors import Conflict, Invalid, Message, NotAllowed
from krob.foundation.core.registry import command

_OPEN = {str(ProcessStatus.OPEN)}


@command("workflow.extend-deadline", kinds={ActorKind.OFFICER}, states=_OPEN)
def extend_deadline(
    *, actor: Actor, subject: str, number: int, days: int, reason: str, limits: ExtensionLimits
) -> Process:
    """Give the authority more time, while the time that the law gives still runs.

    Args:
        actor: who decides in this process's unit.
        subject: what it is about.
        number: which extension the officer saw coming, 1 for the first; a form sent twice extends
            once.
        days: how many days of the deadline's unit are added.
        reason: what the applicant is told (kept encrypted).
        limits: how often and by how much the law allows it.

    Raises:
        NotFound: no such process for this actor.
        NotAllowed: the actor does not decide here.
        Conflict: it has ended, its clock does not run, the time is over, or it was extended as
            often as the law allows.
        Invalid: so many days are not allowed, or the reason is missing.
    """
    process = transitions.locked(actor, subject)
    if process.has_ended:
        raise transitions.ended()
    if not policies.may_extend(actor, process):
        raise NotAllowed("may-not-extend", _("Only those who decide may extend the time."))
    _refuse_untimely(process, number, limits)
    _refuse_unreasoned(days, reason, limits)
    clock.extend(process, actor, days, reason.strip())
    process.save(update_fields=["due_on", "attention_on", "told"])
    return process


def _refuse_untimely(process: Process, number: int, limits: ExtensionLimits) -> None:
    if process.clock_state != ClockState.RUNNING or process.due_on is None:
        raise Conflict("clock-not-running", _("The clock does not run now."))
    if clock.is_over(process):
        raise Conflict("deadline-passed", _("The time is over; it can no longer be extended."))
    made = clock.extensions_made(process)
    if made >= limits.times:
        raise Conflict("extensions-used-up", _("The law allows no further extension."))
    if number != made + 1:
        raise Conflict("extended-meanwhile", _("The time has been extended meanwhile."))


def _refuse_unreasoned(days: int, reason: str, limits: ExtensionLimits) -> None:
    wrong: dict[str, Message] = {}
    if not 1 <= days <= limits.days:
        wrong["days"] = _("Give 1 to %(most)s days.") % {"most": limits.days}
    if not reason.strip():
        wrong["reason"] = _("Write the reasons.")
    if wrong:
        raise Invalid("extension-incomplete", _("Something is missing."), fields=wrong)


@command("workflow.decide-by-law", kinds={ActorKind.SYSTEM}, states=_OPEN)
def decide_by_law(*, actor: Actor, subject: str) -> Outcome:
    """Go where an approval leads, because the time ended without a decision.

    What still waited for somebody is cancelled. The clock stops with the last day in time, however
    much later this is done.

    Raises:
        NotFound: there is no such process.
        Conflict: it has ended, the time is not over, or nothing in its graph says where an
            approval leads.
    """
    process = transitions.locked(actor, subject)
    if process.has_ended:
        raise transitions.ended()
    if not clock.is_over(process):
        raise Conflict("not-overdue", _("The time is not over yet."))
    decisive = approving.decisive(process.plan, process.facts, process.fact_types)
    if decisive is None:
        raise Conflict("no-approval", _("The steps do not say where an approval leads."))
    standing = process.steps.filter(state=Visit.OPEN).values_list("key", flat=True)
    ends = [target for target in decisive.targets if target in process.plan.ends]
    entered = () if ends else decisive.targets
    move = Move(entered, tuple(standing), ends[0] if ends else "")
    at = time.last_moment(process.due_on) if process.due_on else None
    return transitions.finish(process, actor, move, closed="", action="", at=at)
