"""Questions about processes and their steps."""

from datetime import date

from django.db.models import F, QuerySet

from krob.engines.workflow import approving, policies
from krob.engines.workflow.approving import Decisive
from krob.engines.workflow.models import Process, Step, StepQuerySet
from krob.foundation.core.actor import Actor

UNREAD_IN_LISTS = ("note", "checklist", "process__kept_facts", "process__kept_types")


def process_of(actor: Actor, subject: str) -> Process | None:
    """Return the process of a subject that the actor may see."""
    return Process.objects.visible_to(actor).filter(subject=subject).first()


def open_steps(actor: Actor, subject: str) -> list[Step]:
    """Return the steps that wait for someone now, oldest first."""
    return list(_of(actor, subject).open())


def steps_of(actor: Actor, subject: str) -> list[Step]:
    """Return every visit of a step, oldest first: the way that the subject has gone."""
    return list(_of(actor, subject))


def _of(actor: Actor, subject: str) -> StepQuerySet:
    found = Step.objects.visible_to(actor).filter(process__subject=subject)
    return found.select_related("process").order_by("id")


def can_act(actor: Actor, step: Step) -> bool:
    """Say whether a screen should offer the step's actions; the command decides for itself."""
    return policies.may_act(actor, step) and not acted_before(actor, step)


def can_extend(actor: Actor, process: Process) -> bool:
    """Say whether a screen should offer to extend the time; the command decides for itself."""
    return policies.may_extend(actor, process)


def acted_before(actor: Actor, step: Step) -> tuple[str, ...]:
    """Return the earlier steps whose last visit this actor closed though another must act now."""
    apart = step.plan.not_same_as
    if not apart:
        return ()
    last: dict[str, str] = {}
    closed = step.process.steps.filter(key__in=apart, closed_at__isnull=False).exclude(closed_by="")
    for key, closed_by in closed.order_by("visit").values_list("key", "closed_by"):
        last[key] = closed_by
    return tuple(key for key, closed_by in last.items() if closed_by == actor.id)


def worklist(actor: Actor, role: str | None = None, mine: bool = False) -> QuerySet[Step, Step]:
    """Return the open steps that the actor could act in, the most urgent first.

    One query however long the list, without what was written in a step and the process's facts.
    ``mine`` keeps those assigned to the actor, else all of the actor's units in the actor's roles
    (or one of them) are shown.
    """
    roles = policies.roles_of(actor) & ({role} if role else policies.roles_of(actor))
    found = Step.objects.open().filter(unit__in=actor.units, role__in=roles)
    if mine:
        found = found.filter(assignee=actor.id)
    listed = found.select_related("process").defer(*UNREAD_IN_LISTS)
    return listed.order_by(F("due_on").asc(nulls_last=True), "id")


def due_on(subject: str) -> date | None:
    """Return by when a subject must be decided; nothing while its clock does not run."""
    return Process.objects.filter(subject=subject).values_list("due_on", flat=True).first()


def decisive(subject: str) -> Decisive | None:
    """Return the action by which a subject would be approved, as far as its facts say."""
    process = Process.objects.get(subject=subject)
    return approving.decisive(process.plan, process.facts, process.fact_types)


def overdue_processes(on: date) -> QuerySet[Process, Process]:
    """Return the processes whose statutory due date has passed, the latest first (by index)."""
    return Process.objects.open().filter(due_on__lt=on).order_by("due_on", "id")


def overdue_steps(on: date) -> QuerySet[Step, Step]:
    """Return the open steps whose own due date has passed, the latest first (by index)."""
    late = Step.objects.open().filter(due_on__lt=on)
    return late.select_related("process").order_by("due_on", "id")
