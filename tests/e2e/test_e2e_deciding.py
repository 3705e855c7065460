"""People file, officers decide: the roads that an application can take."""

from pathlib import Path

import pytest

from tests.e2e.visiting import SERVICE, SMALL_SERVICE

pytestmark = [pytest.mark.e2e]

CHECKER, INSPECTOR = "bangrak.checker", "bangrak.inspector"
RECOMMENDER, APPROVER = "bangrak.recommender", "bangrak.approver"


def _recommended(visit, reference: str, action: str, note: str) -> None:
    """Let three officers bring an application to the decision."""
    checker = visit(CHECKER, 1280)
    checker.consider(reference)
    checker.act("accept")
    inspector = visit(INSPECTOR, 1280)
    inspector.consider(reference)
    inspector.inspect()
    recommender = visit(RECOMMENDER, 1280)
    recommender.consider(reference)
    recommender.act(action, note)
    recommender.check_page()


@pytest.mark.req("P.6", part="in a browser")
def test_a_person_gets_a_licence_from_the_first_question_to_a_strangers_check(visit, stack, plan):
    owner = visit("", 390)
    owner.open("/which/food-premises/")
    owner.tick("sells_food-yes")
    owner.page.locator("#area_sqm").fill("240")
    owner.press("main form button.btn-primary")
    owner.check_page()
    owner.press(f"#answer a.btn-primary[href='/services/{SERVICE}/']")
    owner.check_page()
    owner.press(f"main a[href='/apply/{SERVICE}/']")
    assert owner.path.startswith("/sign-in/")
    owner.press("main a.btn-primary")
    owner.press("button[value=thana]")
    assert owner.path == f"/apply/{SERVICE}/"
    owner.check_page()

    reference = owner.file_whole("ครัวเดินทางไกล", plan, check=True)

    assert reference in owner.says()
    _recommended(visit, reference, "approve", "ถูกสุขลักษณะ เห็นควรอนุญาต")
    again = visit(RECOMMENDER, 1280)
    again.consider(reference)
    assert again.page.locator("#act button[name=action]").count() == 0
    approver = visit(APPROVER, 1280)
    approver.consider(reference)
    approver.check_page()
    approver.act("approve")

    owner.open(f"/applications/{reference}/")
    owner.check_page()
    assert "เหลือ 30 วัน" in owner.says()
    owner.press("a[href*='/payments/']")
    owner.check_page()
    owner.pay_shown_bill()
    owner.open(f"/applications/{reference}/")
    owner.until("a[href*='/licences/'] >> visible=true")
    owner.press("main a.btn-primary[href*='/licences/']")
    owner.until("a[href$='/pdf/']")
    owner.check_page()

    stranger = visit("", 390)
    stranger.open(owner.page.locator("aside a[href*='/verify/']").get_attribute("href") or "")
    stranger.check_page()
    assert stranger.page.locator(".k-verdict.k-ok").count() == 1
    owner.open("/inbox/")
    owner.check_page()


@pytest.mark.req("1.1.2", part="in a browser")
def test_the_owner_corrects_what_was_named_and_the_officer_sees_the_difference(visit, stack, plan):
    owner = visit("thana", 390)
    (filed,) = stack.walk("file", "thana", shop="ร้านแก้ไข")
    reference = filed["reference"]
    officer = visit(CHECKER, 1280)
    officer.consider(reference)
    officer.act("return")
    assert officer.page.locator(".k-errors").count() == 1
    officer.page.locator("#ask-field-seats").check()
    officer.page.locator("#why-field-seats").fill("ไม่ตรงกับแผนผัง")
    officer.page.locator("#ask-document-floor-plan").check()
    officer.page.locator("#why-document-floor-plan").fill("ไม่แสดงทางหนีไฟ")
    officer.act("return")
    officer.check_page()
    assert "แผนผังภายใน" in officer.page.locator("#findings").inner_text().replace("\u2060", "")

    owner.open(f"/applications/{reference}/correct/")
    owner.check_page()
    owner.press("a[href*='/form/areas/']")
    owner.check_page()
    assert owner.page.locator("#k-form input >> visible=true").count() == 1
    owner.fill_page({"seats": "48"})
    owner.go_on()
    owner.bring_papers(plan)
    owner.press("form[action$='/resubmit/'] button")
    owner.check_page()

    officer.consider(reference)
    changed = officer.page.locator("tr.is-diff").first.inner_text().split()
    assert changed[-2:] == ["60", "48"]
    officer.check_page()


def test_a_refusal_gives_its_reasons(visit, stack):
    owner = visit("thana", 390)
    why = "ทางหนีไฟแคบกว่าข้อบัญญัติ"
    (walked,) = stack.walk("recommend", "thana", shop="ร้านไม่ผ่าน", action="refuse", note=why)
    reference = walked["reference"]
    approver = visit(APPROVER, 1280)
    approver.consider(reference)
    approver.act("refuse")
    assert approver.page.locator(".k-errors").count() == 1
    approver.act("refuse", why)

    owner.open(f"/applications/{reference}/")

    assert why in owner.says()
    assert owner.page.locator("a[href*='/payments/'] >> visible=true").count() == 0
    owner.check_page()


def test_the_owner_takes_an_application_back(visit, stack):
    owner = visit("thana", 390)
    (filed,) = stack.walk("file", "thana", shop="ร้านถอน", service=SMALL_SERVICE, area=80)
    reference = filed["reference"]
    owner.open(f"/applications/{reference}/withdraw/")
    owner.check_page()

    owner.press("main form button.k-btn-bad")

    assert owner.page.locator(".k-chip").first.inner_text().replace("\u2060", "") == "ถอนแล้ว"
    assert owner.page.locator("a[href$='/withdraw/']").count() == 0
    officer = visit(CHECKER, 1280)
    officer.consider(reference)
    assert officer.page.locator("#act").count() == 0


@pytest.mark.req("1.2.2", part="in a browser")
def test_a_director_adds_her_company_and_files_for_it(visit, plan: Path):
    director = visit("wipha", 390, fresh=True)
    director.open("/account/companies/")
    director.check_page()
    director.page.locator("main input[name=registration_number]").fill("0105569001238")
    director.press("main form button.btn-primary")
    director.until("#claim a[href*='/acting-as/']")
    director.check_page()
    director.open("/acting-as/?next=/applications/")
    director.check_page()
    director.page.locator("main .k-choice label").last.click()
    director.press("main form button.btn-primary")

    reference = director.file_whole(
        "ครัววิภา", plan, SMALL_SERVICE, dining_area_sqm="40", representative_position="กรรมการ"
    )

    director.open(f"/applications/{reference}/")
    assert "บริษัท ครัววิภา จำกัด" in director.says()
    stranger = visit("thana", 390)
    answer = stranger.open(f"/applications/{reference}/")
    assert answer is not None
    assert answer.status == 404
