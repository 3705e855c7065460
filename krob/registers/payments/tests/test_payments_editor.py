"""The editors of fees: charges, tables as a grid, pasting, trying."""

import pytest
from django.utils.translation import override

from krob.foundation.core.errors import Invalid, NotFound
from krob.foundation.core.text import Text
from krob.foundation.editing.marks import LETTERED, MARK_CHOICES
from krob.foundation.editing.parts import Asked
from krob.foundation.editing.pointing import Pointed
from krob.foundation.editing.types import Around
from krob.foundation.rules.problems import Problem
from krob.foundation.rules.values import GroupOf
from krob.registers.payments.editing_offered import TablesEditor
from krob.registers.payments.editor import LINE, FeesEditor

AROUND = Around(
    types={
        "area": "number",
        "kind": "text",
        "cooks": "bool",
        "opened": "date",
        "staff": GroupOf({"name": "text"}),
    },
    labels={
        "area": Text("พื้นที่", "Area"),
        "kind": Text("ประเภท", "Kind"),
        "kind=eat": Text("ร้านอาหาร", "Restaurant"),
        "kind=sell": Text("แผงลอย", "Stall"),
    },
    base="/b/",
)
ROWS = [
    {"id": "small", "cells": [{"range": ["0", True, "200", True]}, "eat"], "output": "1000"},
    {"id": "large", "cells": [{"range": ["200", False, None, False]}, "eat"], "output": "3000"},
    {"id": "stall", "cells": [None, "sell"], "output": "area * 2"},
]
PART = {
    "due_days": 15,
    "lines": [
        {"code": "licence", "label": {"th": "ค่าธรรมเนียม"}, "table": "rate", "date": "submitted"},
        {"code": "copy", "label": {"th": "ค่าสำเนา"}, "amount": "20", "date": "submitted"},
    ],
    "tables": [{"code": "rate", "hit": "unique", "inputs": ["area", "kind"], "rows": ROWS}],
}
EDITOR = FeesEditor()


def grid(**changed):
    """Post the table as it is shown, with changes."""
    with override("en"):
        rows = EDITOR.page(PART, "table-rate", AROUND).shown["rows"]
    posted = {"table-code": ["rate"], "table-hit": ["unique"]}
    for row in rows:
        inputs = [*row["cells"], *(row[k] for k in ("output", "law", "mark", "from", "to"))]
        posted |= {each["name"]: [str(each["value"])] for each in inputs}
    return posted | {key.replace("_", "-"): [value] for key, value in changed.items()}


def do(verb, name="table-rate", part=PART, editor=EDITOR, **posted):
    sent = {key.replace("__", "-"): [value] for key, value in posted.items()}
    return editor.edit(part, name, verb, sent, AROUND)


def table(part, code="rate"):
    return next(each for each in part["tables"] if each["code"] == code)


@pytest.mark.req("2.10", part="tables as a grid")
def test_a_grid_that_nobody_changed_is_kept_to_the_letter():
    edited = EDITOR.edit(PART, "table-rate", "save", grid(), AROUND)

    assert edited.part == PART


@pytest.mark.req("2.10", part="tables as a grid")
def test_cells_law_mark_and_days_are_kept_by_their_types():
    posted = grid(
        cell_0_0="≤ ๒๐๐",
        cell_0_1="Restaurant; แผงลอย",
        output_0="๑,๕๐๐",
        law_0="ข้อบัญญัติ",
        mark_0="V",
        from_0="1/10/2569",
    )

    row = table(EDITOR.edit(PART, "table-rate", "save", posted, AROUND).part)["rows"][0]

    assert row == {
        "id": "small",
        "cells": [{"range": [None, False, "200", True]}, {"in": ["eat", "sell"]}],
        "output": "1500",
        "law": "ข้อบัญญัติ",
        "mark": "V",
        "valid_from": "2026-10-01",
    }


def test_a_row_is_added_by_filling_in_the_blank_one():
    posted = grid(cell_3_0="> 1,000", cell_3_1="", output_3="9000")

    rows = table(EDITOR.edit(PART, "table-rate", "save", posted, AROUND).part)["rows"]

    assert rows[3] == {
        "id": "row_4",
        "cells": [{"range": ["1000", False, None, False]}, None],
        "output": "9000",
    }


