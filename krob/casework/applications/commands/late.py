"""What the system does by itself: nobody acted in time, or an agency's system answered."""

from krob.casework.applications.handing import HAND_OVER
from krob.casework.applications.locking import locked, require
from krob.casework.applications.models import Application
from krob.casework.applications.moving import (
    DECIDING,
    follow,
    note_finding,
    record_move,
    step_part,
)
from krob.casework.applications.types import OPEN
from krob.engines.workflow import commands as workflow
from krob.engines.workflow import queries as steps
from krob.foundation.core import clock
from krob.foundation.core.actor import Actor, ActorKind
from krob.foundation.core.registry import command

BY_ITSELF = "ระบบดำเนินการเองเพราะพ้นกำหนดเวลา"
BY_ANSWER = "ระบบของหน่วยงานแจ้งผลแล้ว"


@command(
    "applications.take-overdue-action",
    kinds={ActorKind.SYSTEM},
    states={status.value for status in OPEN},
)
def take_overdue_action(
    *, actor: Actor, reference: str, step: str, visit: int, action: str
) -> Application:
    """Do in a late step what its service says is done when nobody acts.

    Repeating it, or coming after somebody did act, changes nothing.

    Req: 2.7.

    Raises:
        NotFound: there is no such application, step or action.
        NotAllowed: the step is not late, or its service has something else done.
    """
    application = locked(actor, reference)
    return _done(actor, application, step, visit, action, BY_ITSELF)


@command(
    "applications.take-agency-answer",
    kinds={ActorKind.SYSTEM},
    states={status.value for status in OPEN},
)
def take_agency_answer(
    *, actor: Actor, reference: str, step: str, visit: int, action: str, note: str = ""
) -> Application:
    """Do in a step what the agency's own system, to which it was handed over, answered.

    Repeating it, or coming after an officer did the step by hand, changes nothing.

    Req: 2.8.1.

    Raises:
        NotFound: there is no such application, step or action.
        NotAllowed: the step was not handed over.
    """
    application = locked(actor, reference)
    require(step_part(application, step)["kind"] == HAND_OVER, "not-handed-over")
    return _done(actor, application, step, visit, action, note or BY_ANSWER)


def _done(
    actor: Actor, application: Application, step: str, visit: int, action: str, note: str
) -> Application:
    part = step_part(application, step)
    standing = {(each.key, each.visit) for each in steps.open_steps(actor, application.subject)}
    if application.status not in OPEN or (step, visit) not in standing:
        return application
    outcome = workflow.act(
        actor=actor,
        subject=application.subject,
        step=step,
        visit=visit,
        action=action,
        note=note,
    )
    if part["kind"] in DECIDING:
        application.decided_at = clock.now()
    finding = note_finding(actor, application, part, step, visit, action, note, {})
    follow(application, outcome)
    record_move(actor, application, finding, outcome)
    return application
