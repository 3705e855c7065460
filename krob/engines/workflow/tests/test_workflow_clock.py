from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from krob.engines.workflow import clock, commands, ledger, queries
from krob.engines.workflow.days import CivilDays, WorkingDays
from krob.engines.workflow.ledger import Running
from krob.engines.workflow.models import Process, Step
from krob.engines.workflow.subscribers import count_again
from krob.engines.workflow.tests.conftest import SUBJECT, Walk
from krob.foundation.core.actor import SYSTEM
from krob.foundation.events.models import Event
from krob.people.agencies.calendars import working_days_between
from krob.people.agencies.models import Holiday

DAY = date(2026, 11, 2)


def day(number):
    return date.fromordinal(DAY.toordinal() + number)


def add_holiday(calendar, on):
    Holiday.objects.create(calendar=calendar, day=on, name_th="วันหยุดพิเศษ")
    calendar.version = uuid4()
    calendar.save()


@pytest.mark.req("1.7.4")
def test_the_clock_starts_at_completeness_and_counts_calendar_days(walk, at):
    with at(0):
        walk.start()
        before = clock.reading(SUBJECT)
    with at(1):
        walk.act("completeness", "complete")
    with at(5):
        reading = clock.reading(SUBJECT)

    assert (before.state, before.due_on, before.days_left) == ("not-started", None, None)
    assert (reading.state, reading.due_on, reading.unit) == ("running", day(31), "calendar")
    assert (reading.days_used, reading.days_left) == (4, 26)
    assert [(s.started_by.th, s.stopped) for s in reading.spans] == [
        ("เริ่มนับหลัง “ตรวจความครบถ้วน”", None)
    ]


@pytest.mark.req("1.7.4")
def test_a_pause_for_the_applicant_pushes_the_due_date_by_its_days(walk, at, owner):
    with at(0):
        walk.start()
        walk.act("completeness", "complete")
        walk.act("health", "done")
        walk.act("site", "done")
    with at(4):
        walk.act("recommendation", "return")
    with at(10):
        stopped = clock.reading(SUBJECT)
    with at(11):
        walk.act("amendment", "resubmit", owner)
    with at(12):
        running = clock.reading(SUBJECT)
    with at(40):
        late = clock.reading(SUBJECT)

    assert (stopped.state, stopped.due_on, stopped.days_left) == ("stopped", day(36), 26)
    assert (running.state, running.due_on, running.days_left) == ("running", day(37), 25)
    assert (late.days_left, late.days_late, running.days_late) == (-3, 3, 0)
    assert [(s.started_by.en, s.cause.en) for s in running.spans] == [
        ("Started after “Completeness”", "Stopped during “Amendment”"),
        ("Went on after “Amendment”", ""),
    ]


def test_a_correction_before_completeness_does_not_touch_the_clock(walk, at, owner):
    with at(0):
        walk.start()
        walk.act("completeness", "return", facts={"corrections": True})
    with at(9):
        walk.act("correction", "resubmit", owner)
        walk.act("completeness", "complete")

    assert Process.objects.get().due_on == day(39)


@pytest.mark.req("1.7.4")
def test_the_clock_ends_with_the_process(walk, at, owner):
    with at(0):
        walk.start()
        walk.act("completeness", "complete")
    with at(3):
        commands.end_process(actor=SYSTEM, subject=SUBJECT, end="withdrawn")
    with at(20):
        reading = clock.reading(SUBJECT)

    assert (reading.state, reading.due_on, reading.days_used) == ("ended", day(30), 3)
    assert Process.objects.get().due_on is None
    assert reading.spans[-1].cause.en == "Ended: Withdrawn"


@pytest.mark.req("1.7.4")
def test_a_working_day_clock_skips_holidays_and_a_later_one_moves_it(walk, at, graph, calendar):
    graph["deadline"].update(unit="working", days=10)
    graph["steps"]["site"]["days"] = 2
    with at(0):
        walk.start(graph)
        walk.act("completeness", "complete")
        before = clock.reading(SUBJECT)
        step_before = Step.objects.get(key="health").due_on
        add_holiday(calendar, day(3))
        event = Event(name="agencies.holiday-added", data={"calendar": "th"})
        for _ in range(2):
            count_again(event)
        after = clock.reading(SUBJECT)

    assert (before.due_on, step_before) == (day(14), day(7))
    assert (after.due_on, Step.objects.get(key="health").due_on) == (day(15), day(8))
    assert (before.days_left, after.days_left) == (10, 10)


@pytest.mark.req("1.7.4", part="holidays that are taken back")
def test_a_holiday_that_is_taken_back_moves_the_due_date_back(walk, at, graph, calendar):
    graph["deadline"].update(unit="working", days=10)
    with at(0):
        add_holiday(calendar, day(3))
        walk.start(graph)
        walk.act("completeness", "complete")
        before = clock.reading(SUBJECT).due_on
        Holiday.objects.all().delete()
        calendar.version = uuid4()
        calendar.save()
        for _ in range(2):
            count_again(Event(name="agencies.holiday-removed", data={"calendar": "th"}))

        assert (before, clock.reading(SUBJECT).due_on) == (day(15), day(14))
        assert Process.objects.get().due_on == day(14)


