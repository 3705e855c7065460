"""Nobody publishes a broken service: each check stops an official, in words, where it is mended.

A table says for every kind of check what an official does wrong, what the screen then says, where
its link leads, and how it is put right there.
"""

import os
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator

from tests.e2e.office import Office
from tests.e2e.stack import Stack
from tests.e2e.stops import LAW, STOPS, Stop

pytestmark = [pytest.mark.e2e]

EDITOR, APPROVER = "bma.editor", "bma.publisher"
CODE = f"stopped-{os.getpid()}"
RAW = re.compile(r"[a-z_]+(\.[a-z_]+)+|[a-z]+_[a-z_]+|\[\d+\]|==|[<>]=? ?\d|KeyError|None|\{\}")
"""What officials never read: paths, keys, expressions."""


# -- the draft -----------------------------------------------------------------------------------


def _question(office: Office, kind: str, th: str, en: str) -> None:
    office.tab("form")
    office.post("page:page/add/", {"kind": kind, "label-th": th, "label-en": en})
    if kind == "computed":
        office.save({"value": "area * 2"})


def _form(office: Office) -> None:
    office.tab("form")
    office.post("-/add-page/", {"title-th": "แผงค้า", "title-en": "The stall"})
    _question(office, "text", "ชื่อแผง", "Stall name")
    _question(office, "number", "พื้นที่", "Area")
    _question(office, "address", "ที่ตั้งแผง", "Place")
    _question(office, "yes_no", "ขายอาหาร", "Sells food")
    _question(office, "computed", "สองเท่า", "Doubled")


def _fees(office: Office) -> None:
    office.tab("fees")
    office.post("-/new-line/")
    line = {"code": "stall-fee", "label-th": "ค่าธรรมเนียมแผง", "label-en": "Stall fee"}
    when = {"date": "decided", "precedes": "issue", "law": LAW, "mark": "M"}
    office.save({**line, "kind": "fee", "table": "stall-fee", **when})
    office.tab("fees")
    office.post("-/new-table/", {"new-code": "stall-fee", "new-input": "area"})
    rows = f"0-10\t100\t{LAW}\tM\tเล็ก\tSmall\n> 10\t200\t{LAW}\tM\tใหญ่\tLarge"
    office.page.locator("#s-pasted").fill(rows)
    office.visitor.press("form[action$='/paste/#paste'] button.k-btn-line")
    office.visitor.press("button[name=confirmed]")


def _service(office: Office) -> None:
    office.tab("service")
    words = {"summary": ("สำหรับผู้ค้าแผง", "For stall holders"), "law": (LAW, "Ordinance")}
    words |= {"output": ("ใบอนุญาต", "A licence"), "validity": ("1 ปี", "1 year")}
    texts = {
        f"{key}-{side}": said
        for key, pair in words.items()
        for side, said in zip(("th", "en"), pair, strict=True)
    }
    marks = {"law_mark": "M", "validity_mark": "M", "power": "public-health.food-premises"}
    office.save({**texts, **marks})
    office.tab("documents")
    office.post("-/add/", {"title-th": "ภาพถ่ายแผง", "title-en": "Photograph"})
    office.save({"mark": "M"})
    office.tab("manual")
    office.save({"manual.days": "30", "manual.documents": "document"})


@pytest.fixture(scope="module")
def address(visit_before) -> str:
    """Write a small service without a fault; return where its draft lives."""
    office = Office(visit_before(EDITOR, 1280))
    office.begin(CODE, "ใบอนุญาตตั้งแผงทดลอง", "Licence for a stall on trial")
    for write in (_form, _fees, _service):
        write(office)
    office.problems()
    assert not _errors(office).count(), office.visitor.says()
    return office.address


@pytest.fixture
def office(visit, address: str) -> Office:
    """Return an official at the desk, with the draft."""
    office = Office(visit(EDITOR, 1280))
    office.address = address
    return office


@pytest.fixture
def in_english(visit, address: str) -> Iterator[Office]:
    """Return an official on a phone who reads English for once."""
    office = Office(visit(EDITOR, 390))
    office.address = address
    _speak(office, "en")
    yield office
    _speak(office, "th")


def _speak(office: Office, language: str) -> None:
    office.tab("publish")
    office.page.locator("header details.k-menu summary").first.click()
    office.visitor.press(f".k-lang-menu button[value={language}]")


# -- what the screens say ------------------------------------------------------------------------


