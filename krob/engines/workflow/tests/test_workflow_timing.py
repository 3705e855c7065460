"""The time that the law gives: extended before it ends, and ended without a decision."""

from datetime import date, timedelta

import pytest

from krob.engines.workflow import approving, clock, commands
from krob.engines.workflow.graph import parse
from krob.engines.workflow.models import ClockEntry, Process, Step
from krob.engines.workflow.tests.conftest import GRAPH, SUBJECT, officer
from krob.engines.workflow.types import ClockState, ExtensionLimits
from krob.foundation.core import clock as time
from krob.foundation.core.actor import SYSTEM, Actor, ActorKind
from krob.foundation.core.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from krob.foundation.core.permissions import Permission

DAY = date(2026, 11, 2)
TWICE = ExtensionLimits(times=2, days=15)
DECIDER = officer("u-approver")


def extend(actor: Actor = DECIDER, number: int = 1, days: int = 15, **given):
    return commands.extend_deadline(
        actor=actor,
        subject=SUBJECT,
        number=number,
        days=days,
        reason=given.get("reason", "รอผลตรวจน้ำจากห้องปฏิบัติการ"),
        limits=given.get("limits", TWICE),
    )


@pytest.fixture
def running(walk, at):
    """A process whose clock of thirty days runs since the first Monday."""
    with at(0):
        walk.start(fee=0)
        walk.act("completeness", "complete")
    return walk


@pytest.mark.req("2.7", part="extension")
def test_an_extension_moves_the_due_date_and_is_told_in_words(running, at):
    with at(29):
        extend()
        reading = clock.reading(SUBJECT)
        (told,) = clock.extensions_of(SUBJECT)

    assert reading.due_on == DAY + timedelta(days=45)
    assert (reading.days, reading.extended, reading.days_left) == (45, 15, 16)
    assert len(reading.spans) == 1
    assert (told.days, told.reason) == (15, "รอผลตรวจน้ำจากห้องปฏิบัติการ")


def test_extended_time_is_kept_through_a_pause(running, at, owner):
    with at(4):
        extend()
        running.act("health", "done")
        running.act("site", "done")
        running.act("recommendation", "return")
    with at(14):
        running.act("amendment", "resubmit", owner)
        reading = clock.reading(SUBJECT)

    assert reading.due_on == DAY + timedelta(days=55)


def test_the_last_day_may_still_be_used_to_extend_and_the_office_is_reminded_anew(running, at):
    Process.objects.update(told=1)

    with at(30):
        extend()

    process = Process.objects.get()
    assert (process.told, process.due_on) == (0, DAY + timedelta(days=45))
    assert process.attention_on == date(2026, 12, 14)  # three working days before Thursday 17


def untouched() -> bool:
    return not ClockEntry.objects.filter(kind="extend").exists() and (
        Process.objects.get().due_on == DAY + timedelta(days=30)
    )


CHECKER = Actor(
    kind=ActorKind.OFFICER,
    id="u-checker",
    agency="bma",
    units=frozenset({"bma-bangrak"}),
    permissions=frozenset({Permission.APPLICATIONS_VIEW, Permission.APPLICATIONS_CHECK}),
)


@pytest.mark.parametrize(
    ("day", "given", "refusal", "code"),
    [
        (31, {}, Conflict, "deadline-passed"),
        (5, {"days": 16}, Invalid, "extension-incomplete"),
        (5, {"days": 0}, Invalid, "extension-incomplete"),
        (5, {"reason": "  "}, Invalid, "extension-incomplete"),
        (5, {"number": 2}, Conflict, "extended-meanwhile"),
        (5, {"limits": ExtensionLimits(0, 15)}, Conflict, "extensions-used-up"),
        (5, {"actor": CHECKER}, NotAllowed, "may-not-extend"),
        (5, {"actor": officer("u-other", "bma-pathumwan")}, NotFound, "process-not-found"),
    ],
)
def test_what_the_law_does_not_allow_is_refused_and_nothing_changes(
    running, at, day, given, refusal, code
):
    with at(day), pytest.raises(refusal) as refused:
        extend(**given)

    assert refused.value.code == code
    assert untouched()


