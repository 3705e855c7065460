"""An agency puts a service on line without programmers: written, mended, approved, filed."""

import pytest

from tests.e2e.office import Office

pytestmark = [pytest.mark.e2e]

CODE = "night-stall"
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
    assert "steps.inspect" in office.problems()  # nothing leads there yet
    office.tab("steps", "completeness.accept")
    office.save({"to-0-step": "inspect", "to-1-step": "consult"})
    office.tab("steps", "decision")
    office.save({"join": ["inspect", "consult"]})


@pytest.mark.req("2.3", part="built in a browser")
def test_an_official_builds_a_service(visit):
    office = Office(visit("bma.editor", 1280))
    office.begin(CODE, "ใบอนุญาตตั้งแผงค้ากลางคืน", "Licence for a night stall")

    _form(office)
    _documents(office)
    _fees(office)
    _rules(office)
    _steps(office)

    office.tab("service")
    print(office.problems())
