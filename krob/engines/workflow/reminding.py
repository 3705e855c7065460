"""When somebody is to be told about a step's time, or the law's: before, after, and up the ladder.

Each step and process keeps how many times somebody was told and the day of the next time; both
change in the transaction that records the event, so that a broken run is neither lost nor repeated.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from krob.engines.workflow.graph import Deadline, StepPlan
from krob.people.agencies import calendars

ONE_DAY = timedelta(days=1)
SOON, OVER, LADDER = "soon", "over", "ladder"


@dataclass(frozen=True, slots=True)
class Stage:
    """One time that somebody is told: ``days`` working days before, or after, it is due."""

    kind: str
    days: int = 0
    role: str = ""


def stages_of_step(plan: StepPlan) -> tuple[Stage, ...]:
    """Return the stages of a step in order; a step without words about lateness has none."""
    before = (Stage(SOON, plan.warn_days),) if plan.warn_days else ()
    after = (Stage(OVER),) if plan.on_overdue else ()
    return (*before, *after, *_ladder(plan))


def stages_of_deadline(deadline: Deadline) -> tuple[Stage, ...]:
    """Return the stages of the time that the law gives: the office is told always."""
    before = (Stage(SOON, deadline.warn_days),) if deadline.warn_days else ()
    return (*before, Stage(OVER), *_ladder(deadline))


def _ladder(plan: StepPlan | Deadline) -> tuple[Stage, ...]:
    return tuple(Stage(LADDER, rung.after_days, rung.role) for rung in plan.escalate)


def day_of(stage: Stage, due_on: date, calendar: str) -> date:
    """Return the day on which a stage is reached."""
    if stage.kind == SOON:
        return calendars.working_days_before(calendar, due_on, stage.days)
    if stage.kind == LADDER and stage.days:
        return calendars.add_working_days(calendar, due_on, stage.days)
    return due_on + ONE_DAY


def attention_on(
    stages: Sequence[Stage], told: int, due_on: date | None, calendar: str
) -> date | None:
    """Return the day of the next stage, ``None`` when nobody is to be told any more."""
    if due_on is None or told >= len(stages):
        return None
    return day_of(stages[told], due_on, calendar)
