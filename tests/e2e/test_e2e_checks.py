"""Nobody publishes a broken service: each check stops an official, in words, where it is mended.

A table says for every kind of check what an official does wrong, what the screen then says, where
its link leads, and how it is put right there.
"""

import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator

from tests.e2e.office import Office, Values
from tests.e2e.stack import Stack

pytestmark = [pytest.mark.e2e]

EDITOR, APPROVER = "bma.editor", "bma.publisher"
CODE = f"stopped-{os.getpid()}"
LAW = "ข้อบัญญัติกรุงเทพมหานคร"
RAW = re.compile(r"[a-z_]+(\.[a-z_]+)+|[a-z]+_[a-z_]+|\[\d+\]|==|[<>]=? ?\d|KeyError|None|\{\}")
"""What officials never read: paths, keys, expressions."""
NEVER = "area > 5 and area < 3"

Act = Callable[[Office], None]


@dataclass(frozen=True)
class Stop:
    """A kind of check: how it is met, what it says, where it leads, how it is mended there.

    One that comes ``after`` the others needs what one of them has spoilt.
    """

    kind: str
    wrong: Act
    says: str
    leads: str
    mend: Act
    after: bool = False


# -- what officials do ------------------------------------------------------------------------


def at(place: str, do: Act) -> Act:
    """Do something on a page of the draft (``form/area``)."""

    def go(office: Office) -> None:
        tab, _slash, item = place.partition("/")
        office.tab(tab, item)
        do(office)

    return go


def save(**values: str) -> Act:
    """Fill in settings (``label__en`` is ``label-en``) and save."""
    named: Values = {name.replace("__", "-"): value for name, value in values.items()}
    return lambda office: office.save(named)


def rule(name: str, text: str) -> Act:
    """Write a condition as experts do, and save."""

    def write(office: Office) -> None:
        field = office.page.locator(f"textarea[name='{name}']")
        field.evaluate("e => { for (let p = e; p; p = p.parentElement) p.open = true }")
        field.fill(text)
        field.blur()
        office.visitor.settle()  # the rule is read aloud
        office.save()

    return write


def post(verb: str, **values: str) -> Act:
    """Send the form of a verb (``remove/``)."""
    named: Values = {name.replace("__", "-"): value for name, value in values.items()}
    return lambda office: office.post(verb, named)


def tick(box: str, *, on: bool) -> Act:
    """Tick or untick a box and save."""

    def do(office: Office) -> None:
        field = office.page.locator(box)
        field.evaluate("e => { for (let p = e; p; p = p.parentElement) p.open = true }")
        field.set_checked(on, force=True)
        office.save()

    return do


def then(*acts: Act) -> Act:
    """Do one thing after another."""

    def do(office: Office) -> None:
        for act in acts:
            act(office)

    return do


def press(selector: str) -> Act:
    """Press a button or follow a link."""
    return lambda office: office.visitor.press(selector)


ELIGIBILITY = {
    "eligibility-0-message-th": "แผงใหญ่เกินไป",
    "eligibility-0-message-en": "The stall is too large",
    "eligibility-0-law": LAW,
    "eligibility-0-mark": "M",
}
A_STEP = {"title-th": "ตรวจแผง", "title-en": "Inspect", "kind": "inspection"}
LEADS_ON = {"label-th": "บันทึกผล", "label-en": "Record", "leads": "decision"}


def _a_step_beside(office: Office) -> None:
    office.post("-/add/", A_STEP)
    office.post("add-action/", LEADS_ON)


# -- every kind of check -------------------------------------------------------------------------

