"""Checks of fees speak to the official who writes them."""

import pytest
from django.utils.translation import override

from krob.foundation.rules.values import GroupOf, Type
from krob.registers.payments import spec

TYPES: dict[str, Type] = {"size": "number", "kind": "text", "signs": GroupOf({"area": "number"})}
LINE = {
    "code": "large",
    "kind": "fee",
    "label": {"th": "ร้านใหญ่", "en": "Large shop"},
    "amount": "100",
    "date": "submitted",
    "precedes": "issue",
    "law": "พ.ร.บ.",
    "mark": "V",
}
ROW = {"id": "a", "cells": [None], "output": "5", "law": "พ.ร.บ.", "mark": "V"}
BIG = {"range": ["200", False, None, False]}
MORE = {"range": ["100", True, None, False]}
NEVER = "This can never be, so the charge is never made."
ABOVE = "The amount is above the ceiling that the law sets."
SMALL = {"range": [None, False, "200", True]}


def found(line=LINE, tables=None, own=()):
    part = {"lines": [line], "tables": list(own)}
    with override("en"):
        return [
            (each.path, getattr(each.message, "en", None) or str(each.message), each.severity)
            for each in spec.problems(part, tables, TYPES)
        ]


def table(*rows, inputs=("size",), **more):
    return {"code": "rate", "hit": "unique", "inputs": list(inputs), "rows": list(rows), **more}


def by_table(**more):
    return {**LINE, "amount": None, "table": "rate", **more}


def test_a_good_charge_has_no_problem():
    assert found() == []
    assert found(by_table(), own=[table(ROW)]) == []


@pytest.mark.req("2.10", part="checks")
@pytest.mark.parametrize(
    ("change", "path", "said"),
    [
        (
            {"amount": "area * 2"},
            "amount",
            "The fee “Large shop” asks for “area”, which the form lacks.",
        ),
        (
            {"when": "area > 5 and colour == 'red'"},
            "when",
            "The fee “Large shop” asks for “area, colour”, which the form lacks.",
        ),
        (
            {"amount": "sum(sign.area for sign in boards)"},
            "amount",
            "The fee “Large shop” asks for “boards, boards.area”, which the form lacks.",
        ),
        (
            {"when": "size > 5 and size < 5"},
            "when",
            "This can never be, so the charge is never made.",
        ),
        (
            {"amount": "101", "ceiling": "100"},
            "amount",
            "The amount is above the ceiling that the law sets.",
        ),
    ],
)
def test_what_is_wrong_with_a_charge_is_said_by_its_name(change, path, said):
    assert found({**LINE, **change}) == [(f"lines[0].{path}", said, "error")]


def test_a_condition_that_always_holds_is_hinted_at():
    assert found({**LINE, "when": "size > 5 or size <= 5"}) == [
        ("lines[0].when", "This is always so. Leave it empty.", "warning")
    ]


@pytest.mark.req("2.10", part="checks")
@pytest.mark.parametrize(
    ("rows", "path", "said"),
    [
        (
            [{**ROW, "cells": ["large"]}],
            "tables.rate.rows[0].cells[0]",
            "The cell must be a number, got large.",
        ),
        (
            [{**ROW, "output": "area * 2"}],
            "tables.rate.rows[0].output",
            "The table “rate” asks for “area”, which the form lacks.",
        ),
        (
            [
                {**ROW, "cells": [SMALL]},
                {**ROW, "id": "b", "cells": [{"range": ["100", True, None, False]}]},
            ],
            "tables.rate.rows[1]",
            "Rows 1 and 2 overlap.",
        ),
    ],
)
def test_what_is_wrong_with_a_national_table_is_said_at_its_cell(rows, path, said):
    assert found(by_table(), own=[table(*rows)]) == [(path, said, "error")]


@pytest.mark.req("2.10", part="checks")
def test_a_row_above_the_ceiling_is_named():
    assert found(by_table(ceiling="4"), own=[table(ROW)]) == [
        (
            "lines[0].rate.rows[0].output",
            "The amount is above the ceiling that the law sets.",
            "error",
        )
    ]


def test_a_column_that_the_form_lacks_is_named_with_its_table():
    assert found(by_table(), own=[table(ROW, inputs=["area"])]) == [
        (
            "tables.rate.inputs[0]",
            "The table “rate” asks for “area”, which the form lacks.",
            "error",
        )
    ]


def test_a_table_that_only_authorities_have_is_asked_of_them_alone():
    assert found(by_table()) == []
    assert found(by_table(), tables=[]) == [
        ("lines[0].table", "The authority has no table of this name.", "error")
    ]


@pytest.mark.req("2.10", part="checks")
def test_a_gap_of_two_dimensions_is_named():
    rows = [
        {**ROW, "id": "a", "cells": [SMALL, "eat"]},
        {**ROW, "id": "b", "cells": [BIG, "eat"]},
        {**ROW, "id": "c", "cells": [SMALL, "sell"]},
    ]

    said = found(by_table(), own=[table(*rows, inputs=("size", "kind"))])

    assert said == [
        ("tables.rate.rows", "No row covers values above 200 where kind sell.", "warning")
    ]
