"""Who may do what in a process. The one place where a step's role meets a permission."""

from collections.abc import Mapping

from krob.engines.workflow.models import Process, Step
from krob.engines.workflow.types import StepRole, StepState
from krob.foundation.core import clock
from krob.foundation.core.actor import Actor, ActorKind
from krob.foundation.core.permissions import Permission
from krob.people.parties.queries import takes_part

PERMISSION_OF_ROLE: Mapping[str, Permission] = {
    StepRole.APPROVER: Permission.APPLICATIONS_DECIDE,
    StepRole.CASHIER: Permission.PAYMENTS_VIEW,
    StepRole.CHECKER: Permission.APPLICATIONS_CHECK,
    StepRole.INSPECTOR: Permission.APPLICATIONS_INSPECT,
    StepRole.RECOMMENDER: Permission.APPLICATIONS_RECOMMEND,
    StepRole.ROUTER: Permission.APPLICATIONS_ROUTE,
}
_KIND_OF_ROLE: Mapping[str, ActorKind] = {
    StepRole.APPLICANT: ActorKind.APPLICANT,
    StepRole.SYSTEM: ActorKind.SYSTEM,
}


def roles_of(actor: Actor) -> frozenset[str]:
    """Return the roles of steps that an officer's permissions allow."""
    if actor.kind != ActorKind.OFFICER:
        return frozenset()
    return frozenset(role for role, right in PERMISSION_OF_ROLE.items() if actor.may(right))


def may_see(actor: Actor, process: Process) -> bool:
    """Say whether a process is one of the actor's unit; others are not told that it exists.

    An applicant must take part in the subject; which party acts, the room that owns it says.
    """
    if actor.kind == ActorKind.APPLICANT:
        return takes_part(actor, process.subject)
    if actor.kind != ActorKind.OFFICER or process.unit in actor.units:
        return True
    return process.steps.filter(unit__in=actor.units, state=StepState.OPEN).exists()


def may_act(actor: Actor, step: Step) -> bool:
    """Say whether the actor has the step's role, in the step's unit.

    The system brings the answer of an agency's own system to a step that was handed over.
    """
    if step.kind == "hand-over" and actor.kind == ActorKind.SYSTEM:
        return True
    if step.role in _KIND_OF_ROLE:
        return actor.kind == _KIND_OF_ROLE[step.role]
    return step.role in roles_of(actor) and step.unit in actor.units


def is_free_for(actor: Actor, step: Step) -> bool:
    """Say whether no colleague of an officer works on the step."""
    return actor.kind != ActorKind.OFFICER or step.assignee in ("", actor.id)


def may_act_for_the_late(actor: Actor, step: Step, action: str) -> bool:
    """Say whether the system may do what the graph has it do when nobody acted in time."""
    late = step.due_on is not None and step.due_on < clock.today()
    return actor.kind == ActorKind.SYSTEM and late and action == step.plan.overdue_action


def may_assign(actor: Actor, step: Step, assignee: str) -> bool:
    """Who assigns work may give it to anyone; others may take what their role allows.

    They may take it over from a colleague, but give back only what is theirs.
    """
    if actor.kind == ActorKind.SYSTEM:
        return True
    if step.unit not in actor.units or actor.kind != ActorKind.OFFICER:
        return False
    if actor.may(Permission.APPLICATIONS_ASSIGN):
        return True
    return may_act(actor, step) and (assignee == actor.id or step.assignee == actor.id)


def may_extend(actor: Actor, process: Process) -> bool:
    """Who decides in the unit that has the matter may extend its time."""
    return process.unit in actor.units and StepRole.APPROVER in roles_of(actor)


def may_change_unit(actor: Actor, process: Process) -> bool:
    """Who routes may pass on what lies with one of their units."""
    if actor.kind == ActorKind.SYSTEM:
        return True
    return process.unit in actor.units and actor.may(Permission.APPLICATIONS_ROUTE)
