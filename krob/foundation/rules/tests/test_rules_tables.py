from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest

from krob.foundation.core.errors import Invalid
from krob.foundation.rules.expressions import MissingInput, NoMatch, Overlap, RuleError
from krob.foundation.rules.fuzz import broken
from krob.foundation.rules.problems import has_errors
from krob.foundation.rules.tables import Table, problems

TYPES = {"area": "number", "district": "text", "born": "date", "ok": "bool", "seats": "number"}
DAY = date(2026, 12, 1)


def row(name, cells, output, **more):
    return {"id": name, "cells": cells, "output": output, "law": f"law {name}", **more}


def span(low, high, high_included=False):
    return {"range": [low, True, high, high_included]}


def table(*rows, hit="unique", inputs=("area",)):
    return {"code": "fee", "hit": hit, "inputs": list(inputs), "rows": list(rows)}


FEES = table(
    row("small", [span("0", "50")], "100", mark="V", explanation={"th": "พื้นที่ {area} ตร.ม."}),
    row("middle", [span("50", "200")], "area * 2"),
    row("large", [span("200", None)], "1000"),
)


def said(part):
    return [(p.path, p.message.en, p.severity) for p in problems(part, TYPES)]


@pytest.mark.req("2.10")
@pytest.mark.parametrize(
    ("area", "fitting", "fee"),
    [("49.99", "small", "100"), ("50", "middle", "100"), ("200", "large", "1000")],
)
def test_a_table_gives_the_output_of_the_row_that_fits(area, fitting, fee):
    found = Table.from_part(FEES, TYPES).evaluate({"area": Decimal(area)}, DAY)

    assert (found.rows, found.value) == ((fitting,), Decimal(fee))
    assert found.reads == {"area": area}
    assert found.laws == (f"law {fitting}",)


@pytest.mark.req("2.10")
def test_an_evaluation_is_evidence_that_can_be_stored():
    found = Table.from_part(FEES, TYPES).evaluate({"area": Decimal("30.5")}, DAY).as_json()

    assert found == {
        "version": Table.from_part(FEES, TYPES).version,
        "reads": {"area": "30.5"},
        "rows": ["small"],
        "value": "100",
        "laws": ["law small"],
        "marks": ["V"],
        "explanation": {"th": "พื้นที่ 30.5 ตร.ม.", "en": "พื้นที่ 30.5 ตร.ม."},
    }


def test_an_output_may_be_a_bare_number_even_nought():
    part = table(row("free", [span("0", "50")], 0), row("paid", [span("50", None)], 250))

    assert said(part) == []
    assert Table.from_part(part, TYPES).evaluate({"area": 1}, DAY).value == 0


def test_the_version_changes_with_any_cell():
    changed = table(*FEES["rows"][:2], row("large", [span("200", None)], "1001"))

    assert Table.from_part(FEES, TYPES).version != Table.from_part(changed, TYPES).version
    assert len(Table.from_part(FEES, TYPES).version) == 64


@pytest.mark.req("2.10")
def test_a_missing_answer_is_an_error_that_names_it():
    with pytest.raises(MissingInput) as missing:
        Table.from_part(FEES, TYPES).evaluate({}, DAY)

    assert missing.value.reads == ("area",)
    assert isinstance(missing.value, Invalid)


def test_an_output_that_needs_a_missing_answer_is_an_error():
    part = table(row("a", [None], "seats * 2"))

    with pytest.raises(MissingInput) as missing:
        Table.from_part(part, TYPES).evaluate({"area": 1}, DAY)

    assert missing.value.reads == ("seats",)


@pytest.mark.req("2.10")
def test_no_row_that_fits_is_an_error():
    with pytest.raises(NoMatch):
        Table.from_part(FEES, TYPES).evaluate({"area": Decimal(-1)}, DAY)


