"""The editor of the steps: verbs give exactly the new part; what is refused changes nothing."""

import copy
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from krob.engines.workflow import spec
from krob.engines.workflow.editor import StepsEditor
from krob.engines.workflow.tests.conftest import GRAPH
from krob.foundation.core.errors import Invalid, NotFound
from krob.foundation.editing.types import Around

pytestmark = pytest.mark.req("2.8.1", part="editor")
EDITOR = StepsEditor()
TYPES = {"fee": "number"}
OVERVIEW = list(GRAPH["steps"])


def around(part: dict[str, Any]) -> Around:
    """Surroundings with a number to ask for."""
    return Around(
        types=TYPES, parts={"steps": part}, base="/x/steps/", problems=spec.problems(part, TYPES)
    )


def do(part: dict[str, Any], verb: str, name: str = "", posted=None, **more: str):
    """Do a verb; the part that was given must stay as it is."""
    before = copy.deepcopy(part)
    values = {key.replace("__", "-"): [value] for key, value in more.items()}
    values |= {key: [value] for key, value in (posted or {}).items()}
    try:
        with translation.override("en"):
            return EDITOR.edit(part, name, verb, values, around(part))
    finally:
        assert part == before


def test_a_step_is_added_with_a_key_of_its_own_and_who_usually_acts():
    edited = do(GRAPH, "add", title__th="ตรวจสถานที่", title__en="Site", kind="inspection")

    assert edited.item == "site_2"
    assert edited.part["steps"]["site_2"] == {
        "title": {"th": "ตรวจสถานที่", "en": "Site"},
        "kind": "inspection",
        "role": "inspector",
        "clock": "runs",
        "actions": {},
    }
    assert edited.part["order"] == [*OVERVIEW, "site_2"]


def test_a_step_needs_a_thai_name():
    with pytest.raises(Invalid) as refused:
        do(GRAPH, "add", title__en="Site", kind="inspection")

    assert list(refused.value.fields) == ["title-th"]


def test_a_new_name_of_a_step_reaches_every_place_that_names_it(graph):
    graph["order"] = OVERVIEW

    edited = do(graph, "rename", "health", key="sanitation")

    part = edited.part
    assert edited.item == "sanitation"
    assert "health" not in str(part).replace("'Health'", "")
    assert part["steps"]["completeness"]["actions"]["complete"]["to"] == ["sanitation", "site"]
    assert part["steps"]["recommendation"]["join"] == ["sanitation", "site"]
    assert part["order"][2] == "sanitation"
    assert spec.problems(part, TYPES) == spec.problems(graph, TYPES)


def test_a_new_name_of_an_end_reaches_conditional_ways(graph):
    part = do(graph, "rename", "end:approved", key="granted").part

    ways = part["steps"]["decision"]["actions"]["approve"]["to"]
    assert ways == [{"if": "fee > 0", "step": "payment"}, "granted"]
    assert "approved" not in part["ends"]


def test_the_first_step_and_the_start_of_the_time_follow_a_new_name(graph):
    part = do(graph, "rename", "completeness", key="papers").part

    assert part["start"] == part["deadline"]["starts"] == "papers"


@pytest.mark.parametrize("key", ["site", "approved", "Health!", ""])
def test_a_key_that_is_taken_or_wrong_is_refused(key):
    with pytest.raises(Invalid) as refused:
        do(GRAPH, "rename", "health", key=key)

    assert list(refused.value.fields) == ["key"]


def test_steps_move_by_place_and_by_button_and_say_where_they_stand():
    up = do(GRAPH, "up", "decision")
    to_first = do(GRAPH, "move", "decision", place="1")

    assert up.part["order"].index("decision") == OVERVIEW.index("decision") - 1
    assert to_first.part["order"] == ["decision", *(k for k in OVERVIEW if k != "decision")]
    assert to_first.notice == "“พิจารณาอนุญาต” now stands at place 1 of 8." or (
        to_first.notice == "“Decision” now stands at place 1 of 8."
    )


def test_a_copy_stands_behind_its_original_and_nothing_leads_to_it():
    edited = do(GRAPH, "duplicate", "health")

    assert edited.item == "health_2"
    assert edited.part["order"][2:4] == ["health", "health_2"]
    assert edited.part["steps"]["health_2"] == GRAPH["steps"]["health"]


def test_removing_a_step_says_first_what_leads_to_it():
    with pytest.raises(Invalid) as refused:
        do(GRAPH, "remove", "payment")
    removed = do(GRAPH, "remove", "payment", sure="1")

    assert "Decision: approve" in str(refused.value.fields["sure"])
    assert "payment" not in removed.part["steps"]
    assert "There is no step payment." in [
        problem.message.in_("en") for problem in spec.problems(removed.part, TYPES)
    ]


