"""People are told before and after a time runs out: once, on the right day, also after a crash."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from krob.engines.workflow import clock as clocks
from krob.engines.workflow import tasks
from krob.engines.workflow.models import Process, Step
from krob.engines.workflow.tests.conftest import MONDAY, Walk
from krob.foundation.core.actor import SYSTEM
from krob.foundation.core.errors import NotAllowed
from krob.foundation.events.models import Event
from krob.people.agencies.models import Holiday

pytestmark = pytest.mark.req("2.7", part="reminders")
TOLD = (
    "workflow.step-due-soon",
    "workflow.step-overdue",
    "workflow.step-escalated",
    "workflow.deadline-near",
    "workflow.deadline-passed",
    "workflow.deadline-escalated",
)


def told() -> list[tuple[str, str]]:
    """Return what was told so far: the event's last words and the role."""
    return [
        (event.name.removeprefix("workflow."), event.data.get("role", ""))
        for event in Event.objects.filter(name__in=TOLD).order_by("id")
    ]


def watched(graph, **more):
    """Let the first step remind a day before, and climb two rungs when it is late."""
    graph["steps"]["completeness"] |= {
        "warn_days": 1,
        "on_overdue": "notify",
        "escalate": [
            {"after_days": 4, "role": "router"},
            {"after_days": 2, "role": "approver"},
        ],
    } | more
    return graph


def test_a_step_is_told_of_before_after_and_up_the_ladder_each_once(walk, graph, at):
    with at(0):
        walk.start(watched(graph))  # Monday 2 Nov, due on Wednesday the 4th
        tasks.remind()
    by_day = {}
    for day in range(12):
        with at(day):
            before = len(told())
            tasks.remind()
            tasks.remind()
            by_day[day] = told()[before:]

    assert {day: what for day, what in by_day.items() if what} == {
        1: [("step-due-soon", "checker")],
        3: [("step-overdue", "checker")],
        4: [("step-escalated", "approver")],
        8: [("step-escalated", "router")],
    }


def test_holidays_move_what_is_told(walk, graph, calendar, at):
    Holiday.objects.create(calendar=calendar, day=date(2026, 11, 3), name_th="วันหยุด")

    with at(0):
        walk.start(watched(graph))
        step = Step.objects.get()

    assert step.due_on == date(2026, 11, 5)
    assert step.attention_on == date(2026, 11, 4)


def test_a_holiday_that_is_added_later_moves_what_is_not_told_yet(walk, graph, calendar, at):
    with at(0):
        walk.start(watched(graph))
        Holiday.objects.create(calendar=calendar, day=date(2026, 11, 4), name_th="วันหยุด")
        calendar.version = uuid4()
        calendar.save()
        clocks.recompute_calendar(["th"])

    step = Step.objects.get()
    assert (step.due_on, step.attention_on) == (date(2026, 11, 5), date(2026, 11, 3))


def test_what_somebody_did_in_time_is_not_told(walk, graph, at):
    with at(0):
        walk.start(watched(graph))
        walk.act("completeness", "return", facts={"corrections": True})
    with at(20):
        tasks.remind()

    assert told() == []


def test_a_worker_that_was_down_tells_of_lateness_and_leaves_the_reminder_out(walk, graph, at):
    with at(0):
        walk.start(watched(graph))
    with at(7):
        tasks.remind()

    assert told() == [("step-overdue", "checker"), ("step-escalated", "approver")]


def test_a_run_that_dies_is_done_again_and_tells_once(walk, graph, at):
    with at(0):
        walk.start(watched(graph))
    with at(1):
        with pytest.raises(KeyboardInterrupt):
            _killed_at_the_end()
        assert told() == []
        tasks.remind()
        tasks.remind()

    assert told() == [("step-due-soon", "checker")]


def _killed_at_the_end() -> None:
    with transaction.atomic():
        tasks.remind_of_steps()
        raise KeyboardInterrupt


def test_the_time_of_the_law_is_told_before_and_after(walk, graph, at):
    with at(0):
        walk.start(graph)
        walk.act("completeness", "complete")  # due on Wednesday 2 December
        assert Process.objects.get().attention_on == date(2026, 11, 27)
    for day in (24, 25, 30, 31, 40):
        with at(day):
            tasks.remind()

    assert told() == [("deadline-near", ""), ("deadline-passed", "")]
    assert [event.at.date() for event in Event.objects.filter(name__in=TOLD)] == [
        date(2026, 11, 27),
        date(2026, 12, 3),
    ]


def test_a_clock_that_stands_still_tells_nothing_and_goes_on(walk, graph, at, owner):
    with at(0):
        walk.start(graph)
        walk.act("completeness", "complete")
    with at(1):
        walk.act("health", "done")
        walk.act("site", "done")
        walk.act("recommendation", "return")
    with at(60):
        tasks.remind()
        assert told() == []
        walk.act("amendment", "resubmit", actor=owner)
        assert Process.objects.get().attention_on > date(2027, 1, 1)


def test_the_system_does_what_a_late_step_says_and_nothing_else(walk, graph, at):
    watched(graph, on_overdue="action:return")
    graph["steps"]["completeness"]["actions"]["return"]["needs"] = ["note"]
    with at(0):
        walk.start(graph)
        with pytest.raises(NotAllowed):
            walk.act("completeness", "return", actor=SYSTEM)
    with at(3):
        with pytest.raises(NotAllowed):
            walk.act("completeness", "complete", actor=SYSTEM)
        walk.act("completeness", "return", actor=SYSTEM)

    assert list(Step.objects.open().values_list("key", flat=True)) == ["correction"]


def test_the_work_of_a_run_does_not_grow_with_history(walk, graph, at, calendar):
    with at(0):
        walk.start(graph)
        tasks.remind()
        with CaptureQueriesContext(connection) as few:
            tasks.remind()
        process = Process.objects.get()
        Step.objects.bulk_create(
            Step(
                process=process,
                key="completeness",
                visit=number,
                role="checker",
                unit="bma-bangrak",
                state="done",
                opened_at=MONDAY,
                closed_at=MONDAY,
                due_on=date(2026, 1, 1),
                attention_on=date(2026, 1, 1),
            )
            for number in range(2, 400)
        )
        with CaptureQueriesContext(connection) as many:
            tasks.remind()

    assert len(many) == len(few)
    assert told() == []


def test_a_batch_reads_as_much_for_one_as_for_many(graph, at, calendar):
    def reads(subjects: int, offset: int) -> int:
        for number in range(subjects):
            Walk(f"application:KRB-2569-9{offset}{number:03d}").start(graph)
        with CaptureQueriesContext(connection) as seen:
            tasks.remind_of_steps(date(2026, 11, 3))
        return sum(
            query["sql"].startswith("SELECT") and "workflow_" in query["sql"] for query in seen
        )

    watched(graph)
    with at(0):
        one = reads(1, 1)
        many = reads(20, 2)

    assert one == many
    assert len(told()) == 21


def test_a_consulted_unit_gets_its_step(walk, graph, at):
    graph["steps"]["health"]["unit"] = "bma-pathumwan"
    with at(0):
        walk.start(graph)
        walk.act("completeness", "complete")

    assert dict(Step.objects.open().values_list("key", "unit")) == {
        "health": "bma-pathumwan",
        "site": "bma-bangrak",
    }
