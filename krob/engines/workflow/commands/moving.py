"""Verbs that move a process. Each locks the process row first, so that moves come one by one.

``start_process``, ``act`` and ``end_process`` are part of a command of the room that owns the
subject, which records the event; they record none of their own.
"""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from krob.engines.workflow import clock, engine, policies, queries, repinning, transitions
from krob.engines.workflow.engine import Move
from krob.engines.workflow.graph import ActionPlan, StepPlan
from krob.engines.workflow.models import Graph, Process, Step, graph_of
from krob.engines.workflow.types import ClockState, Outcome, ProcessStatus, StepState
from krob.foundation.core import clock as time
from krob.foundation.core.actor import Actor, ActorKind
from krob.foundation.core.errors import Conflict, Invalid, Message, NotAllowed, NotFound
from krob.foundation.core.registry import command
from krob.foundation.events import journal
from krob.foundation.rules.expressions import Type
from krob.people.agencies import calendars

_OPEN = {str(ProcessStatus.OPEN)}
_MOVERS = {ActorKind.APPLICANT, ActorKind.OFFICER, ActorKind.SYSTEM}
_HOUSE = {ActorKind.SYSTEM, ActorKind.OPERATOR}


@command("workflow.start-process", kinds=_HOUSE)
def start_process(
    *,
    actor: Actor,
    subject: str,
    graph: Mapping[str, Any],
    unit: str,
    calendar: str,
    facts: Mapping[str, Any] | None = None,
    types: Mapping[str, Type] | None = None,
) -> Process:
    """Send a subject on its way through a graph, to which it stays pinned.

    Doing it twice has the effect of doing it once.

    Args:
        actor: who files.
        subject: what it is about.
        graph: a graph part without errors (``spec.problems``).
        unit: the code of the unit that does the work.
        calendar: the code of the unit's working calendar.
        facts: typed answers; those that conditions read are kept.
        types: the types that ``spec.problems`` was given; without them the type of an answer is
            taken from its value, and a condition on an absent one is an error.

    Raises:
        Conflict: the subject is on its way through another graph.
        NotFound: there is no such calendar.
    """
    calendars.is_working_day(calendar, time.today())
    kept = Graph.objects.keep(graph)
    process = Process(
        subject=subject, graph=kept, unit=unit, calendar=calendar, started_at=time.now()
    )
    process.keep_types(types or {})
    process.keep_facts(facts or {})
    try:
        with transaction.atomic():
            process.save(force_insert=True)
    except IntegrityError:  # it was started before
        return _started(subject, kept)
    transitions.enter(process, engine.first_move(process.plan).entered, fresh=True)
    clock.begin(process, actor)
    if process.clock_state != ClockState.NOT_STARTED:
        process.save(update_fields=["clock_state", "due_on", "attention_on"])
    return process


def _started(subject: str, graph: Graph) -> Process:
    process = Process.objects.get(subject=subject)
    if process.graph_id != graph.digest:
        raise Conflict("process-exists", _("This has been started in another way."))
    return process


@command("workflow.act", kinds=_MOVERS, states=_OPEN)
def act(
    *,
    actor: Actor,
    subject: str,
    step: str,
    visit: int | None,
    action: str,
    facts: Mapping[str, Any] | None = None,
    note: str = "",
    checklist: Mapping[str, Any] | None = None,
) -> Outcome:
    """Do something in an open step, and go where it leads.

    Args:
        actor: who acts; an applicant's part in the subject is checked by the caller.
        subject: what it is about.
        step: the step acted in.
        visit: which visit of it the person saw; None for the one that is open.
        action: what is done.
        facts: typed answers for conditions; a truthy ``corrections`` or ``reasons`` meets the need
            of that name.
        note: what the person wrote (kept encrypted).
        checklist: the answer to each line of the step's checklist.

    Raises:
        NotFound: no such process for this actor, or no such step or action in its graph.
        Conflict: somebody has already acted, the process has ended, or a colleague of the officer
            works on the step.
        NotAllowed: not this actor's role or unit, or the actor did the step that another must do.
        Invalid: something that the action needs was not given.
        MissingInput: a condition depends on an answer that nobody gave.
    """
    process = transitions.locked(actor, subject)
    plan, planned = _planned(process, step, action)
    standing = {
        open_step.key: open_step for open_step in process.steps.filter(state=StepState.OPEN)
    }
    here = _still_open(process, standing, step, visit)
    _require_right(actor, here, action)
    _require_needs(planned, plan, facts or {}, note, checklist or {})

    process.keep_facts(facts or {})
    move = engine.move(
        process.plan, list(standing), step, action, process.facts, process.fact_types
    )
    _close(here, actor, action, note, checklist or {})
    return transitions.finish(process, actor, move, closed=step, action=action)


