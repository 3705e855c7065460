"""The statutory clock of a process: its ledger, its due date, and what people read of it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from krob.engines.workflow import ledger, reminding
from krob.engines.workflow.days import CivilDays, Days, WorkingDays
from krob.engines.workflow.graph import Deadline, StepGraph
from krob.engines.workflow.ledger import Running
from krob.engines.workflow.models import ClockEntry, Process, Step
from krob.engines.workflow.proofs import SUBMISSION
from krob.engines.workflow.types import ClockState, StepState
from krob.foundation.core import clock as time
from krob.foundation.core.actor import Actor
from krob.foundation.core.text import Text

Kind = ClockEntry.Kind


@dataclass(frozen=True, slots=True)
class ClockSpan:
    """A time during which the clock ran: what set it going, and what stopped it."""

    started: datetime
    stopped: datetime | None
    cause: Text
    started_by: Text


@dataclass(frozen=True, slots=True)
class ClockReading:
    """What both sides read: when it is due, and how many days of its unit are left.

    ``days_left`` is negative when it is late and unknown before the start. While the clock stands
    still ``due_on`` is the day that it would be if it went on today; after the end, the day that
    it was. ``days`` is the whole time given, of which ``extended`` were added on the way.
    """

    state: str
    due_on: date | None
    days_left: int | None
    unit: str
    days_used: int
    spans: tuple[ClockSpan, ...]
    days: int = 0
    extended: int = 0

    @property
    def days_late(self) -> int:
        """How many days of its unit it is late, 0 when it is not."""
        return max(-(self.days_left or 0), 0)


@dataclass(frozen=True, slots=True)
class ClockExtension:
    """More time that the authority gave itself: when, by how many days, and why."""

    at: datetime
    days: int
    reason: str


NO_CLOCK = ClockReading(ClockState.NOT_STARTED, None, None, "", 0, ())


def reading(subject: str) -> ClockReading:
    """Return the clock of a subject; one that has not started when there is no process."""
    return readings([subject]).get(subject, NO_CLOCK)


def readings(subjects: Iterable[str]) -> dict[str, ClockReading]:
    """Return the clocks of subjects, with as many queries for one as for fifty."""
    return readings_of(list(Process.objects.filter(subject__in=list(subjects))))


def readings_of(processes: Sequence[Process]) -> dict[str, ClockReading]:
    """Return the clocks of processes by their subjects, with one query for all."""
    entries: dict[int, list[ClockEntry]] = defaultdict(list)
    for entry in ClockEntry.objects.filter(process__in=processes).defer("note").order_by("id"):
        entries[entry.process_id].append(entry)
    calendars = {process.calendar: WorkingDays(process.calendar) for process in processes}
    return {
        process.subject: _read(process, entries[process.pk], calendars[process.calendar])
        for process in processes
    }


def _read(process: Process, entries: Sequence[ClockEntry], calendar: WorkingDays) -> ClockReading:
    deadline = process.plan.deadline
    if deadline is None:
        return NO_CLOCK
    spans = _running(entries, deadline, calendar)
    days, today = _days(deadline, calendar), time.today()
    given, extended = _given(deadline, entries), _extended(entries)
    spent = ledger.used(spans, days, today)
    return ClockReading(
        state=process.clock_state,
        due_on=process.due_on or _expected(process, spans, days, given),
        days_left=given - spent if spans else None,
        unit=deadline.unit,
        days_used=spent,
        spans=_spans(entries, process.plan),
        days=given,
        extended=extended,
    )


def _extended(entries: Iterable[ClockEntry]) -> int:
    return sum(entry.days for entry in entries if entry.kind == Kind.EXTEND)


def _given(deadline: Deadline, entries: Iterable[ClockEntry]) -> int:
    """Return the days that the law gives, with those that were added."""
    return deadline.days + _extended(entries)


def _moves(entries: Iterable[ClockEntry]) -> Iterator[ClockEntry]:
    """Yield the entries that start or stop the clock."""
    return (entry for entry in entries if entry.kind != Kind.EXTEND)


def extensions_of(subject: str) -> list[ClockExtension]:
    """Return how often, by how much and why the time of a subject was extended."""
    rows = ClockEntry.objects.filter(process__subject=subject, kind=Kind.EXTEND).order_by("id")
    return [ClockExtension(row.at, row.days, row.note) for row in rows]


def extensions_made(process: Process) -> int:
    """Return how often the time of a process was extended."""
    return process.clock_entries.filter(kind=Kind.EXTEND).count()


def is_over(process: Process) -> bool:
    """Say whether the clock runs and its last day in time has passed."""
    return process.due_on is not None and process.due_on < time.today()


def extend(process: Process, actor: Actor, days: int, reason: str) -> None:
    """Add days to the time given and set the due date anew; the caller saves the process.

    Whoever was reminded of the old date is reminded of the new one.
    """
    ClockEntry.objects.create(
        process=process, kind=Kind.EXTEND, at=time.now(), actor=actor.id, days=days, note=reason
    )
    process.told = 0
    recompute(process)


def _expected(process: Process, spans: Sequence[Running], days: Days, given: int) -> date | None:
    """Return the due date of a clock that does not run: if it went on today, or as it was."""
    if process.clock_state == ClockState.STOPPED:
        resumed = [*spans, Running(time.today(), None)]
    elif process.clock_state == ClockState.ENDED:
        resumed = [*spans[:-1], Running(spans[-1].since, None)]
    else:
        return None
    return ledger.due_on(resumed, days, given)


def _days(deadline: Deadline, calendar: WorkingDays) -> Days:
    return calendar if deadline.unit == "working" else CivilDays()


def _running(
    entries: Iterable[ClockEntry], deadline: Deadline, calendar: WorkingDays
) -> list[Running]:
    spans: list[Running] = []
    for entry in _moves(entries):
        if entry.kind == Kind.START:
            since = ledger.effective_day(entry.at, deadline.office_closes, calendar)
            spans.append(Running(since, None))
        elif entry.kind == Kind.RESUME:
            spans.append(Running(time.local_date(entry.at), None))
        elif spans and spans[-1].until is None:
            until = max(time.local_date(entry.at), spans[-1].since)
            spans[-1] = Running(spans[-1].since, until)
    return spans


def _spans(entries: Iterable[ClockEntry], plan: StepGraph) -> tuple[ClockSpan, ...]:
    spans: list[ClockSpan] = []
    for entry in _moves(entries):
        if entry.kind in (Kind.START, Kind.RESUME):
            spans.append(ClockSpan(entry.at, None, Text(""), cause_of(entry, plan)))
        elif spans and spans[-1].stopped is None:
            last = spans[-1]
            spans[-1] = ClockSpan(last.started, entry.at, cause_of(entry, plan), last.started_by)
    return tuple(spans)


_CAUSES = {
    Kind.START: ("เริ่มนับหลัง “{}”", "Started after “{}”"),
    Kind.STOP: ("หยุดนับระหว่าง “{}”", "Stopped during “{}”"),
    Kind.RESUME: ("นับต่อหลัง “{}”", "Went on after “{}”"),
    Kind.END: ("สิ้นสุด: {}", "Ended: {}"),
}


def cause_of(entry: ClockEntry, plan: StepGraph) -> Text:
    """Return why the clock started or stopped, in both languages."""
    named = plan.ends.get(entry.step) if entry.kind == Kind.END else plan.steps.get(entry.step)
    title = named.title if named else Text(entry.step)
    if entry.kind == Kind.START and not entry.action:
        return Text("เริ่มนับเมื่อยื่นคำขอ", "Started on submission")
    th, en = _CAUSES[Kind(entry.kind)]
    return Text(th.format(title.th), en.format(title.in_("en")))


def begin(process: Process, actor: Actor) -> None:
    """Start the clock of a new process whose deadline counts from submission."""
    deadline = process.plan.deadline
    if deadline is not None and deadline.starts == SUBMISSION:
        _enter(process, Kind.START, actor, process.plan.start)
    settle(process, actor, closed="", action="")


def settle(
    process: Process, actor: Actor, *, closed: str, action: str, at: datetime | None = None
) -> None:
    """Bring the clock in line with the steps that are open now, and store the due date.

    Called after every move, with the step that was closed and what was done in it; ``at`` is when
    it stopped or ended, where that is not now.
    """
    plan = process.plan
    if plan.deadline is None:
        return
    if closed and plan.steps[closed].actions[action].starts_clock:
        _start(process, actor, closed, action)
    if process.clock_state not in (ClockState.NOT_STARTED, ClockState.ENDED):
        _follow(process, actor, closed, action, at)
    recompute(process)


def _start(process: Process, actor: Actor, closed: str, action: str) -> None:
    if process.clock_state == ClockState.NOT_STARTED:
        _enter(process, Kind.START, actor, closed, action)


def _follow(
    process: Process, actor: Actor, closed: str, action: str, at: datetime | None = None
) -> None:
    if process.has_ended:
        _enter(process, Kind.END, actor, process.end, action, at)
        return
    standing = list(process.steps.filter(state=StepState.OPEN).values_list("key", flat=True))
    holding = _holding(process.plan, standing)
    if holding and process.clock_state == ClockState.RUNNING:
        _enter(process, Kind.STOP, actor, holding, action, at)
    elif not holding and process.clock_state == ClockState.STOPPED:
        _enter(process, Kind.RESUME, actor, closed, action)


def _holding(plan: StepGraph, standing: Sequence[str]) -> str:
    """Return the open step that holds the clock: one that pauses it, or all when none runs it."""
    clocks = {key: plan.steps[key].clock for key in standing}
    paused = [key for key in standing if clocks[key] == "paused"]
    if paused:
        return paused[0]
    return "" if "runs" in clocks.values() or not standing else standing[0]


_STATE_AFTER = {
    Kind.START: ClockState.RUNNING,
    Kind.STOP: ClockState.STOPPED,
    Kind.RESUME: ClockState.RUNNING,
    Kind.END: ClockState.ENDED,
}


def _enter(
    process: Process,
    kind: Kind,
    actor: Actor,
    step: str,
    action: str = "",
    at: datetime | None = None,
) -> None:
    ClockEntry.objects.create(
        process=process, kind=kind, at=at or time.now(), step=step, action=action, actor=actor.id
    )
    process.clock_state = _STATE_AFTER[kind]


def recompute(process: Process) -> None:
    """Set the due date from the ledger and today's calendar; the caller saves it."""
    deadline = process.plan.deadline
    if deadline is None:
        return
    if process.clock_state != ClockState.RUNNING:
        process.due_on = process.attention_on = None
        return
    calendar = WorkingDays(process.calendar)
    entries = list(process.clock_entries.order_by("id"))
    spans, given = _running(entries, deadline, calendar), _given(deadline, entries)
    process.due_on = ledger.due_on(spans, _days(deadline, calendar), given)
    stages = reminding.stages_of_deadline(deadline)
    process.attention_on = reminding.attention_on(
        stages, process.told, process.due_on, process.calendar
    )