@pytest.mark.req("2.10")
def test_two_rows_that_fit_a_unique_table_are_an_error_that_names_them():
    part = table(row("a", [span("0", "50", True)], "1"), row("b", [span("50", None)], "2"))

    with pytest.raises(Overlap) as overlap:
        Table.from_part(part, TYPES).evaluate({"area": 50}, DAY)

    assert overlap.value.rows == ("a", "b")


def test_first_takes_the_first_row_and_sum_adds_all():
    rows = (row("a", [span("0", "100")], "10.10"), row("b", [None], "0.20"))

    first = Table.from_part(table(*rows, hit="first"), TYPES).evaluate({"area": 5}, DAY)
    both = Table.from_part(table(*rows, hit="sum"), TYPES).evaluate({"area": 5}, DAY)

    assert (first.rows, first.value) == (("a",), Decimal("10.10"))
    assert (both.rows, both.value) == (("a", "b"), Decimal("10.30"))


@pytest.mark.req("2.10")
def test_a_change_dated_tomorrow_does_not_touch_today():
    part = table(
        row("old", [None], "100", valid_to="2026-12-02"),
        row("new", [None], "150", valid_from="2026-12-02"),
    )
    fees = Table.from_part(part, TYPES)

    assert fees.evaluate({"area": 1}, date(2026, 12, 1)).value == 100
    assert fees.evaluate({"area": 1}, date(2026, 12, 2)).value == 150
    assert problems(part, TYPES) == []


def test_cells_may_be_texts_lists_dates_and_yes_or_no():
    part = table(
        row("a", ["bang-rak", {"in": ["2026-01-01", "2026-01-02"]}, True], "1"),
        row("b", [{"in": ["pathumwan", "bang-rak"]}, span("2026-02-01", None), None], "2"),
        inputs=["district", "born", "ok"],
    )
    fees = Table.from_part(part, TYPES)

    assert fees.evaluate({"district": "bang-rak", "born": date(2026, 1, 2), "ok": True}, DAY).rows
    found = fees.evaluate({"district": "bang-rak", "born": date(2027, 1, 1), "ok": False}, DAY)
    assert found.rows == ("b",)


def test_an_empty_text_means_no_bound_since_toml_knows_no_null():
    part = table(
        row("a", ["", span("", "10"), ""], "1", valid_from="", valid_to=""),
        row("b", ["", span("10", ""), ""], "2"),
        inputs=["district", "area", "ok"],
    )

    found = Table.from_part(part, TYPES).evaluate({"district": "x", "area": 11, "ok": True}, DAY)

    assert found.rows == ("b",)
    assert said(part) == []


def test_a_sound_table_has_no_problems():
    assert said(FEES) == []


@pytest.mark.req("2.10")
def test_lint_finds_an_overlap_at_a_boundary():
    part = table(row("a", [span("0", "50", True)], "1"), row("b", [span("50", None)], "2"))

    assert said(part) == [("rows[1]", "Rows 1 and 2 overlap.", "error")]


def test_lint_lets_rows_of_different_times_cover_the_same():
    part = table(
        row("a", [None], "1", valid_to="2026-01-01"), row("b", [None], "2", valid_from="2026-01-01")
    )

    assert said(part) == []


def test_lint_finds_an_overlap_of_times():
    part = table(
        row("a", [None], "1", valid_to="2026-01-02"), row("b", [None], "2", valid_from="2026-01-01")
    )

    assert said(part) == [("rows[1]", "Rows 1 and 2 overlap.", "error")]


@pytest.mark.req("2.10")
def test_lint_finds_a_gap():
    part = table(row("a", [span("0", "50")], "1"), row("b", [span("60", None)], "2"))

    assert said(part) == [("rows", "No row covers 50 to 60.", "error")]


def test_lint_finds_a_point_that_no_row_covers():
    part = table(
        row("a", [span("0", "50")], "1"), row("b", [{"range": ["50", False, None, False]}], "2")
    )

    assert said(part) == [("rows", "No row covers exactly 50.", "error")]