def test_a_step_is_saved_with_its_time_its_checklist_and_who_is_told():
    posted = {
        "title-th": "ตรวจ",
        "title-en": "Check",
        "kind": "inspection",
        "role": "inspector",
        "days": "๗",
        "clock": "paused",
        "warn_days": "2",
        "on_overdue": "action:done",
        "checklist-count": "2",
        "checklist-0-code": "floor",
        "checklist-0-title-th": "พื้น",
        "escalate-count": "1",
        "escalate-0-after_days": "3",
        "escalate-0-role": "approver",
    }

    part = do(GRAPH, "save", "health", posted).part

    assert part["steps"]["health"] == {
        "title": {"th": "ตรวจ", "en": "Check"},
        "kind": "inspection",
        "role": "inspector",
        "days": 7,
        "clock": "paused",
        "warn_days": 2,
        "on_overdue": "action:done",
        "checklist": [{"code": "floor", "title": {"th": "พื้น"}}],
        "escalate": [{"after_days": 3, "role": "approver"}],
        "actions": GRAPH["steps"]["health"]["actions"],
    }


def test_an_overdue_action_that_the_step_lacks_cannot_be_chosen():
    with pytest.raises(Invalid) as refused:
        do(GRAPH, "save", "health", on_overdue="action:approve")

    assert list(refused.value.fields) == ["on_overdue"]


def test_the_ways_of_an_action_are_rows_and_stored_as_they_are_read():
    posted = {
        "to-count": "3",
        "to-0-step": "refused",
        "to-0-if": "fee > 900",
        "to-1-step": "payment",
        "to-1-if": "fee > 0",
        "to-2-step": "approved",
        "to-2-if": "",
    }

    part = do(GRAPH, "save", "decision.approve", posted).part

    assert part["steps"]["decision"]["actions"]["approve"]["to"] == [
        {"step": "refused", "if": "fee > 900"},
        {"step": "payment", "if": "fee > 0"},
        "approved",
    ]


def test_an_action_is_added_renamed_and_removed_with_what_names_it(graph):
    added = do(graph, "add-action", "health", label__th="ไม่ผ่าน", label__en="Fail", leads="refused")
    part = copy.deepcopy(added.part)
    part["steps"]["health"]["on_overdue"] = "action:fail"
    renamed = do(part, "rename", "health.fail", key="reject")
    removed = do(renamed.part, "remove", "health.reject")

    assert added.item == "health.fail"
    assert renamed.part["steps"]["health"]["on_overdue"] == "action:reject"
    assert renamed.part["steps"]["health"]["order"] == ["done", "reject"]
    assert list(removed.part["steps"]["health"]["actions"]) == ["done"]
    assert removed.item == "health"


def test_the_time_of_the_law_is_saved_and_removed():
    saved = do(GRAPH, "save", "clock:deadline", days="15", unit="working", office_closes="16:30")
    removed = do(saved.part, "remove", "clock:deadline")

    assert saved.part["deadline"] == {
        "days": 15,
        "unit": "working",
        "starts": "completeness",
        "office_closes": "16:30",
    }
    assert "deadline" not in removed.part


def test_problems_lead_to_where_they_are_mended():
    assert EDITOR.place("steps.health.role") == ("health", "role")
    assert EDITOR.place("steps.health.actions.done.to[0].if") == ("health.done", "to[0].if")
    assert EDITOR.place("ends.approved") == ("end:approved", "")
    assert EDITOR.place("deadline.days") == ("clock:deadline", "days")
    assert EDITOR.place("start") == ("", "start")


@pytest.mark.parametrize("name", ["gone", "health.gone", "end:gone"])
def test_what_somebody_removed_is_not_there(name):
    with pytest.raises(NotFound):
        EDITOR.item(GRAPH, name)


@pytest.mark.parametrize(
    "name", ["", "completeness", "decision.approve", "end:approved", "clock:deadline"]
)
@pytest.mark.parametrize("language", ["th", "en"])
def test_every_screen_is_drawn_for_a_sound_part(name, language, rf):
    html = shown(GRAPH, name, language)

    assert html.count("<svg") == 1
    assert "Decision" in html or "พิจารณาอนุญาต" in html


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"steps": [], "ends": 3},
        {"start": "x", "steps": {"a": {"actions": {"go": {"to": ["nowhere"]}}}}},
        {"steps": {"a": 5, "b": {"title": 3, "actions": []}}, "order": 7},
    ],
)
def test_the_overview_of_a_broken_part_is_shown_all_the_same(broken):
    html = EDITOR.overview(broken, Around(base="/x/"))

    assert "rows" in html.shown


def shown(part: dict[str, Any], name: str, language: str) -> str:
    """Return the screen of an item as HTML."""
    with translation.override(language):
        here = around(part)
        screen = EDITOR.page(part, name, here)
        return render_to_string(
            screen.template, {**screen.shown, "screen": screen, "seen": "", "base": here.base}
        )
