"""Cells as they are typed and pasted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from krob.foundation.core.text import Text
from krob.foundation.rules import celltext
from krob.foundation.rules.written import Unreadable

KINDS = (("eat", Text("ร้านอาหาร", "Restaurant")), ("sell", Text("แผงลอย", "Stall")))


@pytest.mark.req("2.10", part="tables as a grid")
@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("", None),
        ("ทุกกรณี", None),
        ("any", None),
        ("*", None),
        ("๑,๕๐๐", "1500"),
        ("0-50", {"range": ["0", True, "50", True]}),
        ("๐ ถึง ๕๐", {"range": ["0", True, "50", True]}),
        ("1,000 – 2,000", {"range": ["1000", True, "2000", True]}),
        ("> 50", {"range": ["50", False, None, False]}),
        (">50", {"range": ["50", False, None, False]}),
        ("≥ 50", {"range": ["50", True, None, False]}),
        ("ตั้งแต่ 50 ขึ้นไป", {"range": ["50", True, None, False]}),
        ("50 ขึ้นไป", {"range": ["50", True, None, False]}),
        ("50+", {"range": ["50", True, None, False]}),
        ("≤ 200", {"range": [None, False, "200", True]}),
        ("ไม่เกิน ๒๐๐", {"range": [None, False, "200", True]}),
        ("เกิน 10 แต่ไม่เกิน 50", {"range": ["10", False, "50", True]}),
        ("เกิน 10 ไม่เกิน 50", {"range": ["10", False, "50", True]}),
        (">10 และ <=50", {"range": ["10", False, "50", True]}),
        ("-5", "-5"),
        ("≥ -5 < 10", {"range": ["-5", True, "10", False]}),
        ("1; 2; 3", {"in": ["1", "2", "3"]}),
        ("1 หรือ 2", {"in": ["1", "2"]}),
    ],
)
def test_a_number_cell_is_read_as_people_type_it(text, cell):
    assert celltext.parse(text, "number") == cell


@pytest.mark.parametrize(
    ("text", "kind", "cell"),
    [
        ("ร้านอาหาร", "text", "eat"),
        ("restaurant", "text", "eat"),
        ("eat; แผงลอย", "text", {"in": ["eat", "sell"]}),
        ("ใช่", "bool", True),
        ("no", "bool", False),
        ("1/10/2569", "date", "2026-10-01"),
        ("1/10/2569 - 30/9/2570", "date", {"range": ["2026-10-01", True, "2027-09-30", True]}),
        ("ตั้งแต่วันที่ 2026-10-01", "date", {"range": ["2026-10-01", True, None, False]}),
    ],
)
def test_other_cells_are_read_as_people_type_them(text, kind, cell):
    assert celltext.parse(text, kind, KINDS if kind == "text" else ()) == cell


@pytest.mark.req("2.10", part="tables as a grid")
@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("large", "number", "Enter a number, such as 1,500.50."),
        ("> large", "number", "Enter a number, such as 1,500.50."),
        ("1-2-3", "number", "Enter a number, such as 1,500.50."),
        ("> 1 > 2", "number", "This range cannot be read."),
        ("=SUM(A1:A9)", "number", "Paste values, not a spreadsheet's formulas."),
        ("@x", "text", "Paste values, not a spreadsheet's formulas."),
        ("+A1", "text", "Paste values, not a spreadsheet's formulas."),
        ("ก" * 2001, "text", "At most 2000 characters."),
        ("ตลาด", "text", "“ตลาด” is not a choice (Restaurant, Stall …)."),
        ("maybe", "bool", "Enter yes or no."),
        ("31/2/2569", "date", "There is no such day."),
    ],
)
def test_what_is_no_value_of_the_column_is_refused_with_a_hint(text, kind, said):
    with pytest.raises(Unreadable) as refused:
        celltext.parse(text, kind, KINDS if kind == "text" else ())

    assert refused.value.text.en == said


NUMBERS = st.integers(-1000, 1000).map(str)
RANGES = st.one_of(
    st.tuples(NUMBERS, st.booleans(), st.none(), st.just(False)),
    st.tuples(st.none(), st.just(False), NUMBERS, st.booleans()),
    st.tuples(NUMBERS, st.booleans(), NUMBERS, st.booleans()),
).map(lambda ends: {"range": list(ends)})
CELLS = st.one_of(
    st.none(), NUMBERS, RANGES, st.lists(NUMBERS, min_size=2).map(lambda v: {"in": v})
)


@given(cell=CELLS)
def test_what_is_shown_is_read_again_as_the_same_cell(cell):
    assert celltext.parse(str(celltext.show(cell)), "number") == cell


@given(cell=st.sampled_from([None, "eat", {"in": ["eat", "sell"]}]), language=st.sampled_from("te"))
def test_choices_are_shown_by_their_names_and_read_again(cell, language):
    shown = celltext.show(cell, KINDS)

    assert celltext.parse(shown.th if language == "t" else shown.en, "text", KINDS) == cell