def test_lint_finds_a_gap_for_one_district_only():
    part = table(
        row("a", ["bang-rak", span("0", None)], "1"),
        row("b", ["pathumwan", span("0", "10")], "1"),
        row("c", ["pathumwan", span("20", None)], "1"),
        inputs=["district", "area"],
    )

    assert said(part) == [("rows", "No row covers 10 to 20 where district pathumwan.", "error")]


def test_lint_finds_a_gap_that_opens_later():
    part = table(
        row("a", [span("0", "50")], "1"),
        row("b", [span("50", None)], "2", valid_to="2027-01-01"),
        row("c", [span("55", None)], "2", valid_from="2027-01-01"),
    )

    assert said(part) == [("rows", "No row covers 50 to 55.", "error")]


def test_lint_warns_of_open_ends():
    part = table(row("a", [span("10", "50")], "1"))

    assert said(part) == [
        ("rows", "No row covers values below 10.", "warning"),
        ("rows", "No row covers values above 50.", "warning"),
    ]


@pytest.mark.req("2.10")
@pytest.mark.parametrize(
    ("part", "path"),
    [
        ({"hit": "any", "inputs": [], "rows": [{}]}, "hit"),
        ({"inputs": ["area"], "rows": []}, "rows"),
        ({"inputs": "area", "rows": [{}]}, "inputs"),
        (table(row("a", [None], "1"), inputs=["arae"]), "inputs[0]"),
        (table(row("a", ["many"], "1")), "rows[0].cells[0]"),
        (table(row("a", [True], "1")), "rows[0].cells[0]"),
        (table(row("a", ["NaN"], "1")), "rows[0].cells[0]"),
        (table(row("a", [{"range": ["0"]}], "1")), "rows[0].cells[0]"),
        (table(row("a", [{"in": []}], "1")), "rows[0].cells[0]"),
        (table(row("a", [span("9", "1")], "1")), "rows[0].cells[0]"),
        (table(row("a", [], "1")), "rows[0].cells"),
        (table(row("a", [None], "nofunc(3)")), "rows[0].output"),
        (table(row("a", [None], "'x'"), hit="sum"), "rows[0].output"),
        (table(row("a", [None], "1", valid_from="1 May")), "rows[0].valid_from"),
        (
            table(row("a", [None], "1", valid_from="2026-01-02", valid_to="2026-01-01")),
            "rows[0].valid_to",
        ),
        (table(row("a", ["x"], "1"), inputs=["born"]), "rows[0].cells[0]"),
        (table(row("a", [span("a", "b")], "1"), inputs=["district"]), "rows[0].cells[0]"),
        (table(row("a", [{}], "1")), "rows[0].cells[0]"),
    ],
)
def test_lint_says_where_a_table_is_wrong(part, path):
    found = problems(part, TYPES)

    assert [p.path for p in found if p.severity == "error"] == [path]
    assert all(p.message.th and p.message.en for p in found)


def test_lint_finds_rows_with_the_same_id_and_outputs_of_two_types():
    part = table(row("a", [span("0", "1")], "1"), row("a", [span("1", None)], "'x'"))

    assert [p.path for p in problems(part, TYPES)] == ["rows[1].output", "rows[1].id"]


@pytest.mark.req("2.10")
def test_a_spoilt_table_is_reported_or_works_but_never_falls_over():
    sound = table(
        row("a", ["x", span("0", "5"), True], "area * 2", valid_from="2026-01-01"),
        row("b", ["x", span("5", None), None], "2"),
        inputs=["district", "area", "ok"],
    )

    worked = 0
    for part in broken(sound, 1500):
        if has_errors(problems(part, TYPES)):
            continue
        worked += 1
        with suppress(RuleError):
            found = Table.from_part(part, TYPES)
            found.evaluate({"area": 1, "district": "x", "ok": True}, DAY).as_json()

    assert worked > 100
