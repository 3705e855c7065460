"""The way to approval is found by the answers; where it is not decided, that is said."""

from decimal import Decimal

import pytest

from krob.engines.workflow.approving import approval
from krob.engines.workflow.graph import parse

TITLE = {"th": "ขั้น", "en": "Step"}


def step(**more):
    return {"title": TITLE, "kind": "review", "role": "checker", "days": 2, "clock": "runs", **more}


def action(*to, style="line", **more):
    return {"label": TITLE, "to": list(to), "style": style, **more}


def graph(**steps):
    ends = {name: {"title": TITLE, "status": name} for name in ("approved", "refused")}
    return parse({"start": "check", "steps": steps, "ends": ends})


FORKED = graph(
    check=step(actions={"go": action("left", "right", style="primary", starts_clock=True)}),
    left=step(actions={"done": action("decide")}),
    right=step(clock="paused", actions={"done": action("decide")}),
    decide=step(
        join=["left", "right"],
        actions={"no": action("refused"), "yes": action("approved", style="primary")},
    ),
)
CHOICE = graph(
    check=step(
        actions={"go": action({"step": "visit", "if": "area > 200"}, "decide", style="primary")}
    ),
    visit=step(actions={"done": action("decide")}),
    decide=step(actions={"yes": action("approved"), "again": action("check")}),
)


@pytest.mark.req("2.8.1", part="the way of an example")
def test_branches_come_before_their_join_and_only_running_days_count():
    way = approval(FORKED, {}, {})

    assert way.steps == ("check", "left", "right", "decide")
    assert way.starts_clock
    assert way.days(FORKED) == 6


@pytest.mark.parametrize(
    ("area", "steps"),
    [("300", ("check", "visit", "decide")), ("100", ("check", "decide"))],
)
def test_a_condition_of_the_approving_action_is_decided_by_the_answers(area, steps):
    from_answers = {"area": Decimal(area)}

    assert approval(CHOICE, from_answers, {"area": "number"}).steps == steps


def test_what_the_answers_do_not_decide_is_named():
    assert approval(CHOICE, {}, {"area": "number"}).stuck == "check"


def test_a_graph_without_an_approval_is_stuck_where_it_begins():
    nowhere = graph(check=step(actions={"no": action("refused")}))

    assert approval(nowhere, {}, {}).stuck == "check"