def test_it_is_extended_only_as_often_as_the_law_allows(running, at):
    with at(5):
        extend(number=1)
        extend(number=2, days=3)
        with pytest.raises(Conflict) as refused:
            extend(number=3)

    assert refused.value.code == "extensions-used-up"
    assert Process.objects.get().due_on == DAY + timedelta(days=48)


def test_a_clock_that_stands_or_has_ended_is_not_extended(running, at):
    with at(4):
        running.act("health", "done")
        running.act("site", "done")
        running.act("recommendation", "return")
        with pytest.raises(Conflict) as standing:
            extend()
        commands.end_process(actor=SYSTEM, subject=SUBJECT, end="withdrawn")
        with pytest.raises(Conflict) as over:
            extend()

    assert (standing.value.code, over.value.code) == ("clock-not-running", "process-ended")
    assert not ClockEntry.objects.filter(kind="extend").exists()


@pytest.mark.req("2.7", part="silence is approval")
def test_the_law_decides_when_the_time_is_over_and_the_clock_stops_with_its_last_day(running, at):
    with at(34):
        outcome = commands.decide_by_law(actor=SYSTEM, subject=SUBJECT)
        reading = clock.reading(SUBJECT)

    assert outcome.ended == "approved"
    assert not Step.objects.filter(state="open").exists()
    assert set(Step.objects.filter(state="cancelled").values_list("key", flat=True)) == {
        "health",
        "site",
    }
    assert (reading.state, reading.days_used, reading.days_left) == ("ended", 30, 0)


def test_where_an_approval_leads_to_a_payment_the_law_leads_there(walk, at):
    with at(0):
        walk.start(fee=100)
        walk.act("completeness", "complete")
    with at(31):
        outcome = commands.decide_by_law(actor=SYSTEM, subject=SUBJECT)

    assert (outcome.entered, outcome.ended) == (("payment",), "")
    stop = ClockEntry.objects.latest("id")
    assert (stop.kind, stop.at) == ("stop", time.last_moment(DAY + timedelta(days=30)))
    assert Process.objects.get().clock_state == ClockState.STOPPED


def test_the_law_decides_nothing_in_time_nor_twice_nor_while_the_clock_stands(running, at):
    def refusal() -> str:
        with pytest.raises(DomainError) as refused:
            commands.decide_by_law(actor=SYSTEM, subject=SUBJECT)
        return refused.value.code

    with at(30):
        in_time = refusal()
    with at(4):
        running.act("health", "done")
        running.act("site", "done")
        running.act("recommendation", "return")
    with at(90):
        standing = refusal()
        ended = Process.objects.filter(status="ended").exists()
        commands.end_process(actor=SYSTEM, subject=SUBJECT, end="withdrawn")
        after = refusal()

    assert (in_time, standing, ended) == ("not-overdue", "not-overdue", False)
    assert after == "process-ended"


def test_the_decisive_action_is_that_of_the_last_decision():
    found = approving.decisive(parse(GRAPH), {"fee": 5}, {})

    assert found == approving.Decisive("decision", "approve", ("payment",))


def test_what_answers_leave_open_is_never_guessed():
    assert approving.decisive(parse(GRAPH), {}, {}) is None


@pytest.mark.req("2.8.1", part="a colleague's step")
def test_a_step_that_a_colleague_works_on_must_be_taken_over_first(running, at):
    one, other = officer("u-one"), officer("u-other")
    with at(1):
        commands.assign_step(actor=one, subject=SUBJECT, step="health", assignee="u-one")
        with pytest.raises(Conflict) as refused:
            running.act("health", "done", other)
        untouched_step = Step.objects.get(key="health")
        commands.assign_step(actor=other, subject=SUBJECT, step="health", assignee="u-other")
        running.act("health", "done", other)

    assert refused.value.code == "a-colleagues-step"
    assert (untouched_step.state, untouched_step.assignee) == ("open", "u-one")
    assert Step.objects.get(key="health").closed_by == "u-other"
