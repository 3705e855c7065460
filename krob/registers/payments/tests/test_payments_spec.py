"""Fees follow from the authority's tables, on the date that the service names."""

from copy import deepcopy
from datetime import date
from decimal import Decimal

import pytest

from krob.foundation.core.errors import Invalid
from krob.foundation.rules.errors import MissingInput, NoMatch
from krob.registers.payments import spec

TYPES = {"area_sqm": "number", "late_days": "number", "is_new": "bool"}
DATES = {
    "submitted": date(2026, 11, 1),
    "completed": date(2026, 11, 5),
    "decided": date(2026, 12, 1),
}
PART = {
    "lines": [
        {
            "code": "licence",
            "kind": "fee",
            "label": {"th": "ค่าธรรมเนียมใบอนุญาต", "en": "Licence fee"},
            "table": "premises",
            "when": "is_new",
            "date": "completed",
            "precedes": "issue",
            "ceiling": "3000",
            "law": "กฎตัวอย่าง ข้อ 1",
            "mark": "M",
        },
        {
            "code": "late",
            "kind": "fine",
            "label": {"th": "ค่าปรับ", "en": "Fine"},
            "amount": "late_days * 12.345",
            "when": "late_days > 0",
            "date": "submitted",
            "precedes": "review",
            "law": "กฎตัวอย่าง ข้อ 2",
            "mark": "V",
        },
    ]
}


def row(name, low, high, output, **changes):
    return {
        "id": name,
        "cells": [{"range": [low, False, high, True]}],
        "output": output,
        "law": f"ข้อบัญญัติตัวอย่าง {name}",
        "mark": "X",
        "explanation": {"th": "พื้นที่ {area_sqm} ตร.ม.", "en": "Area {area_sqm} m2"},
        **changes,
    }


def table(*rows):
    return {"code": "premises", "hit": "unique", "inputs": ["area_sqm"], "rows": list(rows)}


BANGKOK = {
    "tables": [
        table(
            row("a", "0", "300", "2000", valid_to="2026-12-01"),
            row("a2", "0", "300", "2500", valid_from="2026-12-01"),
            row("b", "300", None, "2000 + (area_sqm - 300) * 5"),
        )
    ]
}
MUNICIPAL = {"tables": [table(row("m", "0", None, "500.25"))]}


def charged(answers, tables=BANGKOK, part=PART, dates=DATES, **options):
    answers = {"is_new": True, "late_days": Decimal(0), **answers}
    return spec.charge_lines(part, tables, answers, TYPES, dates, **options)


def paths(part=PART, tables=BANGKOK):
    found = spec.problems(part, tables, TYPES)
    return [problem.path for problem in found if problem.severity == "error"]


def changed(**changes):
    part = deepcopy(PART)
    part["lines"][0].update(changes)
    return part


@pytest.mark.req("1.6.1")
@pytest.mark.req("2.10", part="fees")
def test_two_authorities_charge_by_their_own_tables():
    answers = {"area_sqm": Decimal(250)}

    assert [line.amount for line in charged(answers)] == [Decimal("2000.00")]
    assert [line.amount for line in charged(answers, MUNICIPAL)] == [Decimal("500.25")]


@pytest.mark.req("1.6.1", part="fees of the whole country")
def test_a_table_of_the_service_holds_where_an_authority_has_none_of_its_own():
    nation = {**PART, "tables": [table(row("nation", "0", None, "700"))]}
    answers = {"area_sqm": Decimal(250), "is_new": True, "late_days": Decimal(0)}

    (everywhere,) = charged(answers, tables=[], part=nation)
    (here,) = charged(answers, tables=BANGKOK, part=nation)
    (shown, _late) = spec.estimate(nation, [], TYPES, date(2026, 11, 5))

    assert (everywhere.amount, here.amount) == (Decimal("700.00"), Decimal("2000.00"))
    assert [each.amount for each in shown.rows] == [Decimal("700.00")]
    assert paths(part=nation, tables=[]) == []


def test_a_line_says_why_by_which_law_and_from_what():
    (line,) = charged({"area_sqm": Decimal(250)})

    assert (line.explanation.th, line.explanation.en) == ("พื้นที่ 250 ตร.ม.", "Area 250 m2")
    assert line.law == "กฎตัวอย่าง ข้อ 1; ข้อบัญญัติตัวอย่าง a"
    assert line.mark == "X"
    assert line.evaluation["reads"] == {"area_sqm": "250"}
    assert (line.evaluation["rows"], line.evaluation["on"]) == (["a"], "2026-11-05")


@pytest.mark.parametrize(
    ("field", "amount"),
    [("submitted", "2000.00"), ("completed", "2000.00"), ("decided", "2500.00")],
)
def test_the_date_that_the_service_names_decides(field, amount):
    (line,) = charged({"area_sqm": Decimal(250)}, part=changed(date=field))

    assert line.amount == Decimal(amount)