@pytest.mark.req("2.10", part="tables as a grid")
def test_a_cell_that_is_no_value_of_its_column_is_refused_and_shown_as_typed():
    posted = grid(cell_1_0="ใหญ่", cell_2_1="ตลาด", output_0="=A1*2")

    with pytest.raises(Invalid) as refused:
        EDITOR.edit(PART, "table-rate", "save", posted, AROUND)
    shown = EDITOR.page(
        PART, "table-rate", AROUND, posted=posted, errors=refused.value.fields
    ).shown["rows"]

    assert set(refused.value.fields) == {"cell-1-0", "cell-2-1", "output-0"}
    assert shown[1]["cells"][0]["value"] == "ใหญ่"
    assert shown[1]["cells"][0]["error"]


@pytest.mark.req("2.10", part="tables as a grid")
@pytest.mark.parametrize(
    ("button", "ids"),
    [
        ("row:0:down", ["large", "small", "stall"]),
        ("row:2:up", ["small", "stall", "large"]),
        ("row:1:out", ["small", "stall"]),
        ("row:0:insert", ["small", "row_4", "large", "stall"]),
        ("row:0:copy", ["small", "row_4", "large", "stall"]),
        ("row:9:out", ["small", "large", "stall"]),
        ("row:x:out", ["small", "large", "stall"]),
        ("nonsense", ["small", "large", "stall"]),
    ],
)
def test_rows_are_moved_put_in_and_taken_out_by_buttons(button, ids):
    posted = {**grid(), "_grid": [button]}

    rows = table(EDITOR.edit(PART, "table-rate", "save", posted, AROUND).part)["rows"]

    assert [row["id"] for row in rows] == ids


@pytest.mark.req("2.10", part="tables as a grid")
def test_columns_are_added_moved_and_taken_out_with_their_cells():
    added = table(EDITOR.edit(PART, "table-rate", "save", grid(column_2="cooks"), AROUND).part)
    moved = {**grid(), "_grid": ["column:0:right"]}
    swapped = table(EDITOR.edit(PART, "table-rate", "save", moved, AROUND).part)
    gone = {**grid(), "_grid": ["column:0:out"]}
    left = table(EDITOR.edit(PART, "table-rate", "save", gone, AROUND).part)

    assert added["inputs"] == ["area", "kind", "cooks"]
    assert [len(row["cells"]) for row in added["rows"]] == [3, 3, 3]
    assert swapped["inputs"] == ["kind", "area"]
    assert swapped["rows"][0]["cells"] == ["eat", {"range": ["0", True, "200", True]}]
    assert (left["inputs"], left["rows"][1]["cells"]) == (["kind"], ["eat"])


def test_another_code_of_a_table_is_told_to_whatever_names_the_old_one():
    edited = EDITOR.edit(PART, "table-rate", "save", grid(table_code="tariff"), AROUND)

    assert edited.item == "table-tariff"
    assert edited.recoded == {"table": ("rate", "tariff")}


PASTED = (
    "พื้นที่\tประเภท\tค่าธรรมเนียม\tกฎหมาย\n0-200\tร้านอาหาร\t๑,๐๐๐\tข้อ 5\tV\tร้านเล็ก\n>200\tทุกกรณี\t2,000\n"
)


@pytest.mark.req("2.10", part="paste from a spreadsheet")
def test_a_paste_is_looked_at_first_and_then_replaces_the_rows():
    with pytest.raises(Asked):
        do("paste", pasted=PASTED, _ask="paste")
    looked = EDITOR.page(
        PART, "table-rate", AROUND, posted={"pasted": [PASTED], "_ask": ["paste"]}, errors={}
    ).shown
    put_in = table(do("paste", pasted=PASTED, confirmed="1").part)["rows"]
    added = table(do("paste", pasted=PASTED, confirmed="1", how="add").part)["rows"]

    assert (looked["replaced"], len(looked["preview"].rows)) == (3, 2)
    assert put_in == [
        {
            "id": "row_1",
            "cells": [{"range": ["0", True, "200", True]}, "eat"],
            "output": "1000",
            "law": "ข้อ 5",
            "mark": "V",
            "explanation": {"th": "ร้านเล็ก"},
        },
        {"id": "row_2", "cells": [{"range": ["200", False, None, False]}, None], "output": "2000"},
    ]
    assert [row["id"] for row in added] == ["small", "large", "stall", "row_4", "row_5"]


