"""Work of the clocks behind the pages: whoever is to be told about a time is told once."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from krob.engines.workflow import reminding
from krob.engines.workflow.models import Process, Step
from krob.engines.workflow.reminding import Stage
from krob.foundation.core import clock
from krob.foundation.core.actor import SYSTEM
from krob.foundation.events import journal
from krob.foundation.jobs.queue import periodic

BATCH = 25
MOST_BATCHES = 400
STEP_EVENTS = {
    reminding.SOON: "workflow.step-due-soon",
    reminding.OVER: "workflow.step-overdue",
    reminding.LADDER: "workflow.step-escalated",
}
DEADLINE_EVENTS = {
    reminding.SOON: "workflow.deadline-near",
    reminding.OVER: "workflow.deadline-passed",
    reminding.LADDER: "workflow.deadline-escalated",
}


@periodic("workflow.remind", every=timedelta(minutes=10), atomic=False)
def remind() -> None:
    """Record what became due: one small transaction after another, each whole or not at all.

    Only what an index says is due today is read: the work does not grow with history. Running
    again, also after a crash, tells nobody twice.

    Req: 2.7.
    """
    for batch in (remind_of_steps, remind_of_deadlines):
        for _turn in range(MOST_BATCHES):
            if batch() < BATCH:
                break


@transaction.atomic
def remind_of_steps(today: date | None = None) -> int:
    """Record the next stages of some steps whose day has come; return how many steps."""
    today = today or clock.today()
    due = Step.objects.open().filter(attention_on__lte=today)
    processes = _locked(due.order_by("attention_on", "id").values_list("process", flat=True))
    steps = list(due.filter(process__in=processes).order_by("id")) if processes else []
    for step in steps:
        process = step.process = processes[step.process_id]
        stages = reminding.stages_of_step(step.plan)
        for stage in _reached(step, stages, process.calendar, today):
            journal.record(
                actor=SYSTEM,
                name=STEP_EVENTS[stage.kind],
                subject=process.subject,
                data=_of_step(step, stage),
            )
    Step.objects.bulk_update(steps, ["told", "attention_on"])
    return len(processes)


@transaction.atomic
def remind_of_deadlines(today: date | None = None) -> int:
    """Record the next stages of some clocks of the law whose day has come; return how many."""
    today = today or clock.today()
    due = Process.objects.open().filter(attention_on__lte=today)
    processes = _locked(due.order_by("attention_on", "id").values_list("pk", flat=True))
    late = [each for each in processes.values() if each.attention_on and each.plan.deadline]
    for process in late:
        if process.plan.deadline is None or (process.attention_on or today) > today:
            continue  # somebody was faster
        stages = reminding.stages_of_deadline(process.plan.deadline)
        for stage in _reached(process, stages, process.calendar, today):
            journal.record(
                actor=SYSTEM,
                name=DEADLINE_EVENTS[stage.kind],
                subject=process.subject,
                data={"due": str(process.due_on), "unit": process.unit, "role": stage.role},
            )
    Process.objects.bulk_update(late, ["told", "attention_on"])
    return len(processes)


def _locked(found: Any) -> dict[int, Process]:
    """Lock the processes of a batch, in the order of their rows as every mover does."""
    rows = Process.objects.select_for_update().filter(pk__in=set(found[:BATCH])).order_by("pk")
    return {row.pk: row for row in rows}


def _reached(
    row: Step | Process, stages: Sequence[Stage], calendar: str, today: date
) -> list[Stage]:
    """Return the stages that a step or process has come to, and note that they were told.

    A reminder that comes after the time itself is left out.
    """
    reached: list[Stage] = []
    while row.attention_on and row.attention_on <= today and row.due_on:
        stage = stages[row.told]
        if stage.kind != reminding.SOON or today <= row.due_on:
            reached.append(stage)
        row.told += 1
        row.attention_on = reminding.attention_on(stages, row.told, row.due_on, calendar)
    return reached


def _of_step(step: Step, stage: Stage) -> dict[str, Any]:
    return {
        "step": step.key,
        "visit": step.visit,
        "due": str(step.due_on),
        "unit": step.unit,
        "assignee": step.assignee,
        "role": stage.role or step.role,
        "action": step.plan.overdue_action if stage.kind == reminding.OVER else "",
    }
