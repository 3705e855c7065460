"""Repeating groups: rows come, go, keep what was typed and are checked."""

from typing import Any

import pytest
from django.utils import translation

from krob.engines.smartforms import checks, state
from krob.engines.smartforms.compile import compiled
from krob.engines.smartforms.state import FormState
from krob.engines.smartforms.tests.sample import PART

FORM = compiled(PART)


def put(before: FormState, page: str, **posted: Any) -> FormState:
    """Post some inputs of a page."""
    return state.merge(FORM, before, page, state.posted_of(posted), {})


def errors(draft: FormState, page: str | None) -> dict[str, str]:
    """Messages in English."""
    with translation.override("en"):
        return {name: str(m) for name, m in checks.errors_of(FORM, draft, page, {}).items()}


ROWS = {
    "staff-0-name": "สมชาย",
    "staff-0-role": "cook",
    "staff-0-trained": "no",
    "staff-3-name": "สมศรี",
    "staff-3-hours_week": "มาก",
    "staff-rows": "2",
}
BASE = FormState({"area": "240"}, {}, {})


@pytest.mark.req("1.3.3")
def test_rows_are_collected_in_order_and_wrong_cells_kept():
    draft = put(BASE, "staff_page", **ROWS)

    assert draft.answers["staff"] == [
        {"name": "สมชาย", "role": "cook", "trained": False},
        {"name": "สมศรี"},
    ]
    assert draft.raw["staff"] == [{}, {"hours_week": "มาก"}]
    assert draft.rows("staff")[1] == {"name": "สมศรี", "hours_week": "มาก"}
    assert errors(draft, "staff_page") == {
        "staff-1-role": "Choose: Work",
        "staff-1-trained": "Answer yes or no: Trained?",
        "staff-1-hours_week": "Hours a week must be a number, such as 240.",
    }


def test_a_row_is_removed_and_the_others_stay():
    draft = put(BASE, "staff_page", **ROWS)

    draft = put(
        draft,
        "staff_page",
        **{
            "staff-0-name": "สมชาย",
            "staff-1-name": "สมศรี",
            "staff-1-hours_week": "มาก",
            "_remove": "staff-0",
        },
    )

    assert draft.answers["staff"] == [{"name": "สมศรี"}]
    assert draft.raw["staff"] == [{"hours_week": "มาก"}]


def test_a_row_is_added_up_to_the_limit():
    draft = put(BASE, "staff_page", _add="staff")
    assert draft.answers["staff"] == [{}, {}]

    names = {f"staff-{i}-name": "ก" for i in range(30)}
    draft = put(BASE, "staff_page", _add="staff", **names)
    assert len(draft.answers["staff"]) == 30


def test_the_last_row_can_be_removed():
    draft = put(BASE, "staff_page", **{"staff-0-name": "ก"})

    draft = put(draft, "staff_page", **{"staff-0-name": "ก", "_remove": "staff-0"})

    assert "staff" not in draft.answers
    assert errors(draft, "staff_page") == {"staff": "Add at least one: Food handlers"}


def test_a_hidden_cell_keeps_its_value():
    draft = put(
        BASE,
        "staff_page",
        **{
            "staff-0-name": "ก",
            "staff-0-trained": "yes",
            "staff-0-trained_on": "2026-01-02",
        },
    )

    draft = put(
        draft,
        "staff_page",
        **{
            "staff-0-name": "ก",
            "staff-0-trained": "no",
            "_shown": ["staff", "staff-0-name", "staff-0-trained"],
        },
    )

    assert draft.answers["staff"][0]["trained_on"] == "2026-01-02"
    assert "trained_on" not in state.effective(FORM, draft.answers)["staff"][0]


def test_a_rule_over_rows_is_checked():
    row = {"name": "ก", "role": "serve", "trained": False}
    draft = FormState({"area": "240", "staff": [row]}, {}, {})

    assert errors(draft, "staff_page") == {"staff": "At least one person cooks."}
    assert state.typed(FORM, draft.answers)["staff_hours"] == 0


def test_hostile_posts_are_bounded():
    posted = {f"staff-{i}-name": ["x" * 500] for i in range(5000)}
    posted |= {"staff-" + "9" * 5000 + "-name": ["x"], "a" * 9000: ["x"], "staff-0-name-0-1": ["x"]}
    posted |= {"_remove": ["staff-"] * 50, "_shown": ["x"] * 1000, "_place": ["a:b:c", ":", ""]}

    draft = state.merge(FORM, BASE, "staff_page", posted, {})

    assert len(draft.answers["staff"]) == 200
    assert errors(draft, "staff_page")["staff"] == "At most 30 rows: Food handlers"