@pytest.mark.req("2.10", part="paste from a spreadsheet")
def test_a_paste_with_a_formula_or_a_strange_value_is_never_put_in():
    pasted = "0-200\teat\t=SUM(A1:A9)\n> big\tตลาด\t5\n"

    with pytest.raises(Asked):
        do("paste", pasted=pasted, confirmed="1")
    looked = EDITOR.page(
        PART, "table-rate", AROUND, posted={"pasted": [pasted], "_ask": ["paste"]}, errors={}
    ).shown["preview"]

    assert looked.faults == 3


@pytest.mark.parametrize(
    ("pasted", "said"),
    [
        ("", "There is nothing to paste."),
        ("1\t2", "At least 3 columns are needed: 2 inputs, then the result."),
        ("1\teat\t5\n" * 2001, "Paste at most 2,000 rows."),
        ("x" * 200_001, "Paste at most 200,000 characters."),
    ],
)
def test_a_paste_that_cannot_be_a_table_is_refused_as_a_whole(pasted, said):
    with pytest.raises(Invalid) as refused:
        do("paste", pasted=pasted, confirmed="1")

    with override("en"):
        assert str(refused.value.fields["pasted"]) == said


@pytest.mark.req("2.10", part="tables as a grid")
def test_two_inputs_are_shown_as_a_plane_with_gaps_and_overlaps():
    rows = [*ROWS[:2], {**ROWS[1], "id": "twice", "output": "5"}]
    part = {**PART, "tables": [{**PART["tables"][0], "rows": [*rows, ROWS[2]]}]}
    part["tables"][0]["rows"][3] = {
        **ROWS[2],
        "cells": [{"range": ["0", True, "200", True]}, "sell"],
    }

    plane = EDITOR.page(part, "table-rate", AROUND).shown["plane"]

    shown = {
        (down.en, across.en): [hit["output"] for hit in field["hits"]]
        for down, fields in plane["lines"]
        for across, field in zip(plane["across"], fields, strict=True)
    }
    assert shown == {
        ("0-200", "Restaurant"): ["1000"],
        ("0-200", "Stall"): ["area * 2"],
        ("> 200", "Restaurant"): ["3000", "5"],
        ("> 200", "Stall"): [],
    }
    overlapping = plane["lines"][1][1][0]
    assert (overlapping["overlap"], plane["lines"][1][1][1]["gap"]) == (True, True)


def test_a_row_that_is_over_overlaps_nothing_in_the_plane():
    old = {**ROWS[0], "id": "old", "output": "900", "valid_to": "2020-01-01"}
    part = {**PART, "tables": [{**PART["tables"][0], "rows": [old, *ROWS]}]}

    first = EDITOR.page(part, "table-rate", AROUND).shown["plane"]["lines"][0][1][0]

    assert ([hit["output"] for hit in first["hits"]], first["overlap"]) == (["1000"], False)


def test_a_problem_is_shown_at_its_cell():
    around = Around(
        types=AROUND.types,
        problems=[
            Problem("tables.rate.rows[1].cells[0]", "bad cell"),
            Problem("lines[0].rate.rows[2].law", "no law"),
            Problem("lines[1].law", "no law of the charge"),
        ],
    )
    rows = EDITOR.page(PART, "table-rate", around).shown["rows"]

    assert [p.message for p in rows[1]["cells"][0]["problems"]] == ["bad cell"]
    assert [p.message for p in rows[2]["law"]["problems"]] == ["no law"]
    assert EDITOR.place("lines[1].law") == ("line-1", "law")


@pytest.mark.req("2.10", part="try-out")
def test_a_table_is_tried_on_sample_answers():
    posted = {"_ask": ["try"], "try-area": ["๑๕๐"], "try-kind": ["eat"]}

    with pytest.raises(Asked):
        do("try")
    shown = EDITOR.page(PART, "table-rate", AROUND, posted=posted, errors={}).shown

    assert (str(shown["tried"]["value"]), shown["tried"]["rows"]) == ("1000", ("small",))
    assert [each["name"] for each in shown["try"]] == ["try-area", "try-kind"]