@pytest.mark.req("1.7.4", part="an official's last day may be a holiday")
def test_the_officials_last_day_in_calendar_days_is_not_moved(walk, at, calendar):
    add_holiday(calendar, day(30))
    with at(0):
        walk.start()
        walk.act("completeness", "complete")

        assert clock.reading(SUBJECT).due_on == day(30)


def test_a_holiday_of_the_calendar_built_upon_counts_too(walk, at, graph, calendar):
    base = type(calendar).objects.create(code="national", name_th="วันหยุดราชการ", days_off=[5, 6])
    calendar.base = base
    calendar.save()
    graph["deadline"].update(unit="working")
    with at(0):
        walk.start(graph)
        walk.act("completeness", "complete")
        before = Process.objects.get().due_on
        add_holiday(base, day(1))
        count_again(Event(name="agencies.holiday-added", data={"calendar": "national"}))

    assert Process.objects.get().due_on == date.fromordinal(before.toordinal() + 1)


def test_what_comes_after_office_hours_counts_from_the_next_working_day(walk, graph):
    graph["deadline"].update(starts="submission", office_closes="16:30")
    graph["steps"]["completeness"].update(clock="runs")
    friday_evening = datetime(2026, 11, 6, 10, 0, tzinfo=UTC)

    with clock.time.frozen(friday_evening):
        walk.start(graph)
        reading = clock.reading(SUBJECT)

    assert reading.due_on == date(2026, 12, 9)
    assert reading.spans[0].started_by.en == "Started on submission"


def test_a_day_begins_at_bangkok_midnight():
    late = datetime(2026, 11, 2, 17, 30, tzinfo=UTC)

    assert ledger.effective_day(late, "", None) == date(2026, 11, 3)


def test_one_and_ten_clocks_take_the_same_number_of_queries(
    calendar, at, django_assert_max_num_queries
):
    with at(0):
        for number in range(10):
            other = Walk(f"application:{number}")
            other.start()
            other.act("completeness", "complete")

        with django_assert_max_num_queries(2):
            found = clock.readings([f"application:{number}" for number in range(10)])

    assert {reading.due_on for reading in found.values()} == {day(30)}


def test_clocks_of_working_days_take_as_many_queries_for_one_as_for_twenty(
    calendar, at, graph, django_assert_num_queries
):
    graph["deadline"].update(unit="working")
    for number in range(20):
        with at(number):
            other = Walk(f"application:{number}")
            other.start(graph)
            other.act("completeness", "complete")

    for count in (1, 20):
        with at(30), django_assert_num_queries(4):
            clock.readings([f"application:{number}" for number in range(count)])


def test_working_days_are_counted_as_the_calendar_of_the_agencies_counts_them(calendar):
    base = type(calendar).objects.create(code="national", name_th="วันหยุดราชการ", days_off=[])
    calendar.base = base
    calendar.save()
    for number in (3, 9, 40, 41):
        add_holiday(calendar, day(number))
    add_holiday(base, day(10))
    add_holiday(base, day(9))

    for start in range(0, 60, 3):
        for end in range(-10, 80, 7):
            asked = (day(start), day(end))
            counted = working_days_between("th", *asked)
            assert WorkingDays("th").between(*asked) == counted, asked


def test_the_clock_of_an_unknown_subject_has_not_started(db):
    assert clock.reading("application:none").state == "not-started"


@pytest.mark.req("1.7.4")
def test_what_is_overdue_is_found(walk, at):
    with at(0):
        walk.start()
        walk.act("completeness", "complete")

    assert list(queries.overdue_processes(day(30))) == []
    assert [process.subject for process in queries.overdue_processes(day(31))] == [SUBJECT]
    assert [step.key for step in queries.overdue_steps(day(8))] == ["health"]


@pytest.mark.postgres
def test_the_overdue_scans_use_their_indexes(walk, at):
    with at(0):
        pattern = walk.start()
    processes = [
        Process(
            subject=f"application:{number}",
            graph=pattern.graph,
            unit="bma-bangrak",
            calendar="th",
            started_at=pattern.started_at,
            due_on=day(number),
        )
        for number in range(3000)
    ]
    Process.objects.bulk_create(processes)
    Step.objects.bulk_create(
        Step(process=process, key="health", opened_at=process.started_at, due_on=process.due_on)
        for process in processes
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")

    plan = queries.overdue_processes(day(9)).explain() + queries.overdue_steps(day(9)).explain()

    assert "workflow_process_due" in plan
    assert "workflow_step_due" in plan


lengths = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), min_size=1, max_size=6)


@given(lengths)
def test_any_pauses_push_a_calendar_due_date_by_exactly_their_days(steps):
    at, spans, paused = 0, [], 0
    for ran, waited in steps:
        spans.append(Running(day(at), day(at + ran)))
        at += ran + waited
        paused += waited
    spans.append(Running(day(at), None))

    due = ledger.due_on(spans, CivilDays(), 365)

    assert due == day(365 + paused)
    assert ledger.used(spans, CivilDays(), due) == 365