@command("workflow.end-process", kinds=_HOUSE, states=_OPEN)
def end_process(*, actor: Actor, subject: str, end: str) -> Outcome:
    """Bring a process to an end from outside its steps: withdrawn, lapsed.

    Open steps are cancelled. The same end twice changes nothing.

    Raises:
        NotFound: no such process for this actor, or no such end in its graph.
        Conflict: it has ended otherwise.
    """
    process = transitions.locked(actor, subject)
    if end not in process.plan.ends:
        raise NotFound("end-not-found", _("There is no such end."))
    if process.has_ended:
        if process.end != end:
            raise transitions.ended()
        return Outcome((), end, process)
    standing = process.steps.filter(state=StepState.OPEN).values_list("key", flat=True)
    return transitions.finish(process, actor, Move((), tuple(standing), end), closed="", action="")


@command("workflow.assign-step", kinds={ActorKind.OFFICER, ActorKind.SYSTEM}, states=_OPEN)
def assign_step(
    *, actor: Actor, subject: str, step: str, assignee: str, record: bool = True
) -> Step:
    """Hand an open step to an officer (the public id of an account), or to nobody with "".

    The same assignee again changes and records nothing. A room that records its own event says
    ``record=False``.

    Raises:
        NotFound: no such process for this actor.
        Conflict: the step is not open any more.
        NotAllowed: the actor may neither assign nor take this step.
    """
    process = transitions.locked(actor, subject)
    here = process.steps.filter(key=step, state=StepState.OPEN).first()
    if here is None:
        raise _already_acted()
    if not policies.may_assign(actor, here, assignee):
        raise NotAllowed("may-not-assign", _("You may not assign this step."))
    if here.assignee == assignee:
        return here
    here.assignee = assignee
    here.save(update_fields=["assignee"])
    if record:
        data = {"step": step, "visit": here.visit, "assignee": assignee}
        journal.record(actor=actor, name="workflow.step-assigned", subject=subject, data=data)
    return here


@command("workflow.change-unit", kinds={ActorKind.OFFICER, ActorKind.SYSTEM}, states=_OPEN)
def change_unit(
    *, actor: Actor, subject: str, unit: str, calendar: str = "", record: bool = True
) -> Process:
    """Pass a process with its open steps to another unit, whose calendar then counts.

    Assignments fall away. The same unit again changes and records nothing.

    Raises:
        NotFound: no such process for this actor.
        Conflict: it has ended.
        NotAllowed: the actor may not route.
    """
    process = transitions.locked(actor, subject)
    if process.has_ended:
        raise transitions.ended()
    if not policies.may_change_unit(actor, process):
        raise NotAllowed("may-not-route", _("You may not pass this on to another unit."))
    if process.unit == unit:
        return process
    before, process.unit = process.unit, unit
    process.calendar = calendar or process.calendar
    process.save(update_fields=["unit", "calendar"])
    own = process.steps.filter(state=StepState.OPEN, unit=before)
    own.update(unit=unit, assignee="")
    clock.recompute_process(process)
    if record:
        data = {"from": before, "to": unit}
        journal.record(actor=actor, name="workflow.unit-changed", subject=subject, data=data)
    return process