def step_due_on(process: Process, key: str, opened: datetime) -> date | None:
    """Return by when a step should be done: its working days after it was entered."""
    days = process.plan.steps[key].days
    if not days:
        return None
    return WorkingDays(process.calendar).add(time.local_date(opened), days)


def attend(process: Process, step: Step) -> None:
    """Set the day on which somebody is next told about a step; the caller saves it."""
    stages = reminding.stages_of_step(process.plan.steps[step.key])
    step.attention_on = reminding.attention_on(stages, step.told, step.due_on, process.calendar)


def recompute_calendar(codes: Iterable[str]) -> int:
    """Move the due dates of everything open that counts by these calendars; return how many moved.

    Repeating it changes nothing more.
    """
    affected = Process.objects.open().filter(calendar__in=list(codes)).order_by("id")
    return sum(recompute_process(process) for process in affected.select_for_update())


def recompute_process(process: Process) -> int:
    """Move the due dates of a process and its open steps; return how many moved."""
    before = process.due_on
    recompute(process)
    process.save(update_fields=["due_on", "attention_on"])
    return _recompute_steps(process) + (process.due_on != before)


def _recompute_steps(process: Process) -> int:
    moved: list[Step] = []
    standing = list(process.steps.filter(state=StepState.OPEN))
    for step in standing:
        due = step_due_on(process, step.key, step.opened_at)
        if due != step.due_on:
            step.due_on = due
            moved.append(step)
        attend(process, step)
    Step.objects.bulk_update(standing, ["due_on", "attention_on"])
    return len(moved)
