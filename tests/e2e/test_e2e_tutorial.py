"""Does what ``docs/tutorial/first-service.md`` says, step by step."""

import os
from pathlib import Path

import pytest

from tests.e2e.office import Office
from tests.e2e.visiting import Visitor

pytestmark = [pytest.mark.e2e]

AGAIN = f"-{os.getpid()}" if os.environ.get("KROB_E2E_URL") else ""  # beside a server that runs
CODE = f"market-stall-permit{AGAIN}"
EDITOR, APPROVER = "bma.editor", "bma.publisher"
TITLE, AUTHORITY = "ใบอนุญาตตั้งแผงในตลาดนัดกลางคืน", "บางรัก"
POWER = "public-health.food-premises"
LAW = "ข้อบัญญัติกรุงเทพมหานคร เรื่อง ตลาด"
ENOUGH = 10
NOT_SAID = "สิ่งที่ผู้ยื่นได้รับ\nต้องมีทั้งไทยและอังกฤษ"
FEES = (f"no\t100\t{LAW}\tM\tไม่ขายอาหาร\tNo food", f"yes\t200\t{LAW}\tM\tขายอาหาร\tFood")


def _begin(office: Office) -> None:
    """Step 1: begin the service."""
    office.begin(CODE, TITLE, "Night-market stall permit")


def _question(office: Office, kind: str, th: str, en: str) -> None:
    office.tab("form")
    office.post("page:page/add/", {"kind": kind, "label-th": th, "label-en": en})
    office.save({"must": "always"})


def _form(office: Office) -> None:
    """Step 2: one page beside that of the applicant."""
    office.tab("form")
    office.post("-/add-page/", {"title-th": "แผงค้า", "title-en": "The stall"})
    _question(office, "text", "ชื่อแผง", "Stall name")
    _question(office, "address", "ที่ตั้งแผง", "Stall address")
    _question(office, "yes_no", "ขายอาหาร", "Sells food")
    office.tab("form")
    office.visitor.picture("tutorial-form-1280")


def _service(office: Office) -> None:
    """Step 3: what the service says about itself."""
    office.tab("service")
    office.save(
        {
            "summary-th": "ให้ตั้งแผงขายของในตลาดนัดกลางคืน",
            "summary-en": "Lets you keep a stall in a night market.",
            "law-th": LAW,
            "law-en": "Bangkok ordinance on markets",
            "law_mark": "M",
            "power": POWER,
            "review_by": "2027-12-31",
            "output-th": "ใบอนุญาต",
            "output-en": "A permit",
            "validity-th": "1 ปี",
            "validity-en": "One year",
            "validity_mark": "M",
            "label_field": "stall_name",
            "contact_field": "email",
            "premises.address": "stall_address",
        }
    )


def _documents(office: Office) -> None:
    """Step 4: a photograph always, a certificate only where food is sold."""
    office.tab("documents")
    office.post("-/add/", {"title-th": "ภาพถ่ายแผง", "title-en": "Photograph of the stall"})
    office.save({"mark": "M"})
    office.tab("documents")
    office.post("-/add/", {"title-th": "ใบรับรองผู้สัมผัสอาหาร", "title-en": "Food handlers"})
    office.put({"mark": "M"})
    office.condition("needed_when", "sells_food", "yes")
    office.visitor.picture("tutorial-document-1280")


def _fees(office: Office) -> None:
    """Step 5: one charge, whose amount each authority sets."""
    office.tab("fees")
    office.post("-/new-line/")
    office.save(
        {
            "code": "stall-fee",
            "label-th": "ค่าธรรมเนียมแผง",
            "label-en": "Stall fee",
            "kind": "fee",
            "table": "stall-fee",
            "date": "decided",
            "precedes": "issue",
            "law": LAW,
            "mark": "M",
        }
    )


def _examples(office: Office) -> None:
    """Step 7: ten examples, each a copy of the one before with other answers."""
    office.tab("examples")
    office.post("-/add/", {"says": "แผงที่ 1"})
    for number in range(1, ENOUGH + 1):
        if number > 1:
            office.tab("examples")
            office.visitor.press("li:last-child form[action$='/duplicate/'] button")
            whose = "person" if number % 3 else "juristic"
            office.save({"says": f"แผงที่ {number}", "applicant": whose})
        example = office.visitor.path
        office.visitor.press("[aria-labelledby=answers] a[href$='.page/']")
        food = "yes" if number % 2 else "no"
        office.visitor.fill_page({"stall_name": f"แผงที่ {number}", "sells_food": food})
        if number == 1:
            office.visitor.choose_place("stall_address")
        office.visitor.press("#k-form .k-acts .btn-primary")
        office.visitor.open(example)
        office.visitor.press("form[action$='/fill/'] button")
    office.visitor.picture("tutorial-example-1280")
    office.tab("examples")
    assert f"ได้ผลตรงตามที่ระบุ {ENOUGH} จาก {ENOUGH} ตัวอย่าง" in office.visitor.says()


