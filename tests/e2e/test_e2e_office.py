"""Officials write services in the back office: it saves itself, and nobody overwrites anybody."""

import pytest

pytestmark = [pytest.mark.e2e]

EDITOR, NEXT = "bma.editor", "nonthaburi.editor"


def _begun(office, code: str) -> str:
    office.open("/agency/services/begin/")
    office.page.locator("#title_th").fill("ทดลองเขียนบริการ")
    office.page.locator("#title_en").fill("A service to try")
    office.page.locator("#code").fill(code)
    office.press("main form button.btn-primary")
    return office.path.removesuffix("service/")


@pytest.mark.req("2.2.1", part="the screen saves itself")
def test_a_draft_saves_itself_and_two_windows_never_overwrite_each_other(visit):
    office = visit(EDITOR, 1280)
    address = _begun(office, "try-autosave")
    office.check_page()
    other = visit(EDITOR, 390)
    other.open(f"{address}service/")

    with office.page.expect_response(lambda answer: "/save/" in answer.url) as saved:
        office.page.locator("#s-summary-th").fill("เพื่อทดลอง")
        office.page.locator("#s-summary-th").blur()

    assert saved.value.status == 200
    with office.page.expect_response(lambda answer: "/save/" in answer.url) as again:
        office.page.locator("#s-summary-en").fill("To try")
        office.page.locator("#s-summary-en").blur()
    assert again.value.status == 200  # its own save does not count as somebody else's

    other.page.locator("#s-summary-th").fill("อีกคนเขียน")
    other.press("main form.k-edit button.btn-primary")
    assert "เพื่อทดลอง" in other.says()
    assert "อีกคนเขียน" in other.says()
    other.check_page()
    other.press("#k-work form button.btn-primary")

    office.open(f"{address}service/")
    assert office.page.locator("#s-summary-th").input_value() == "อีกคนเขียน"
    assert office.page.locator("#s-summary-en").input_value() == ""
    office.press(f"form[action='{address}undo/'] button")
    assert office.page.locator("#s-summary-th").input_value() == "เพื่อทดลอง"
    assert office.page.locator("#s-summary-en").input_value() == "To try"


def test_the_office_works_without_a_script(visit):
    office = visit(EDITOR, 1280, script=False)
    address = _begun(office, "try-plain")

    office.page.locator("#s-criteria-0-th").fill("ข้อแรก")
    office.press("main form.k-edit button.btn-primary")
    office.page.locator("#s-criteria-1-th").fill("ข้อสอง")
    office.press("main form.k-edit button.btn-primary")
    office.press("button[value='criteria:1:up']")

    assert office.path == f"{address}service/"
    assert office.page.locator("#s-criteria-0-th").input_value() == "ข้อสอง"
    assert office.page.locator("#s-criteria-1-th").input_value() == "ข้อแรก"


def test_another_agency_does_not_find_the_draft(visit):
    office = visit(EDITOR, 1280)
    address = _begun(office, "try-privacy")
    stranger = visit(NEXT, 1280)

    stranger.open(f"{address}service/")

    assert "ทดลองเขียนบริการ" not in stranger.says()
    assert stranger.page.title().startswith("404") or "ไม่พบ" in stranger.says()
