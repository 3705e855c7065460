"""Conditions as rows: what they write, what is read back, what stays text."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from krob.foundation.rules import written
from krob.foundation.rules.expressions import compile_expression
from krob.foundation.rules.rows import (
    BadRow,
    Row,
    Rows,
    offered,
    operators_of,
    rows_of,
    source_of,
    value_type,
)
from krob.foundation.rules.values import GroupOf, ListOf, Type

TYPES: dict[str, Type] = {
    "area": "number",
    "kind": "text",
    "cooks": "bool",
    "opened": "date",
    "foods": ListOf("text"),
    "staff": GroupOf({"name": "text"}),
    "applicant.kind": "text",
}


@pytest.mark.req("2.10", part="condition builder")
@pytest.mark.parametrize(
    ("row", "source"),
    [
        (Row("area", "gt", ("๑,๕๐๐.50",)), "area > 1500.50"),
        (Row("area", "le", ("-5",)), "area <= -5"),
        (Row("kind", "is", ("ร้าน",)), "kind == 'ร้าน'"),
        (Row("kind", "is", ("it's",)), 'kind == "it\'s"'),
        (Row("kind", "not_in", ("a", "b")), "kind not in ['a', 'b']"),
        (Row("applicant.kind", "is_not", ("person",)), "applicant.kind != 'person'"),
        (Row("kind", "starts", ("ก",)), "starts_with(kind, 'ก')"),
        (Row("cooks", "yes"), "cooks"),
        (Row("cooks", "no"), "not cooks"),
        (Row("opened", "lt", ("1/10/2569",)), "opened < date('2026-10-01')"),
        (Row("foods", "includes", ("raw",)), "'raw' in foods"),
        (Row("foods", "excludes", ("raw",)), "'raw' not in foods"),
        (Row("staff", "count_ge", ("2",)), "len(staff) >= 2"),
        (Row("staff", "empty"), "is_empty(staff)"),
        (Row("area", "filled"), "not is_empty(area)"),
    ],
)
def test_a_row_writes_its_rule(row, source):
    assert source_of(Rows("all", (row,)), TYPES) == source


@pytest.mark.req("2.10", part="condition builder")
def test_rows_are_joined_by_all_or_by_any():
    rows = (Row("area", "gt", ("200",)), Row("cooks", "no"))

    assert source_of(Rows("all", rows), TYPES) == "area > 200 and not cooks"
    assert source_of(Rows("any", rows), TYPES) == "area > 200 or not cooks"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (Row("size", "gt", ("1",)), "Choose what to ask about."),
        (Row("area", "contains", ("1",)), "Choose how to compare."),
        (Row("area", "gt", ("ใหญ่",)), "Enter a number, such as 1,500.50."),
        (Row("area", "gt", ("1" * 17,)), "Enter a number, such as 1,500.50."),
        (Row("area", "gt"), "Enter a value."),
        (Row("kind", "in"), "Enter 1 to 60 values."),
        (Row("kind", "in", ("a",) * 61), "Enter 1 to 60 values."),
        (Row("kind", "is", ("a\\b",)), "It has signs that a rule cannot hold."),
        (Row("kind", "is", ("a\x00b",)), "It has signs that a rule cannot hold."),
        (Row("kind", "is", ("""'"'""",)), "It has signs that a rule cannot hold."),
        (Row("kind", "is", ("ก" * 201,)), "At most 200 characters."),
        (Row("opened", "lt", ("31/2/2569",)), "There is no such day."),
    ],
)
def test_a_row_that_says_nothing_is_refused_with_its_place(row, said):
    with pytest.raises(BadRow) as refused:
        source_of(Rows("all", (Row("cooks", "yes"), row)), TYPES)

    assert (refused.value.place, refused.value.text.en) == (1, said)


def test_more_rows_than_anybody_reads_are_refused():
    with pytest.raises(BadRow) as refused:
        source_of(Rows("all", (Row("cooks", "yes"),) * 41), TYPES)

    assert refused.value.text.en == "At most 40 rows."


@pytest.mark.req("2.10", part="condition builder")
@pytest.mark.parametrize(
    "source",
    [
        "",
        "area =",
        "size > 5",
        "area > 5 and (cooks or kind == 'a')",
        "10 < area <= 50",
        "5 < area",
        "area * 2 > 5",
        "area > opened",
        "kind == None",
        "not (area > 5)",
        "cooks == True",
        "kind == ' a'",
        "kind == ''",
        "kind in ('a', 'b')",
        "any_of(s.name == 'a' for s in staff)",
        "(cooks and cooks) and cooks",
        " or ".join(["cooks"] * 41),
        "x" * 10_000,
        "(" * 300 + "cooks" + ")" * 300,
    ],
)
def test_what_is_not_of_this_shape_stays_text(source):
    assert rows_of(source, TYPES) is None


def test_a_field_that_no_rule_can_name_is_not_offered():
    assert offered({"class": "text", "a-b": "text", "kind": "text", "x": ListOf("null")}) == (
        "kind",
    )


def _typed(kind: Type):
    match kind:
        case "number":
            numbers = st.decimals(-(10**12), 10**12, places=2, allow_nan=False)
            return numbers.map(lambda n: written.number(format(n, "f")))
        case "date":
            return st.dates(date(1900, 1, 1), date(2300, 1, 1)).map(date.isoformat)
    signs = "กข้ำ๑ aZ09'(){}[]<>=!#%,.|&-_é😀\u200b\u00a0"
    return st.text(signs, min_size=1, max_size=12).filter(str.strip).map(written.text)


@st.composite
def _rows(draw):
    name = draw(st.sampled_from(offered(TYPES)))
    operator = draw(st.sampled_from(operators_of(TYPES[name])))
    most = {"none": 0, "one": 1, "many": 5}[operator.takes]
    values = st.lists(
        _typed(value_type(TYPES[name], operator.code)), min_size=min(most, 1), max_size=most
    )
    return Row(name, operator.code, tuple(draw(values)))


@pytest.mark.req("2.10", part="condition builder")
@given(join=st.sampled_from(["all", "any"]), rows=st.lists(_rows(), min_size=2, max_size=6))
def test_rows_written_and_read_again_are_the_same_rows(join, rows):
    condition = Rows(join, tuple(rows))

    source = source_of(condition, TYPES)

    assert rows_of(source, TYPES) == condition
    assert compile_expression(source, TYPES, "bool").source == source


@given(row=_rows())
def test_one_row_written_and_read_again_is_the_same_row(row):
    assert rows_of(source_of(Rows("all", (row,)), TYPES), TYPES) == Rows("all", (row,))


def test_what_a_row_says_is_what_its_rule_computes():
    source = source_of(Rows("all", (Row("area", "le", ("200",)), Row("cooks", "yes"))), TYPES)
    rule = compile_expression(source, TYPES, "bool")

    assert rule({"area": Decimal(200), "cooks": True}) is True
    assert rule({"area": Decimal("200.01"), "cooks": True}) is False
    assert rule({"area": Decimal(200)}) is None
