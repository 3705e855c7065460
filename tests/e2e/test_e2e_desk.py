"""What officers see at their desk: documents beside the answers, in their own language."""

import re
from pathlib import Path

import pikepdf
import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.e2e]

CHECKER = "bangrak.checker"
DRAWN = "image => image.complete && image.naturalWidth"


@pytest.fixture(scope="session")
def two_pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a PDF of two pages."""
    path = tmp_path_factory.mktemp("papers") / "แผนผัง.pdf"
    document = pikepdf.new()
    for _page in range(2):
        document.add_blank_page()
    document.save(path)
    return path


def _left(visitor, selector: str) -> float:
    box = visitor.page.locator(selector).first.bounding_box()
    return float(box["x"]) if box else -1.0


@pytest.mark.req("1.1.1", part="answers and documents side by side, in a browser")
def test_the_officer_reads_documents_beside_the_answers(visit, two_pages):
    reference = visit("thana", 390).file_whole("ร้านดูเอกสาร", two_pages)
    officer = visit(CHECKER, 1280)
    officer.consider(reference)
    shown = officer.page.locator("#documents img")
    shown.scroll_into_view_if_needed()
    officer.settle()

    assert shown.evaluate(DRAWN) == 1200
    assert _left(officer, "#documents") > _left(officer, "#answers") + 300
    officer.page.locator("#page-after").focus()
    officer.page.keyboard.press("Enter")
    expect(shown).to_have_attribute("src", re.compile(r"/pages/2\.png$"))
    expect(officer.page.locator("#page-after")).to_be_focused()
    second = officer.page.locator(".k-view-list a").nth(1)
    second.focus()
    officer.page.keyboard.press("Enter")
    expect(second).to_have_attribute("aria-current", "true")
    assert f"document={(second.get_attribute('id') or '').removeprefix('show-')}" in officer.path
    officer.check_page()


def test_without_script_the_chosen_document_is_shown_on_a_phone_below_the_answers(visit, two_pages):
    reference = visit("thana", 390).file_whole("ร้านไม่มีสคริปต์", two_pages)
    visit(CHECKER, 390)
    officer = visit(CHECKER, 390, script=False)
    officer.consider(reference)

    officer.press("#document-after")

    assert officer.page.locator(".k-view-list a").nth(1).get_attribute("aria-current") == "true"
    assert officer.path.endswith("#documents")
    assert _left(officer, "#documents") == _left(officer, "#answers > section")
    apart = officer.page.locator(".k-sheet-bar a").first.get_attribute("href") or ""
    assert apart.startswith("/officer/documents/")