@pytest.mark.req("2.10", part="try-out")
def test_trying_says_what_is_missing_and_what_cannot_be_read():
    def tried(**posted):
        sent = {"_ask": ["try"]} | {f"try-{k}": [v] for k, v in posted.items()}
        return EDITOR.page(PART, "table-rate", AROUND, posted=sent, errors={}).shown["tried"]

    with override("en"):
        assert str(tried(area="5")["refused"]) == "Still to be typed: Kind"
        assert tried(area="much", kind="eat")["errors"] == {
            "try-area": "Enter a number, such as 1,500.50."
        }
        assert str(tried(area="-5", kind="eat")["refused"]) == "No row of table rate fits."


@pytest.mark.req("2.10", part="try-out")
def test_all_charges_are_tried_at_once():
    lines = [{**line, "law": "กฎ", "mark": "V"} for line in PART["lines"]]
    posted = {"_ask": ["try"], "try-area": ["250"], "try-kind": ["eat"]}

    shown = EDITOR.page({**PART, "lines": lines}, "", AROUND, posted=posted, errors={}).shown

    assert [str(line.amount) for line in shown["tried"]["lines"]] == ["3000.00", "20.00"]
    assert str(shown["tried"]["total"]) == "3020.00"


def test_charges_are_added_changed_moved_and_removed():
    added = do("new-line", "")
    saved = do("save", "line-1", ceiling="2,000", law="พ.ร.บ.").part["lines"][1]
    moved = do("up", "line-1").part["lines"]
    removed = do("remove", "line-0").part["lines"]

    assert (added.item, added.part["lines"][2]["code"]) == ("line-2", "fee")
    assert (saved["ceiling"], saved["law"], saved["amount"]) == ("2000", "พ.ร.บ.", "20")
    assert [line["code"] for line in moved] == ["copy", "licence"]
    assert [line["code"] for line in removed] == ["copy"]


@pytest.mark.parametrize("name", ["line-2", "line--1", "line-x", "other", "table-none", "line-²"])
def test_what_is_not_there_is_not_found(name):
    with pytest.raises(NotFound):
        EDITOR.page(PART, name, AROUND)
    with pytest.raises(NotFound):
        do("remove", name)


def test_a_new_table_has_a_code_of_its_own():
    with pytest.raises(Invalid):
        do("new-table", "", new__code="rate")
    with pytest.raises(Invalid):
        do("new-table", "", new__code="a b")
    made = do("new-table", "", new__code="size", new__input="area").part["tables"][1]

    assert made == {"code": "size", "hit": "unique", "inputs": ["area"], "rows": []}


@pytest.mark.req("2.10", part="tables of an authority")
def test_an_authority_replaces_a_national_table_by_its_own():
    around = Around(types=AROUND.types, parts={"fees": PART}, base="/b/")
    editor = TablesEditor()

    offered = editor.overview({"tables": []}, around).shown["national"]
    own = editor.edit({"payee": {}}, "", "new-table", {"new-code": ["rate"]}, around)

    assert offered == ["rate"]
    assert own.part == {"payee": {}, "tables": [PART["tables"][0]]}
    assert editor.overview(own.part, around).shown["national"] == []
    assert editor.place("bma-bangrak/tables.rate.rows[0].law") == ("table-rate", "rows[0].law")
    assert (editor.owns("bma/tables.rate.rows"), editor.owns("bma/payee")) == (True, False)


def test_sources_are_said_in_the_same_words_everywhere():
    (mark,) = [one for one in LINE if one.key == "mark"]

    assert mark.choices == MARK_CHOICES
    assert [(code, str(says).removeprefix(f"{code} ")) for code, says in LETTERED] == [
        (code, str(says)) for code, says in MARK_CHOICES
    ]


def test_a_problem_of_a_row_leads_to_the_page_of_the_grid_that_shows_it():
    part = {"tables": [{"code": "rate", "inputs": [], "rows": [{}] * 90}]}

    with override("en"):
        first = EDITOR.pointed(part, "tables.rate.rows[1]", Around())
        third = EDITOR.pointed(part, "tables.rate.rows[85].output", Around())
        whole = EDITOR.pointed(part, "tables.rate.rows", Around())

    assert first == Pointed("Table rate · row 2", "table-rate/#row-2")
    assert third == Pointed("Table rate · row 86", "table-rate~3/#row-86")
    assert whole == Pointed("Table rate", "table-rate/")
