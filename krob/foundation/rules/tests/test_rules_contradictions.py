"""Rules that never hold or never fail; and never a false alarm."""

import itertools
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from krob.foundation.rules.contradictions import verdict
from krob.foundation.rules.expressions import compile_expression
from krob.foundation.rules.values import GroupOf, ListOf, Type

TYPES: dict[str, Type] = {
    "a": "number",
    "k": "text",
    "b": "bool",
    "d": "date",
    "l": ListOf("text"),
    "g": GroupOf({"n": "number"}),
}


@pytest.mark.req("2.10", part="contradictions")
@pytest.mark.parametrize(
    "source",
    [
        "a > 200 and a <= 200",
        "a > 5 and a < 5",
        "5 < a < 3",
        "10 < a and 5 > a",
        "a == 5 and a == 6",
        "a in [1, 2] and a > 2",
        "a >= 5 and a <= 5 and a != 5",
        "a < -1 and a > 1",
        "k == 'x' and k == 'y'",
        "k in ['x', 'y'] and k not in ['y', 'x']",
        "b and not b",
        "not (b or not b)",
        "d < date('2026-01-01') and d > date('2026-12-31')",
        "is_empty(a) and a > 5",
        "is_empty(k) and k == 'x'",
        "is_empty(g) and not is_empty(g)",
        "len(l) > 2 and not (len(l) > 2)",
        "(a > 5 or k == 'x') and a < 5 and k != 'x'",
        "False",
        "a > 5 and False",
    ],
)
def test_what_nobody_can_meet_is_named(source):
    assert verdict([source], TYPES) == "never"


@pytest.mark.req("2.10", part="contradictions")
@pytest.mark.parametrize(
    "source",
    [
        "a > 200 or a <= 200",
        "b or not b",
        "k != 'x' or k != 'y'",
        "a >= 0 or a < 0",
        "is_empty(k) or not is_empty(k)",
        "True",
    ],
)
def test_what_nobody_can_fail_is_named(source):
    assert verdict([source], TYPES) == "always"


@pytest.mark.req("2.10", part="contradictions")
def test_rules_that_contradict_each_other_are_named_together():
    assert verdict(["a > 200", "a <= 200"], TYPES) == "never"
    assert verdict(["a > 200", "b"], TYPES) == ""
    assert verdict(["b or not b", "a > 5"], TYPES) == ""


@pytest.mark.parametrize(
    "source",
    [
        "a > 5",
        "a > 5 and a < 6",
        "a >= 5 and a <= 5",
        "k == 'x' or k == 'y'",
        "is_empty(k) and k == ''",
        "is_empty(a)",
        "a == None and b",
        "a > 5 and default(a, 0) < 5",
        "a * 2 > 5 and a * 2 < 1",
        "any_of(x.n > 1 for x in g) and any_of(x.n < 1 for x in g)",
        "'x' in l and 'y' in l",
        "'x' in l and not ('x' not in l)",
        "k == None and not (k != None)",
        "a > 5 +",
        "unknown and not unknown",
        " or ".join(f"(a == {n} and b)" for n in range(60)),
        "not (" + " and ".join(["(a > 1 or b)"] * 20) + ")",
    ],
)
def test_what_is_not_certain_is_not_named(source):
    assert verdict([source], TYPES) == ""


SIGNS = ("<", "<=", ">", ">=", "==", "!=")
OTHERS = ("b", "is_empty(a)", "is_empty(k)", "k in ['x', 'z']", "a == None", "'x' in l")
ATOMS = st.one_of(
    st.tuples(st.just("a"), st.sampled_from(SIGNS), st.sampled_from(["1", "2", "3"])),
    st.tuples(st.sampled_from(["1", "2"]), st.sampled_from(["<", ">="]), st.just("a")),
    st.tuples(st.just("k"), st.sampled_from(["==", "!="]), st.sampled_from(["'x'", "'y'"])),
    st.sampled_from(OTHERS).map(lambda rule: (rule,)),
).map(" ".join)
RULES = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from([" and ", " or "]), inner).map(
            lambda parts: f"({''.join(parts)})"
        ),
        inner.map(lambda rule: f"not ({rule})"),
    ),
    max_leaves=6,
)
NUMBERS = [None, *(Decimal(n) / 2 for n in range(1, 8))]
WORLD = [
    {"a": a, "k": k, "b": b, "l": given}
    for a, k, b, given in itertools.product(
        NUMBERS, [None, "", "x", "y", "z"], [None, True, False], [None, ["x"], ["y"]]
    )
]


@pytest.mark.req("2.10", part="contradictions")
@given(source=RULES)
def test_there_is_never_a_false_alarm(source):
    rule = compile_expression(source, TYPES, "bool")
    said = verdict([source], TYPES)
    values = {rule(answers) for answers in WORLD} if said else set()

    assert not (said == "never" and True in values)
    assert not (said == "always" and False in values)
