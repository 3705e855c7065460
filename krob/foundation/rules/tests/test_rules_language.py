from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from krob.foundation.rules.expressions import (
    ExpressionError,
    GroupOf,
    ListOf,
    compile_expression,
)

TYPES = {
    "a": "bool",
    "b": "bool",
    "c": "bool",
    "x": "number",
    "y": "number",
    "s": "text",
    "d": "date",
    "tags": ListOf("text"),
    "place.district.name": "text",
    "staff": GroupOf({"pay": "number", "days": "number", "well": "bool", "name": "text"}),
    "same_staff": ListOf(GroupOf({"pay": "number"})),
}
THREE = (True, None, False)
truth = st.sampled_from(THREE)
amounts = st.decimals("-999999", "999999", places=2, allow_nan=False, allow_infinity=False)


def value(source, **answers):
    return compile_expression(source, TYPES)(answers)


def kleene_and(*values):
    return False if False in values else None if None in values else True


def kleene_or(*values):
    return True if True in values else None if None in values else False


@pytest.mark.req("2.10")
@pytest.mark.parametrize("a", THREE)
@pytest.mark.parametrize("b", THREE)
def test_and_or_and_not_follow_kleene(a, b):
    assert value("a and b", a=a, b=b) is kleene_and(a, b)
    assert value("a or b", a=a, b=b) is kleene_or(a, b)
    assert value("not a", a=a) is (None if a is None else not a)


@pytest.mark.req("2.10")
@given(truth, truth, truth)
def test_de_morgan_holds_for_unknowns_too(a, b, c):
    answers = {"a": a, "b": b, "c": c}

    assert value("not (a and b and c)", **answers) is value("not a or not b or not c", **answers)
    assert value("not (a or b or c)", **answers) is value("not a and not b and not c", **answers)


@given(st.lists(truth, max_size=6))
def test_any_of_and_all_of_follow_kleene_over_rows(marks):
    rows = [{"well": mark} for mark in marks]

    assert value("any_of(i.well for i in staff)", staff=rows) is kleene_or(False, *marks)
    assert value("all_of(i.well for i in staff)", staff=rows) is kleene_and(True, *marks)
    expected = None if None in marks else Decimal(marks.count(True))
    assert value("count(i.well for i in staff)", staff=rows) == expected


@given(st.lists(st.tuples(truth, st.one_of(st.none(), amounts)), max_size=6))
def test_a_sum_knows_when_a_row_that_counts_is_unknown(rows):
    answers = [{"well": well, "pay": pay} for well, pay in rows]

    found = value("sum(i.pay for i in staff if i.well)", staff=answers)

    counting = [(well, pay) for well, pay in rows if well is not False]
    unknown = any(well is None or pay is None for well, pay in counting)
    assert found == (None if unknown else sum((pay for _, pay in counting), Decimal(0)))


@pytest.mark.req("2.10")
@given(amounts, amounts)
def test_money_is_exact(x, y):
    for sign, exact in (
        ("+", Fraction(x) + Fraction(y)),
        ("-", Fraction(x) - Fraction(y)),
        ("*", Fraction(x) * Fraction(y)),
    ):
        assert Fraction(value(f"x {sign} y", x=x, y=y)) == exact


@given(amounts, amounts.filter(bool))
def test_a_quotient_is_right_to_thirty_digits(x, y):
    found = Fraction(value("x / y", x=x, y=y))

    assert abs(found - Fraction(x) / Fraction(y)) <= abs(found) / 10**30


@given(st.decimals("-99999", "99999", places=5, allow_nan=False, allow_infinity=False))
def test_rounding_goes_half_away_from_zero(x):
    assert value("round(x, 2)", x=x) == x.quantize(Decimal("0.01"), ROUND_HALF_UP)