def test_a_change_dated_tomorrow_does_not_touch_today():
    today, tomorrow = date(2026, 11, 30), date(2026, 12, 1)

    amounts = [
        charged({"area_sqm": Decimal(250)}, dates={"completed": day})[0].amount
        for day in (today, tomorrow)
    ]

    assert amounts == [Decimal("2000.00"), Decimal("2500.00")]


def test_no_charge_exceeds_its_ceiling_and_the_words_say_so():
    (line,) = charged({"area_sqm": Decimal(900)})

    assert line.amount == Decimal("3000.00")
    assert "3,000.00" in line.explanation.th
    assert line.evaluation["value"] == "5000"


@pytest.mark.parametrize(("days", "amount"), [("1", "12.35"), ("3", "37.04"), ("2", "24.69")])
def test_amounts_are_exact_to_the_satang_halves_rounded_up(days, amount):
    lines = charged({"is_new": False, "late_days": Decimal(days)})

    assert [(line.kind, line.amount) for line in lines] == [("fine", Decimal(amount))]


def test_lines_of_one_step_are_asked_for_alone():
    answers = {"area_sqm": Decimal(250), "late_days": Decimal(2)}

    assert [line.code for line in charged(answers, precedes="review")] == ["late"]
    assert [line.code for line in charged(answers, precedes="issue")] == ["licence"]


def test_a_line_of_nothing_is_dropped_unless_it_is_asked_for():
    free = {"tables": [table(row("free", "0", None, "0"))]}

    assert charged({"area_sqm": Decimal(1)}, free) == ()
    assert [line.amount for line in charged({"area_sqm": Decimal(1)}, free, keep_zero=True)] == [0]


@pytest.mark.parametrize("answers", [{}, {"area_sqm": Decimal(1), "is_new": None}])
def test_a_fee_never_comes_from_a_missing_answer(answers):
    with pytest.raises(MissingInput):
        charged(answers)


def test_no_row_is_an_error_not_a_free_licence():
    with pytest.raises(NoMatch):
        charged({"area_sqm": Decimal(-5)})


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"dates": {}}, "fee-date-missing"),
        ({"tables": None}, "fee-table-missing"),
        ({"part": changed(table=None, amount="0 - 5")}, "fee-negative"),
    ],
)
def test_what_is_missing_in_the_definition_is_refused(options, code):
    with pytest.raises(Invalid) as refusal:
        charged({"area_sqm": Decimal(1)}, **options)

    assert refusal.value.code == code


def test_a_good_part_has_no_problems():
    assert paths() == []
    assert paths(tables=None) == []


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"when": "unknown_field > 1"}, "lines[0].when"),
        ({"table": None, "amount": "area * 2"}, "lines[0].amount"),
        ({"amount": "5"}, "lines[0].amount"),
        ({"table": None, "amount": "3000.01"}, "lines[0].amount"),
        ({"law": " "}, "lines[0].law"),
        ({"mark": "Q"}, "lines[0].mark"),
        ({"date": "yesterday"}, "lines[0].date"),
        ({"kind": "tip"}, "lines[0].kind"),
        ({"precedes": "lunch"}, "lines[0].precedes"),
        ({"label": {}}, "lines[0].label"),
        ({"ceiling": "much"}, "lines[0].ceiling"),
        ({"code": "late"}, "lines[1].code"),
        ({"table": "absent"}, "lines[0].table"),
    ],
)
def test_each_fault_is_named_where_it_is(changes, path):
    assert path in paths(changed(**changes))


@pytest.mark.parametrize(
    ("rows", "path"),
    [
        ([row("a", "0", None, "3000.01")], "lines[0].premises.rows[0].output"),
        ([row("a", "0", None, "1", mark="")], "lines[0].premises.rows[0].mark"),
        ([row("a", "0", None, "1"), row("b", "100", None, "2")], "tables.premises.rows"),
        ([row("a", "0", None, "nothing * 2")], "tables.premises.rows[0].output"),
        ([row("a", "0", None, "'x'")], "lines[0].premises.rows[0].output"),
    ],
)
def test_faults_of_the_authoritys_table_are_found(rows, path):
    assert any(found.startswith(path) for found in paths(tables={"tables": [table(*rows)]}))


def test_a_table_that_no_charge_uses_is_a_warning():
    unused = {**table(row("a", "0", None, "1")), "code": "unused"}

    found = spec.problems(PART, {"tables": [*BANGKOK["tables"], unused]}, TYPES)

    assert [each.severity for each in found if each.path == "tables.unused"] == ["warning"]


def test_the_service_page_shows_rows_and_range_with_their_marks():
    licence, fine = spec.estimate(PART, BANGKOK, TYPES, date(2026, 11, 23))

    assert (licence.low, licence.high) == (Decimal("2000.00"), Decimal("3000.00"))
    assert [(each.amount, each.mark) for each in licence.rows] == [
        (Decimal("2000.00"), "X"),
        (None, "X"),
    ]
    assert (fine.low, fine.high, fine.mark) == (None, None, "V")
    (municipal, _) = spec.estimate(PART, MUNICIPAL, TYPES, date(2026, 11, 23))
    assert (municipal.low, municipal.high) == (Decimal("500.25"), Decimal("500.25"))
