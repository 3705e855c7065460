"""Which branches of rules and rows of tables some examples have taken."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from krob.foundation.core.text import Text
from krob.foundation.rules.coverage import Branch, of_rule, of_table, said
from krob.foundation.rules.errors import ExpressionError
from krob.foundation.rules.expressions import compile_expression
from krob.foundation.rules.values import GroupOf, Type

TYPES: dict[str, Type] = {
    "a": "number",
    "b": "bool",
    "k": "text",
    "g": GroupOf({"n": "number"}),
}


def missing(source, *contexts):
    return [(b.what, b.held) for b in of_rule(source, TYPES, contexts).missing]


@pytest.mark.req("2.10", part="branch coverage")
def test_each_side_of_a_condition_is_a_branch():
    assert missing("a > 5") == [("a > 5", False), ("a > 5", True)]
    assert missing("a > 5", {"a": 6}) == [("a > 5", False)]
    assert missing("a > 5", {"a": 6}, {"a": 5}) == []


@pytest.mark.req("2.10", part="branch coverage")
def test_what_was_decided_already_was_not_looked_at():
    assert missing("b and a > 5", {"b": False, "a": 9}) == [
        ("b", True),
        ("a > 5", False),
        ("a > 5", True),
    ]
    assert missing("b or a > 5", {"b": True, "a": 9}) == [
        ("b", False),
        ("a > 5", False),
        ("a > 5", True),
    ]


def test_unknown_takes_no_side_but_lets_others_be_looked_at():
    assert missing("b and a > 5", {"a": 9}) == [("b", False), ("b", True), ("a > 5", False)]


@pytest.mark.req("2.10", part="branch coverage")
def test_the_way_not_chosen_was_not_taken():
    source = "(10 if b else 20) * a if k == 'x' else 5"

    assert missing(source, {"k": "x", "b": True, "a": 1}) == [("b", False), ("k == 'x'", False)]
    assert missing(source, {"k": "y"}) == [("b", False), ("b", True), ("k == 'x'", True)]


def test_rows_of_a_group_count_as_one_condition():
    source = "not any_of(x.n > 5 for x in g) and is_empty(k)"

    assert missing(source, {"g": [{"n": 9}]}, {"g": [{"n": 1}], "k": "x"}) == [
        ("is_empty(k)", True)
    ]


def test_a_rule_without_conditions_is_covered():
    found = of_rule("a * 2", TYPES, [])

    assert (found.every, found.percent, found.is_whole) == (frozenset(), 100, True)


def test_a_context_that_cannot_be_computed_covers_nothing():
    assert missing("10 / a > 5 or b", {"a": 0}) == [
        ("10 / a > 5", False),
        ("10 / a > 5", True),
        ("b", False),
        ("b", True),
    ]
    assert missing("a > 5", {"a": "much"}) == [("a > 5", False), ("a > 5", True)]


def test_a_rule_that_does_not_compile_is_refused():
    with pytest.raises(ExpressionError):
        of_rule("a >", TYPES, [])


def test_percent_is_rounded_down():
    assert of_rule("a > 5 or b", TYPES, [{"a": 9}]).percent == 25


@pytest.mark.req("2.10", part="branch coverage")
def test_rows_of_a_table_are_covered_on_the_day_that_counts():
    rows = [
        {"id": "old", "cells": [None], "output": "1", "valid_to": "2026-01-01"},
        {"id": "new", "cells": [True], "output": "2", "valid_from": "2026-01-01"},
        {"id": "other", "cells": [False], "output": "3", "valid_from": "2026-01-01"},
    ]
    part = {"code": "t", "hit": "unique", "inputs": ["b"], "rows": rows}

    found = of_table(
        part,
        TYPES,
        [({"b": True}, date(2025, 1, 1)), ({"b": True}, date(2026, 1, 1)), ({}, date(2026, 1, 1))],
    )

    assert found.missing == [Branch(2, "other")]
    assert found.percent == 66


def test_a_branch_is_said_in_words():
    words = said(Branch(1, "a > 5", False), {"a": Text("พื้นที่", "Area")})

    assert words == Text("ไม่เป็นจริง: พื้นที่ มากกว่า 5", "does not hold: Area is more than 5")


@given(a=st.integers(0, 9), b=st.booleans(), k=st.sampled_from(["x", "y"]))
def test_walking_a_rule_agrees_with_computing_it(a, b, k):
    source = "(a > 5 and not b) or (k == 'x' and (b if a > 2 else not b))"
    context = {"a": Decimal(a), "b": b, "k": k}
    held = {(c.what, c.held) for c in of_rule(source, TYPES, [context]).taken}

    for what, side in held:
        assert compile_expression(what, TYPES, "bool")(context) is side