def _approved(office: Office, approver: Visitor, picture: str) -> None:
    """Ask for approval, and let another person give it."""
    office.tab("publish")
    assert "พร้อมแล้ว ไม่มีสิ่งใดต้องแก้ไข" in office.visitor.says()
    office.visitor.press("form[action$='/ask/'] button")
    approver.open("/agency/")
    approver.press(f"#waiting ~ table a[href*='{office.address.split('/')[-2]}']")
    approver.press("nav.k-tabs a[href$='/publish/']")
    approver.picture(picture)
    approver.press("form[action$='/approve/'] button")
    assert "เผยแพร่แล้ว" in approver.says()


def _ordinance(office: Office) -> None:
    """Step 9: what the authority says: ordinance, payee, fees."""
    office.visitor.open("/agency/")
    row = f"tr:has(a[href$='/{CODE}/']):has-text('{AUTHORITY}')"
    office.visitor.press(f"{row} form[action$='/offer/'] button")
    office.address = office.visitor.path.removesuffix("offering/")
    office.save(
        {
            "ordinance.title-th": LAW,
            "ordinance.title-en": "Bangkok ordinance on markets",
            "ordinance.dated": "2026-01-01",
            "ordinance.mark": "M",
            "payee.revenue_code": "4101",
            "payee.biller_suffix": "01",
        }
    )
    office.visitor.press("nav.k-tabs a[href$='/tables/']")
    office.post("-/new-table/")
    office.save({"column-0": "sells_food"})
    office.page.locator("#s-pasted").fill("\n".join(FEES))
    office.visitor.press("form[action$='/paste/#paste'] button.k-btn-line")
    office.visitor.press("button[name=confirmed]")
    office.visitor.picture("tutorial-ordinance-1280")


def _filed(owner: Visitor, plan: Path) -> str:
    """Step 10: an applicant files on a phone."""
    reference = owner.begin(CODE)
    owner.fill_page({"phone": "081-234-5678"})
    owner.go_on()
    owner.fill_page({"stall_name": "แผงส้มตำคุณแม่", "sells_food": "no"})
    owner.choose_place("stall_address")
    owner.go_on()
    owner.bring_papers(plan)
    owner.press("main .k-acts a.btn-primary")
    owner.file()
    assert owner.path == f"/applications/{reference}/receipt/", owner.says()
    return reference


def _decided(visit, reference: str) -> None:
    """Step 11: two officers decide."""
    checker = visit("bangrak.checker", 1280)
    checker.consider(reference)
    checker.act("accept")
    decider = visit("bangrak.approver", 1280)
    decider.consider(reference)
    decider.act("approve")


@pytest.mark.req("2.2.1", part="the tutorial")
@pytest.mark.req("2.10", part="the tutorial")
def test_the_tutorial_for_officials_does_what_it_says(visit, plan: Path):
    office, approver = Office(visit(EDITOR, 1280)), visit(APPROVER, 1280)
    _begin(office)
    _form(office)
    assert NOT_SAID in office.problems()
    office.visitor.picture("tutorial-checks-1280")
    _service(office)
    _documents(office)
    _fees(office)
    assert "ไม่พบข้อผิดพลาดในร่างนี้" in office.problems()
    office.tab("publish")
    assert f"ตัวอย่างเพิ่มอีก {ENOUGH}" in office.visitor.says()
    assert office.page.locator("form[action$='/ask/'] button").is_disabled()
    _examples(office)
    _approved(office, approver, "tutorial-approve-1280")

    _ordinance(office)
    _approved(office, approver, "tutorial-approve-ordinance-1280")

    owner = visit("thana", 390)
    reference = _filed(owner, plan)
    _decided(visit, reference)
    owner.open(f"/applications/{reference}/")
    owner.press("a[href*='/payments/']")
    assert "ชำระ 100 บาท" in owner.says()
    owner.pay_shown_bill()
    owner.open(f"/applications/{reference}/")
    owner.until("a[href*='/licences/'] >> visible=true")
