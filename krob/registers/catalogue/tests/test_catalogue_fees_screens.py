"""Fees through the addresses of the back office: grid, paste, try, refusals, other agencies."""

from dataclasses import replace

import pytest

from krob.people.agencies.models import Agency
from krob.registers.catalogue import commands
from krob.registers.catalogue.models import ServiceDraft

FIELD = {"key": "size", "kind": "number", "label": {"th": "ขนาดร้าน", "en": "Size of the shop"}}
TABLE = {
    "code": "rate",
    "hit": "unique",
    "inputs": ["size"],
    "rows": [{"id": "a", "cells": [{"range": ["0", True, "50", True]}], "output": "100"}],
}


@pytest.fixture
def draft(db, checker) -> ServiceDraft:
    Agency.objects.create(code="bma", name_th="กรุงเทพมหานคร")
    row = commands.begin_service(actor=checker, code="market-stall", title_th="แผงลอย")
    row.parts["form"]["pages"][0]["fields"].append(FIELD)
    row.parts["fees"] = {
        "lines": [{"code": "f", "label": {"th": "ค่าแผง"}, "table": "rate", "date": "submitted"}],
        "tables": [TABLE],
    }
    row.save()
    return row


@pytest.fixture
def officer(browse, checker):
    return browse(checker)


def address(draft, rest=""):
    return f"/agency/services/{draft.pk}/fees/{rest}"


def grid(**changed):
    posted = {"cell-0-0": "0-50", "output-0": "100", "table-code": "rate", "table-hit": "unique"}
    return posted | {key.replace("_", "-"): value for key, value in changed.items()}


def rows(draft):
    draft.refresh_from_db()
    return draft.parts["fees"]["tables"][0]["rows"]


@pytest.mark.req("2.10", part="tables as a grid")
def test_the_grid_is_shown_with_names_and_saved(officer, draft):
    shown = officer.get(address(draft, "table-rate/")).content.decode()
    answer = officer.post(
        address(draft, "table-rate/save/"), grid(cell_1_0="> ๕๐", output_1="๒๐๐", mark_1="V")
    )

    assert "ขนาดร้าน" in shown
    assert 'value="0-50"' in shown
    assert answer.status_code == 302
    assert rows(draft)[1] == {
        "id": "row_2",
        "cells": [{"range": ["50", False, None, False]}],
        "output": "200",
        "mark": "V",
    }


@pytest.mark.req("2.10", part="tables as a grid")
def test_a_cell_that_cannot_be_read_is_shown_with_what_was_typed(officer, draft):
    before = rows(draft)

    answer = officer.post(address(draft, "table-rate/save/"), grid(cell_0_0="<script>"))

    assert answer.status_code == 422
    assert 'value="&lt;script&gt;"' in answer.content.decode()
    assert rows(draft) == before


@pytest.mark.req("2.10", part="paste from a spreadsheet")
def test_a_paste_is_previewed_before_anything_changes(officer, draft):
    before, version = rows(draft), draft.row_version
    sent = {"_ask": "paste", "pasted": "0-10\t5\n> 10\t7"}

    looked = officer.post(address(draft, "table-rate/paste/"), sent)
    kept, same = rows(draft), draft.row_version
    officer.post(address(draft, "table-rate/paste/"), {**sent, "confirmed": "1"})

    assert looked.status_code == 200
    assert "จะวาง 2 แถว" in looked.content.decode()
    assert (kept, same) == (before, version)
    assert [row["output"] for row in rows(draft)] == ["5", "7"]


@pytest.mark.req("2.10", part="try-out")
def test_fees_are_tried_without_keeping_anything(officer, draft):
    version = draft.row_version

    table = officer.post(address(draft, "table-rate/try/"), {"_ask": "try", "try-size": "๓๐"})
    whole = officer.post(address(draft, "-/try/"), {"_ask": "try", "try-size": "90"})

    assert ">100<" in table.content.decode()
    assert "ไม่มีแถวในตาราง rate ที่ตรง" in whole.content.decode()
    draft.refresh_from_db()
    assert draft.row_version == version


@pytest.mark.req("2.10", part="checks")
def test_what_is_wrong_stands_at_its_cell_and_leads_there(officer, draft):
    draft.parts["fees"]["tables"][0]["rows"][0]["cells"] = ["large"]
    draft.save()

    shown = officer.get(address(draft, "table-rate/")).content.decode()
    checks = officer.get(f"/agency/services/{draft.pk}/checks/").content.decode()

    assert 'id="cell-0-0-wrong"' in shown
    assert address(draft, "table-rate/") in checks


def test_too_much_is_refused_and_the_rest_is_kept(officer, draft):
    before = rows(draft)
    answers = [
        officer.post(address(draft, "table-rate/paste/"), {"pasted": "1\t2\n" * 2001}),
        officer.post(address(draft, "table-rate/paste/"), {"pasted": "x" * 300_000}),
        officer.post(address(draft, "table-rate/save/"), grid(output_0="x" * 10_000)),
        officer.post(address(draft, "line-0/save/"), {"when": "x" * 10_000}),
        officer.post(address(draft, "line-0/save/"), {"amount": "(" * 5_000}),
    ]

    assert [answer.status_code for answer in answers] == [422] * 5
    assert rows(draft) == before


def test_a_table_of_a_hundred_thousand_cells_is_named_and_still_shown(officer, draft):
    row = {"cells": [None] * 10, "output": "1"}
    wide = {"code": "rate", "hit": "unique", "inputs": ["size"] * 10, "rows": [row] * 10_000}
    draft.parts["fees"]["tables"] = [wide]
    draft.save()

    shown = officer.get(address(draft, "table-rate/")).content.decode()
    answer = officer.post(address(draft, "table-rate/save/"), grid())

    assert "เกิน 60000 ช่อง" in shown
    assert shown.count('id="row-') == 40
    assert answer.status_code == 422


@pytest.mark.parametrize("rest", ["", "line-0/", "table-rate/"])
def test_another_agency_sees_and_changes_nothing(browse, municipal_officer, draft, rest):
    stranger = browse(replace(municipal_officer, id="u-stranger"))
    before = rows(draft)

    assert stranger.get(address(draft, rest)).status_code == 404
    assert stranger.post(address(draft, f"{rest or '-/'}save/"), grid()).status_code == 404
    assert stranger.post(address(draft, f"{rest or '-/'}try/"), {}).status_code == 404
    assert rows(draft) == before