@command("workflow.repin-process", kinds={ActorKind.SYSTEM}, states=_OPEN)
def repin_process(
    *,
    actor: Actor,
    subject: str,
    graph: Mapping[str, Any],
    steps: Mapping[str, str],
    facts: Mapping[str, Any] | None = None,
    types: Mapping[str, Type] | None = None,
) -> Process:
    """Let a running process go on in another graph; the calling command records the event.

    ``steps`` says which step of the new graph takes the place of one of the old (the same key
    unless said). Visits keep their number, who did them and what was written; the ledger of the
    clock stays, and due dates follow the new graph. The same graph again changes nothing.

    Raises:
        NotFound: no such process for this actor.
        Conflict: it has ended.
        Invalid: a step has no counterpart; nothing was changed.
    """
    process = transitions.locked(actor, subject)
    if process.has_ended:
        raise transitions.ended()
    kept = Graph.objects.keep(graph)
    if kept.digest == process.graph_id:
        return process
    old, new, rows = process.plan, graph_of(kept.digest), list(process.steps.all())
    standing = {row.key for row in rows if row.state == StepState.OPEN}
    found = repinning.obstacles(
        old, new, steps, visited={row.key for row in rows}, standing=standing
    )
    if found:
        named = {str(number): text for number, text in enumerate(found, start=1)}
        raise Invalid("no-counterpart", found[0], fields=named)
    process.graph = kept
    process.keep_types(types or {})
    process.keep_facts(facts or {})
    _rename(process, rows, steps)
    clock.settle(process, actor, closed="", action="")
    process.due_on = process.due_on if process.plan.deadline else None
    process.save()
    return process


def _rename(process: Process, rows: Collection[Step], steps: Mapping[str, str]) -> None:
    for number, row in enumerate(rows):  # first out of each other's way: two may change places
        if repinning.counterpart(steps, row.key) != row.key:
            Step.objects.filter(pk=row.pk).update(key=f"~{number}")
    for row in rows:
        row.key = repinning.counterpart(steps, row.key)
        if row.state == StepState.OPEN:
            role = process.plan.steps[row.key].role
            row.assignee = row.assignee if role == row.role else ""
            row.role, row.due_on = role, clock.step_due_on(process, row.key, row.opened_at)
        row.save(update_fields=["key", "role", "assignee", "due_on"])


def _planned(process: Process, step: str, action: str) -> tuple[StepPlan, ActionPlan]:
    plan = process.plan.steps.get(step)
    planned = plan.actions.get(action) if plan else None
    if plan is None or planned is None:
        raise NotFound("action-not-found", _("There is no such action."))
    return plan, planned


def _still_open(
    process: Process, standing: Mapping[str, Step], step: str, visit: int | None
) -> Step:
    here = standing.get(step)
    if here is None or (visit is not None and here.visit != visit):
        raise transitions.ended() if process.has_ended else _already_acted()
    return here


def _already_acted() -> Conflict:
    return Conflict("already-acted", _("Somebody has already acted on this step."))


def _require_right(actor: Actor, here: Step, action: str) -> None:
    if policies.may_act_for_the_late(actor, here, action):
        return
    if not policies.may_act(actor, here):
        raise NotAllowed("not-your-step", _("You may not act in this step."))
    if not policies.is_free_for(actor, here):
        raise Conflict(
            "a-colleagues-step",
            _("A colleague is working on this. Take it over first, or let them finish."),
        )
    if queries.acted_before(actor, here):
        raise NotAllowed(
            "four-eyes", _("You did an earlier step; another officer must do this one.")
        )


def _require_needs(
    planned: ActionPlan,
    plan: StepPlan,
    facts: Mapping[str, Any],
    note: str,
    checklist: Mapping[str, Any],
) -> None:
    missing: dict[str, Message] = {}
    given = {
        "note": bool(note.strip()),
        "reasons": bool(note.strip() or facts.get("reasons")),
        "corrections": bool(facts.get("corrections")),
        "checklist": True,
    }
    for need in planned.needs:
        if not given[need]:
            missing[need] = _("This is needed.")
    if "checklist" in planned.needs:
        for item in plan.checklist:
            if checklist.get(item.code) in (None, ""):
                missing[f"checklist.{item.code}"] = _("Answer this line of the checklist.")
    if missing:
        raise Invalid("needed", _("Something is still needed."), fields=missing)


def _close(here: Step, actor: Actor, action: str, note: str, checklist: Mapping[str, Any]) -> None:
    here.state = StepState.DONE
    here.closed_at, here.closed_by, here.action = time.now(), actor.id, action
    here.note, here.checklist = note, dict(checklist)
    here.save()
