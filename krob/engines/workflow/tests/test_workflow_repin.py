"""A running process that goes on in another graph: what follows, what stays, what is refused."""

from copy import deepcopy
from datetime import date
from typing import Any

import pytest

from krob.engines.workflow import clock, commands, repinning
from krob.engines.workflow.graph import parse
from krob.engines.workflow.models import ClockEntry, Process, Step
from krob.engines.workflow.tests.conftest import GRAPH, SUBJECT, officer
from krob.foundation.core.actor import SYSTEM
from krob.foundation.core.errors import Conflict, Invalid, NotAllowed, NotFound
from krob.foundation.events.models import Event

pytestmark = [pytest.mark.postgres, pytest.mark.req("2.8.1", part="running ones follow")]


def renamed(graph: dict[str, Any], **names: str) -> dict[str, Any]:
    """Return a graph with other keys for some of its steps, wherever they are named."""

    def other(value: Any) -> Any:
        if isinstance(value, dict):
            return {
                names.get(key, key) if value is graph["steps"] else key: other(item)
                for key, item in value.items()
            }
        if isinstance(value, list):
            return [other(item) for item in value]
        return names.get(value, value) if isinstance(value, str) else value

    return other(graph)


def rows() -> list[tuple[Any, ...]]:
    fields = ("key", "visit", "state", "role", "assignee", "opened_at", "closed_by", "due_on")
    return list(Step.objects.order_by("id").values_list(*fields))


def keys() -> list[tuple[str, str]]:
    return sorted(Step.objects.values_list("key", "state"))


def repin(graph: dict[str, Any], actor=SYSTEM, **steps: str) -> Process:
    return commands.repin_process(actor=actor, subject=SUBJECT, graph=graph, steps=steps)


@pytest.fixture
def inspecting(walk, at):
    """A process in which two inspections stand open and one step is done."""
    with at():
        walk.start()
        walk.act("completeness", "complete")
        yield walk


def test_the_same_graph_again_changes_nothing(inspecting):
    before, process = rows(), Process.objects.values().get()

    repin(GRAPH)

    assert rows() == before
    assert Process.objects.values().get() == process


def test_open_and_done_steps_take_their_new_names_and_keep_everything_else(inspecting):
    before = rows()

    repin(renamed(GRAPH, completeness="intake", site="visit"), completeness="intake", site="visit")

    assert keys() == [("health", "open"), ("intake", "done"), ("visit", "open")]
    assert [row[1:] for row in rows()] == [row[1:] for row in before]
    inspecting.act("health", "done")
    inspecting.act("visit", "done")
    assert ("recommendation", "open") in keys()


def test_two_steps_may_change_places(inspecting):
    health = Step.objects.get(key="health").pk

    repin(renamed(GRAPH, health="site", site="health"), health="site", site="health")

    assert Step.objects.get(pk=health).key == "site"
    assert Step.objects.get(key="site").role == "inspector"
    assert keys() == [("completeness", "done"), ("health", "open"), ("site", "open")]


def test_going_back_is_as_if_it_had_never_gone(inspecting):
    before = rows()

    repin(renamed(GRAPH, site="visit"), site="visit")
    repin(GRAPH, visit="site")

    assert rows() == before


def test_due_dates_follow_the_other_graph_and_the_ledger_stays(inspecting, graph):
    graph["deadline"]["days"] = 60
    graph["steps"]["health"]["days"] = 10
    spans = list(ClockEntry.objects.values())

    repin(graph)

    assert Process.objects.get().due_on == date(2027, 1, 1)
    assert Step.objects.get(key="health").due_on == date(2026, 11, 16)
    assert list(ClockEntry.objects.values()) == spans
    assert clock.reading(SUBJECT).state == "running"


def test_who_had_a_step_keeps_it_unless_another_role_does_it_now(inspecting, graph):
    Step.objects.filter(state="open").update(assignee="u-anong")
    graph["steps"]["site"]["role"] = "inspector"

    repin(graph)

    assert Step.objects.get(key="health").assignee == "u-anong"
    assert Step.objects.get(key="site").assignee == ""
    assert Step.objects.get(key="site").role == "inspector"


def test_a_step_without_counterpart_is_refused_and_nothing_changes(inspecting):
    before, events = rows(), Event.objects.count()

    with pytest.raises(Invalid) as refused:
        repin(renamed(GRAPH, completeness="intake", health="nursing"))

    assert refused.value.code == "no-counterpart"
    assert len(refused.value.fields) == 2
    assert rows() == before
    assert Process.objects.get().plan.steps.keys() == GRAPH["steps"].keys()
    assert Event.objects.count() == events


def test_what_was_never_visited_needs_no_counterpart(inspecting):
    repin(renamed(GRAPH, payment="till", amendment="mending"))

    assert keys() == [("completeness", "done"), ("health", "open"), ("site", "open")]


def test_two_steps_never_become_one(inspecting):
    before = rows()

    with pytest.raises(Invalid):
        repin(renamed(GRAPH, health="check"), health="check", site="check")

    assert rows() == before


def test_an_open_step_is_not_taken_over_by_one_of_another_kind(inspecting, graph):
    graph["steps"]["site"]["kind"] = "review"
    before = rows()

    with pytest.raises(Invalid):
        repin(graph)

    assert rows() == before


def test_a_done_step_may_be_of_another_kind_now(inspecting, graph):
    graph["steps"]["completeness"]["kind"] = "recommendation"

    repin(graph)

    assert Process.objects.get().plan.steps["completeness"].kind == "recommendation"


def test_four_eyes_hold_across_the_move(walk, at):
    with at():
        walk.start()
        walk.to_decision()
        repin(renamed(GRAPH, recommendation="advice"), recommendation="advice")

        with pytest.raises(NotAllowed):
            walk.act("decision", "approve", officer("u-checker"), facts={"fee": 0})
        walk.act("decision", "approve", officer("u-approver"), facts={"fee": 0})

    assert Process.objects.get().has_ended


def test_what_has_ended_stays_where_it_was(walk, at):
    with at():
        walk.start()
        commands.end_process(actor=SYSTEM, subject=SUBJECT, end="withdrawn")
        before = rows()

        with pytest.raises(Conflict):
            repin(renamed(GRAPH, completeness="intake"), completeness="intake")

    assert rows() == before


def test_officers_do_not_repin_and_what_is_unknown_is_not_found(inspecting):
    before = rows()

    with pytest.raises(NotAllowed):
        repin(renamed(GRAPH, payment="till"), actor=officer("u-checker"))
    with pytest.raises(NotFound):
        commands.repin_process(actor=SYSTEM, subject="application:none", graph=GRAPH, steps={})

    assert rows() == before


def test_every_obstacle_is_named_once():
    old, other = parse(GRAPH), deepcopy(GRAPH)
    other["steps"]["health"]["kind"] = "review"
    del other["steps"]["site"]

    found = repinning.obstacles(
        old,
        parse(other),
        {"completeness": "health"},
        visited={"completeness", "health", "site"},
        standing={"health", "site"},
    )

    assert len(found) == 2  # two become one, and the site has no counterpart
