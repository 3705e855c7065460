"""An agency puts a service on line without programmers: written, mended, approved, filed."""

import os
from pathlib import Path

import pytest

from tests.e2e.office import Office

pytestmark = [pytest.mark.e2e]

CODE = f"night-stall-{os.getpid()}"  # again beside a server that runs
ROWS = (
    "river\t0-10\t100\tข้อบัญญัติ\tM\tริมน้ำ เล็ก\tRiver, small",
    "river\t> 10\t200\tข้อบัญญัติ\tM\tริมน้ำ ใหญ่\tRiver, large",
    "road\t0-10\t50\tข้อบัญญัติ\tM\tริมถนน เล็ก\tRoad, small",
    "road\t> 10\t80\tข้อบัญญัติ\tM\tริมถนน ใหญ่\tRoad, large",
)


def _question(office: Office, place: str, kind: str, th: str, en: str, **settings: str) -> None:
    office.tab("form", "" if place.startswith("page") else place)
    office.post(f"{place}/add/", {"kind": kind, "label-th": th, "label-en": en})
    office.save({"must": "always", **{k.replace("__", "-"): v for k, v in settings.items()}})


def _form(office: Office) -> None:
    """Two pages: the stall, and food only where food is sold, with a repeating group."""
    office.tab("form")
    office.post("-/add-page/", {"title-th": "แผงค้า", "title-en": "The stall"})
    office.post("-/add-page/", {"title-th": "อาหาร", "title-en": "Food"})
    stall, food = "page:page", "page:page_2"
    _question(office, stall, "text", "ชื่อแผง", "Stall name")
    _question(office, stall, "address", "ที่ตั้งแผง", "Place")
    _question(office, stall, "number", "พื้นที่", "Area", unit__th="ตร.ม.", unit__en="sq m")
    office.tab("form")
    office.post(f"{stall}/add/", {"kind": "choice", "label-th": "โซน", "label-en": "Zone"})
    for place, (code, th, en) in enumerate((("river", "ริมน้ำ", "River"), ("road", "ริมถนน", "Road"))):
        option = f"options-{place}"
        office.save({f"{option}-code": code, f"{option}-label-th": th, f"{option}-label-en": en})
    office.save({"must": "always"})
    _question(office, stall, "yes_no", "ขายอาหาร", "Sells food")
    _question(office, food, "group", "ผู้ช่วยขาย", "Helpers")
    _question(office, "helpers", "text", "ชื่อผู้ช่วย", "Helper name")
    _question(office, "helpers", "yes_no", "ผ่านการอบรม", "Trained")
    office.tab("form", food)
    office.condition("visible_when", "sells_food", "yes")


def _documents(office: Office) -> None:
    """A photograph always, a certificate only where food is sold."""
    office.tab("documents")
    office.post("-/add/", {"title-th": "ภาพถ่ายแผง", "title-en": "Photograph of the stall"})
    office.save({"mark": "M"})
    office.tab("documents")
    office.post("-/add/", {"title-th": "ใบรับรองผู้สัมผัสอาหาร", "title-en": "Food handlers"})
    office.put({"mark": "M"})
    office.condition("needed_when", "sells_food", "yes")
    assert "ยังไม่ทราบจนกว่าจะตอบ" in office.visitor.says()


def _fees(office: Office) -> None:
    """One fee from a table of two dimensions, pasted from a spreadsheet."""
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
            "ceiling": "2000",
            "law": "ข้อบัญญัติกรุงเทพมหานคร",
            "mark": "M",
        }
    )
    office.tab("fees")
    office.post("-/new-table/", {"new-code": "stall-fee", "new-input": "zone"})
    office.save({"column-1": "area"})
    office.page.locator("#s-pasted").fill("\n".join(ROWS[:3]))
    office.visitor.press("form[action$='/paste/#paste'] button.k-btn-line")
    office.visitor.press("button[name=confirmed]")
    assert office.page.locator(".k-plane .is-gap").count() == 1
    office.page.locator("#s-pasted").fill("\n".join(ROWS))
    office.visitor.press("form[action$='/paste/#paste'] button.k-btn-line")
    office.visitor.press("button[name=confirmed]")
    assert office.page.locator(".k-plane .is-gap").count() == 0


def _rules(office: Office) -> None:
    """Who holds a licence for food premises does not need a stall."""
    office.tab("rules")
    office.save(
        {
            "relations-0-kind": "excludes",
            "relations-0-service": "food-premises-licence",
            "relations-0-scope": "held",
            "relations-0-message-th": "มีใบอนุญาตร้านอาหารแล้ว",
            "relations-0-message-en": "You hold a licence for food premises",
            "relations-0-law": "ข้อบัญญัติกรุงเทพมหานคร",
            "relations-0-mark": "M",
        }
    )


def _steps(office: Office) -> None:
    """Inspection and consultation side by side; both come before the decision."""
    office.tab("steps")
    office.post("-/add/", {"title-th": "ตรวจแผง", "title-en": "Inspect", "kind": "inspection"})
    point = {"checklist-0-code": "clean", "checklist-0-title-th": "สะอาด"}
    office.save({"role": "inspector", "days": "3", **point, "checklist-0-title-en": "Clean"})
    office.post("add-action/", {"label-th": "บันทึกผล", "label-en": "Record", "leads": "decision"})
    office.save({"needs": ["checklist"]})
    office.tab("steps")
    office.post("-/add/", {"title-th": "ขอความเห็น", "title-en": "Consult", "kind": "consult"})
    office.save({"role": "recommender", "days": "3"})
    assert "ขั้นตอนนี้ไม่มีปุ่มให้ดำเนินการ" in office.problems()
    office.tab("steps", "consult")
    office.post("add-action/", {"label-th": "ให้ความเห็น", "label-en": "Advise", "leads": "decision"})
    office.save({"needs": ["note"]})
    assert "ไม่มีทางมาถึงขั้นตอน “ตรวจแผง”" in office.problems()
    office.tab("steps", "completeness.accept")
    office.save({"to-0-step": "inspect", "to-1-step": "consult"})
    office.tab("steps", "decision")
    office.save({"join": ["inspect", "consult"]})