def _errors(office: Office) -> Locator:
    return office.page.locator("main .k-problems > .is-error")


def _plain(text: str) -> str:
    return text.replace("\u2060", "").replace("\xa0", " ").replace("\u200b", "")


def _line(office: Office, says: str) -> Locator:
    """Return the stop that says something on the page of checks."""
    lines = _errors(office).all()
    found = [line for line in lines if says in _plain(line.inner_text())]
    assert found, (says, [_plain(line.inner_text()) for line in lines])
    return found[0]


def _met(office: Office, stop: Stop) -> None:
    """Read a stop, follow it to its place, mend it there."""
    line = _line(office, stop.says)
    said = _plain(line.inner_text())
    assert not RAW.search(said.replace("{running}", "").replace("{nosuch}", "")), said
    line.locator("a").click()
    office.visitor.settle()
    place = office.visitor.path.removeprefix(office.address).partition("#")[0]
    assert place.startswith(stop.leads), (stop.kind, place)
    stop.mend(office)


@pytest.mark.req("2.2.1", part="each check stops an official in a browser")
@pytest.mark.parametrize("part", STOPS)
def test_each_check_stops_an_official_who_mends_it(office: Office, part: str):
    for after in (False, True):
        stops = [stop for stop in STOPS[part] if stop.after == after]
        for stop in stops:
            stop.wrong(office)
        office.problems()
        assert _errors(office).count() >= len(stops)

        for stop in stops:
            _met(office, stop)
            office.problems()
            assert stop.says not in _plain(office.visitor.says()), stop.kind

    assert _errors(office).count() == 0


@pytest.mark.req("2.3", part="personal data has a purpose, in a browser")
def test_personal_data_without_a_purpose_is_stopped_on_a_phone_in_english(in_english: Office):
    office = in_english
    office.tab("form", "stall_name")
    office.save({"sensitivity": "personal", "purpose": ""})

    office.problems()
    line = _line(office, "Personal data needs a purpose.")
    said = _plain(line.inner_text())
    office.visitor.check_page()
    line.locator("a").click()
    office.visitor.settle()
    where = office.visitor.path
    office.visitor.check_page()
    office.save({"purpose": "name-the-stall"})
    office.problems()

    assert "Question “Stall name” · What the personal data is for" in said
    assert where == f"{office.address}form/stall_name/#s-purpose-field"
    assert "Personal data needs a purpose." not in _plain(office.visitor.says())


def test_a_draft_that_is_stopped_is_not_sent_for_approval(office: Office):
    office.tab("form", "stall_name")
    office.save({"label-en": ""})
    office.tab("publish")
    stopped = _plain(office.visitor.says())
    send = office.page.locator("form[action$='/publish/ask/'] button")
    disabled = send.is_disabled()

    send.evaluate("button => { button.disabled = false; button.click() }")
    office.visitor.settle()
    refused = _plain(office.page.locator(".k-errors").inner_text())
    office.tab("publish")
    still = office.page.locator("form[action$='/publish/ask/'] button").count()
    office.visitor.press("main .k-problems > .is-error a")
    _line(office, "คำถาม “ชื่อแผง”").locator("a").click()
    office.visitor.settle()
    office.save({"label-en": "Stall name"})
    office.tab("publish")

    assert "ต้องแก้ไขข้อผิดพลาด" in stopped
    assert disabled
    assert refused
    assert still == 1
    gate = [_plain(each.inner_text()) for each in _errors(office).all()]
    assert not any("ต้องแก้ไขข้อผิดพลาด" in each for each in gate)
    assert "ตัวอย่างเพิ่มอีก" in gate[0]  # a new service is tried by examples first
    office.visitor.press("main .k-problems > .is-error a")
    assert office.visitor.path == f"{office.address}examples/"


def test_who_wrote_it_is_never_the_only_one_to_approve_it(office: Office, stack: Stack):
    says = "ไม่มีผู้มีสิทธิอนุมัติคนอื่นนอกจากผู้จัดทำ"
    duty = (APPROVER, "--unit", "bma-bangrak", "--role", "service-approver")
    stack.krob("duty", "end", *duty)
    try:
        office.tab("publish")
        said = _plain(_line(office, says).inner_text())
    finally:
        stack.krob("duty", "give", *duty)
    office.tab("publish")

    assert not RAW.search(said)
    assert says not in _plain(office.visitor.says())