STOPS: Mapping[str, tuple[Stop, ...]] = {
    "form": (
        Stop(
            "condition that reads a later question",
            at("form/stall_name", rule("visible_when", "area > 5")),
            "“พื้นที่” ซึ่งถามในข้อนี้หรือถามทีหลัง",
            "form/stall_name/",
            rule("visible_when", ""),
        ),
        Stop(
            "question that nobody is asked",
            at("form/place", rule("visible_when", NEVER)),
            "ไม่มีคำตอบใดทำให้เงื่อนไขเป็นจริง",
            "form/place/",
            rule("visible_when", ""),
        ),
        Stop(
            "values computed from each other",
            at("form/doubled", rule("value", "doubled * 2")),
            "ค่าเหล่านี้คำนวณวนหากัน: “สองเท่า”",
            "form/doubled/",
            rule("value", "area * 2"),
        ),
        Stop(
            "missing translation",
            at("form/place", save(label__en="")),
            "ขาดข้อความภาษาอังกฤษ",
            "form/place/",
            save(label__en="Place"),
        ),
        Stop(
            "missing label",
            at("form/sells_food", save(label__th="", label__en="")),
            "ขาดข้อความภาษาไทย",
            "form/sells_food/",
            save(label__th="ขายอาหาร", label__en="Sells food"),
        ),
    ),
    "fees and rules": (
        Stop(
            "contradiction",
            at("rules", then(lambda o: o.put(ELIGIBILITY), rule("eligibility-0-rule", NEVER))),
            "ไม่มีใครผ่านเงื่อนไขนี้ได้: พื้นที่ มากกว่า 5 และ พื้นที่ น้อยกว่า 3",
            "rules/",
            press("button[value='eligibility:0:out']"),
        ),
        Stop(
            "fee that asks for a question the form lacks",
            at("fees/line-0", rule("when", "terrace > 5")),
            "ค่าธรรมเนียม “ค่าธรรมเนียมแผง” ใช้ข้อมูล “terrace” ซึ่งแบบฟอร์มไม่มี",
            "fees/line-0/",
            rule("when", ""),
        ),
        Stop(
            "gap in a table",
            at("fees/table-stall-fee", save(**{"cell-1-0": "> 20"})),
            "ไม่มีแถวสำหรับค่าระหว่าง 10 ถึง 20",
            "fees/table-stall-fee/",
            save(**{"cell-1-0": "> 10"}),
        ),
        Stop(
            "overlap in a table",
            at("fees/table-stall-fee", save(**{"cell-1-0": "> 5"})),
            "แถว 1 กับแถว 2 ซ้อนกัน",
            "fees/table-stall-fee/",
            save(**{"cell-1-0": "> 10"}),
            after=True,
        ),
        Stop(
            "relation that gives no reason",
            at("rules", save(**{"relations-0-kind": "excludes", "relations-0-law": LAW})),
            "บอกผู้ยื่นทั้งไทยและอังกฤษว่าเหตุใดจึงมีพร้อมกันไม่ได้",
            "rules/",
            press("button[value='relations:0:out']"),
        ),
    ),
    "steps": (
        Stop(
            "step that nothing leads to",
            at("steps", _a_step_beside),
            "ไม่มีทางมาถึงขั้นตอน “ตรวจแผง”",
            "steps/inspect/",
            post("remove/"),
        ),
        Stop(
            "circle of steps",
            at("steps/payment.paid", save(**{"to-0-step": "payment"})),
            "จากขั้นตอน “ชำระค่าธรรมเนียม” ไปไม่ถึงจุดสิ้นสุด",
            "steps/payment/",
            then(press("#k-work a[href$='/payment.paid/']"), save(**{"to-0-step": "approved"})),
        ),
        Stop(
            "join that can hang",
            at("steps/decision", tick("[name=join][value=correction]", on=True)),
            "ไม่มีขั้นตอนคู่ขนานที่มารวมกันที่นี่",
            "steps/decision/",
            tick("[name=join][value=correction]", on=False),
        ),
        Stop(
            "reminder for which nobody is named",
            at("steps/completeness", save(on_overdue="escalate")),
            "บอกว่าแจ้งใครต่อเมื่อเกินกำหนด",
            "steps/completeness/",
            save(on_overdue="notify"),
        ),
    ),
    "time and people": (
        Stop(
            "steps longer than the manual",
            at("steps/decision", save(days="31")),
            "ขั้นตอนรวมกันนานสุด 31 วันทำการ แต่คู่มือสำหรับประชาชนบอก 30 วัน",
            "steps/",
            then(press("#k-work a[href$='/steps/decision/']"), save(days="5")),
        ),
        Stop(
            "role without members",
            at("steps/decision", save(role="router")),
            "ไม่มีใครในหน่วยงานทำขั้นตอน “พิจารณาสั่งการ” ได้",
            "steps/decision/",
            save(role="approver"),
        ),
    ),
    "what is said and issued": (
        Stop(
            "what the service is for, unsaid in English",
            at("service", save(summary__en="")),
            "ต้องมีทั้งไทยและอังกฤษ",
            "service/",
            save(summary__en="For stall holders"),
        ),
        Stop(
            "unknown placeholder",
            at("messages/received", save(title__th="รับคำขอ {nosuch} แล้ว")),
            "ไม่มีข้อมูลสำหรับช่อง {nosuch}",
            "messages/received/",
            save(title__th="รับคำขอแล้ว"),
        ),
        Stop(
            "message that is never sent",
            at("messages/issued", rule("when", NEVER)),
            "จึงไม่มีการส่งข้อความนี้เลย",
            "messages/issued/",
            rule("when", ""),
        ),
        Stop(
            "template that does not compile",
            at("licence", save(template="#nosuch()")),
            "แบบเอกสารมีข้อผิดพลาด",
            "licence/",
            post("-/usual/"),
        ),
        Stop(
            "number without a running number",
            at("licence", save(number_pattern="{year_be}")),
            "รูปแบบเลขที่ไม่มี {running}",
            "licence/",
            save(number_pattern="{running:05}/{year_be}"),
        ),
        Stop(
            "document outside the manual",
            at("documents", post("-/add/", title__th="สำเนาสัญญาเช่า", title__en="Lease")),
            "คู่มือประชาชนไม่ได้ระบุเอกสารนี้",
            "documents/document_2/",
            post("remove/"),
        ),
        Stop(
            "document that nobody is asked for",
            at("documents/document", rule("needed_when", NEVER)),
            "จึงไม่มีใครถูกขอเอกสารนี้เลย",
            "documents/document/",
            rule("needed_when", ""),
        ),
    ),
    "examples": (
        Stop(
            "example that does not come out",
            at(
                "examples",
                then(post("-/add/", says="แผงเล็ก"), save(**{"expect.eligible": "no"})),
            ),
            "ยื่นได้ แต่ตัวอย่างว่ายื่นไม่ได้",
            "examples/",
            post("/fill/"),
        ),
    ),
}

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