def _service(office: Office) -> None:
    """What the service says about itself, and which power of the law it stands on."""
    office.tab("service")
    office.save(
        {
            "summary-th": "สำหรับผู้ค้าแผงในตลาดกลางคืน",
            "summary-en": "For stall holders of night markets",
            "law-th": "ข้อบัญญัติกรุงเทพมหานคร",
            "law-en": "Ordinance of Bangkok",
            "law_mark": "M",
            "output-th": "ใบอนุญาตตั้งแผงค้า",
            "output-en": "Stall licence",
            "power": "public-health.food-premises",
            "label_field": "stall_name",
            "premises.address": "place",
        }
    )


CASES = [
    (zone, area, food)
    for zone in ("river", "road")
    for area in ("6", "20")
    for food in ("yes", "no")
] + [("river", "10", "no"), ("road", "10", "yes")]


def _examples(office: Office) -> None:
    """Ten worked examples: answers are typed, what comes out is filled in and read."""
    for number, (zone, area, food) in enumerate(CASES):
        office.tab("examples")
        office.post("-/add/", {"says": f"{zone} {area} {food}"})
        name = office.visitor.path.rstrip("/").rpartition("/")[2]
        office.tab("examples", f"{name}.page")
        office.answer({"stall_name": f"แผง {number}", "area": area})
        office.answer({"zone": zone, "sells_food": food})
        office.visitor.press("#k-work form[action$='/answer/'] button.btn-primary")
        office.tab("examples", name)
        office.post(f"{name}/fill/")


def _publish(office: Office, visit) -> None:
    """Ask for approval; another person looks at it and publishes."""
    office.tab("publish")
    office.visitor.press("form[action$='/publish/ask/'] button")
    other = visit("bma.publisher", 1280)
    other.open(f"{office.address}publish/")
    other.check_page()
    other.press("form[action$='/publish/approve/'] button")
    assert not other.page.locator(".k-errors").count(), other.says()


def _ordinance(office: Office) -> None:
    """What the district says about the service: where the money goes."""
    office.visitor.open("/agency/")
    place = f"form[action='/agency/services/{CODE}/offer/']:has(input[value=bma-bangrak])"
    office.visitor.press(f"{place} button")
    office.address = office.visitor.path.removesuffix("offering/")
    office.save({"payee.revenue_code": "1201", "payee.biller_suffix": "01"})


def _filed(visit, plan: Path) -> str:
    """File for a stall on a phone; return the number of the application."""
    person = visit("thana", 390)
    reference = person.begin(CODE)
    person.fill_page({"phone": "081-234-5678"})
    person.go_on()
    person.choose_place("place")
    person.fill_page({"stall_name": "หมูปิ้งธนา", "area": "6", "zone": "river", "sells_food": "yes"})
    person.check_page()
    person.go_on()
    person.press("button[name=_add][value=helpers]")
    person.page.locator("[name='helpers-0-helper_name']").fill("สมหญิง ช่วยขาย")
    person.fill_page({"helpers-0-trained": "yes"})
    person.check_page()
    person.go_on()
    person.bring_papers(plan)
    person.press("main .k-acts a.btn-primary")
    assert "100" in person.says()
    person.file()
    assert person.path == f"/applications/{reference}/receipt/", person.says()
    return reference


def _decided(visit, reference: str) -> None:
    """Two officers work side by side; a third decides."""
    checker = visit("bangrak.checker", 1280)
    checker.consider(reference)
    checker.act("accept")
    recommender = visit("bangrak.recommender", 1280)
    recommender.consider(reference)
    recommender.act("advise", "เห็นควรอนุญาต")
    inspector = visit("bangrak.inspector", 1280)
    inspector.consider(reference)
    for point in inspector.page.locator("#act input[value=pass]").all():
        inspector.tick(point.get_attribute("id") or "")
    inspector.act("record")
    approver = visit("bangrak.approver", 1280)
    approver.consider(reference)
    approver.act("approve")
    approver.consider(reference)
    assert "100" in approver.says()


@pytest.mark.req("2.2.1", part="built, approved and filed in a browser")
@pytest.mark.req("2.3", part="built in a browser")
@pytest.mark.req("2.4", part="built in a browser")
@pytest.mark.req("2.8.1", part="built in a browser")
@pytest.mark.req("2.10", part="built in a browser")
def test_an_official_builds_a_service_that_somebody_files_on_a_phone(visit, plan):
    office = Office(visit("bma.editor", 1280))
    office.begin(CODE, "ใบอนุญาตตั้งแผงค้ากลางคืน", "Licence for a night stall")

    _form(office)
    _documents(office)
    _fees(office)
    _rules(office)
    _steps(office)
    _service(office)
    office.tab("publish")
    assert office.page.locator("form[action$='/publish/ask/'] button").is_disabled()
    assert "แหล่งที่มาของอายุเอกสาร" in office.problems()
    office.tab("service")
    office.save({"validity-th": "1 ปี", "validity-en": "1 year", "validity_mark": "M"})
    office.tab("publish")
    assert "ตัวอย่าง" in office.page.locator("section[aria-labelledby=gate]").inner_text()
    _examples(office)
    _publish(office, visit)
    _ordinance(office)
    _publish(office, visit)

    reference = _filed(visit, plan)

    _decided(visit, reference)
