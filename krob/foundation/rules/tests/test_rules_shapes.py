import pytest

from krob.foundation.rules.problems import Problem
from krob.foundation.rules.shapes import Each, Either, Keyed, Record, misfits

SHAPE = Record(
    {
        "name": "words",
        "open": "flag",
        "days": "number",
        "tags": Each("text"),
        "steps": Keyed(Record({"to": Each(Either("text", Record({"step": "text"})))})),
    }
)


def test_what_is_built_as_it_must_be_has_no_misfits():
    part = {
        "name": {"th": "ก"},
        "open": False,
        "days": 3,
        "tags": ["a"],
        "steps": {"a": {"to": ["b", {"step": "c"}]}},
        "unknown": object(),
        "absent": None,
    }

    assert list(misfits(part, SHAPE)) == []


@pytest.mark.parametrize(
    ("part", "path"),
    [
        ({"name": 5}, "name"),
        ({"name": {"th": 5}}, "name"),
        ({"open": "yes"}, "open"),
        ({"days": True}, "days"),
        ({"tags": "a"}, "tags"),
        ({"tags": ["a", 5]}, "tags[1]"),
        ({"tags": [None]}, "tags[0]"),
        ({"steps": []}, "steps"),
        ({"steps": {1: {}}}, "steps"),
        ({"steps": {"a": {"to": [{"step": []}]}}}, "steps.a.to[0].step"),
        ([], ""),
    ],
)
def test_a_misfit_is_found_where_it_is(part, path):
    assert [problem.path for problem in misfits(part, SHAPE)] == [path]


def test_a_problem_can_be_seen_from_the_part_around_it():
    inner = Problem("rows[0].id", "twice")

    assert str(inner.under("tables[2]")) == "tables[2].rows[0].id: twice"
    assert inner.under("fees").path == "fees.rows[0].id"
    assert Problem("[1]", "").under("rows").path == "rows[1]"
    assert Problem("", "").under("rows").path == "rows"