@pytest.mark.req("2.10")
@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("0.1 + 0.2", Decimal("0.3")),
        ("round(1.005, 2)", Decimal("1.01")),
        ("round(-2.5)", Decimal(-3)),
        ("round(1250, -2)", Decimal("1.3E+3")),
        ("1_000.50 * 2", Decimal("2001.00")),
        ("7 % 3", Decimal(1)),
        ("-x", Decimal(-5)),
        ("ceil(2.1) + floor(2.9) + abs(-1)", Decimal(6)),
        ("min(3, x, 2) + max(1, x)", Decimal(7)),
        ("1 < x <= 5", True),
        ("x in [1, 5]", True),
        ("x not in (1, 5)", False),
        ("s == 'กขค' and len(s) == 3", True),
        ("'น้ำ' == 'น้ำ'", True),
        ("contains(s, 'ข') and starts_with(s, 'ก')", True),
        ("place.district.name == 'บางรัก'", True),
        ("'b' in tags and len(tags) == 2", True),
        ("d < date('2027-01-01')", True),
        ("add_days(d, 30)", date(2026, 12, 31)),
        ("days_between(d, date('2026-12-31'))", Decimal(30)),
        ("age_years(date('2000-12-02'), d)", Decimal(25)),
        ("age_years(date('2000-12-01'), d)", Decimal(26)),
        ("year_be(d)", Decimal(2569)),
        ("x if a else y", Decimal(5)),
        ("default(y, 9)", Decimal(9)),
        ("is_empty(y) and not is_empty(x)", True),
        ("y == None and x != None and None == y", True),
        ("sum(i.pay * i.days for i in staff)", Decimal("16.50")),
        ("count(i.pay > x for i in staff) + len(staff)", Decimal(2)),
        ("sum(i.pay for i in same_staff)", Decimal(3)),
        ("  x\n>\t3  ", True),
    ],
)
def test_what_a_rule_gives(source, expected):
    answers = {
        "a": True,
        "x": 5,
        "s": "กขค",
        "d": date(2026, 12, 1),
        "tags": ["a", "b"],
        "place": {"district": {"name": "บางรัก"}},
        "staff": [{"pay": Decimal("1.50"), "days": 3}, {"pay": 4, "days": 3}],
        "same_staff": [{"pay": 3}],
    }

    assert value(source, **answers) == expected


@pytest.mark.req("2.10")
@pytest.mark.parametrize(
    "source",
    [
        "x > 3",
        "x + 1",
        "x == y",
        "s in ['a']",
        "'a' in tags",
        "place.district.name == 'x'",
        "1 if a else 2",
        "len(s)",
        "round(x)",
        "sum(i.pay for i in staff)",
        "any_of(i.well for i in staff)",
        "default(x, y)",
        "not a",
    ],
)
def test_what_is_unknown_stays_unknown(source):
    assert value(source) is None
    assert value(source, place=None) is None


def test_a_list_with_an_unknown_item_may_still_hold_the_value():
    assert value("'a' in tags", tags=["a", None]) is True
    assert value("'b' in tags", tags=["a", None]) is None


@pytest.mark.req("2.10")
def test_a_rule_knows_what_it_reads_and_what_is_still_unknown():
    rule = compile_expression(
        "x > 3 and place.district.name == s or any_of(i.well for i in staff)", TYPES
    )

    assert rule.reads == {"x", "s", "place.district.name", "staff"}
    assert rule.type == "bool"
    assert rule.unknown({"x": 1, "staff": []}) == ("place.district.name", "s")


def test_the_same_rule_is_compiled_once():
    assert compile_expression("x > 4", TYPES) is compile_expression("x > 4", dict(TYPES))


def test_a_rule_may_be_asked_by_many_threads():
    rule = compile_expression("round(x / 7 * 3 + x, 4)", TYPES)
    expected = [rule({"x": number}) for number in range(500)]

    with ThreadPoolExecutor(4) as pool:
        for found in pool.map(lambda _: [rule({"x": n}) for n in range(500)], range(4)):
            assert found == expected


@settings(max_examples=300)
@given(st.text(max_size=60))
def test_any_text_is_a_rule_or_a_refusal(source):
    with suppress(ExpressionError):
        assert compile_expression(source, TYPES).source == source
