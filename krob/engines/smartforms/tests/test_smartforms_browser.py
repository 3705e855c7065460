"""A real browser fills in a page: conditions, rows, places, saving, other tabs, no connection."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from krob.engines.smartforms import state
from krob.engines.smartforms.state import FormState
from krob.engines.smartforms.tests import site
from krob.foundation.core.text import Text

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
AXE = Path(__file__).parents[4] / "tests" / "e2e" / "vendor" / "axe.min.js"
SERIOUS = """async () => (await axe.run(document)).violations
  .filter(v => ["serious", "critical"].includes(v.impact))
  .map(v => v.id + ": " + v.nodes.map(n => n.html).join(" | ").slice(0, 300))"""

REGISTRY = state.Provenance(kind="registry", source=Text("กรมพัฒนาธุรกิจการค้า", "DBD"))

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # the browser's driver runs a loop here


@pytest.fixture(scope="module")
def chromium():
    """One browser for the module."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def tab(chromium, live_server, settings):
    """A tab that opens pages of the small site; nothing may break its content security policy."""
    settings.ROOT_URLCONF = "krob.engines.smartforms.tests.site"
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    begun = FormState({"area": "240", "applicant_kind": "company"}, {}, {})
    site.start(state.fill(site.FORM, begun, {"company_name": "บริษัท ก จำกัด"}, REGISTRY))
    context = chromium.new_context(
        locale="th-TH",
        viewport={"width": 390, "height": 800},
        geolocation={"latitude": 13.7291, "longitude": 100.5246},
        permissions=["geolocation"],
        base_url=live_server.url,
    )
    page = context.new_page()
    broken: list[str] = []
    page.on("console", lambda m: broken.append(m.text) if "Content Security" in m.text else None)
    page.on("pageerror", lambda error: broken.append(str(error)))
    yield page
    context.close()
    assert broken == []


@pytest.mark.req("1.3.3")
def test_a_choice_opens_and_closes_questions_without_moving_the_focus(tab):
    tab.goto("/forms/page/kitchen/")

    tab.get_by_label("ใช่", exact=True).first.check()
    expect(tab.locator("#gas_kg")).to_be_visible()

    tab.locator("#gas_kg").fill("60")
    tab.locator("#gas_kg").blur()
    expect(tab.locator("#gas_inspected-day")).to_be_visible()
    assert "มีคำถามเพิ่ม" in tab.locator("#k-live").text_content()

    tab.locator("#gas-no").check()
    expect(tab.locator("#gas_kg")).to_have_count(0)
    assert tab.evaluate("document.activeElement.id") == "gas-no"


def test_a_fetched_answer_is_corrected_in_place(tab):
    tab.goto("/forms/page/applicant/")

    tab.locator(".k-got summary").click()
    tab.locator("#company_name").fill("บริษัท ข จำกัด")
    expect(tab.locator(".k-save b")).to_have_text(re.compile("^บันทึกแล้ว"), timeout=3000)
    tab.reload()

    expect(tab.locator("#f-company_name")).to_contain_text("ทะเบียนระบุว่า บริษัท ก จำกัด")


@pytest.mark.req("1.3.3")
def test_what_is_typed_is_saved_within_three_seconds(tab):
    tab.goto("/forms/page/premises/")

    tab.locator("#shop_name").fill("ครัวตัวอย่าง")
    expect(tab.locator(".k-save b")).to_have_text(re.compile("^บันทึกแล้ว"), timeout=3000)

    assert site.DRAFT["state"].answers["shop_name"] == "ครัวตัวอย่าง"
    assert tab.locator("input[name=_version]").input_value() == "2"


def test_a_draft_changed_in_another_tab_is_not_overwritten(tab):
    tab.goto("/forms/page/premises/")
    site.DRAFT["version"] = 7

    tab.locator("#shop_name").fill("เก่า")
    expect(tab.locator("#k-conflict")).to_be_visible(timeout=4000)

    assert "shop_name" not in site.DRAFT["state"].answers


def test_without_a_connection_the_answers_stay_and_are_sent_later(tab):
    tab.goto("/forms/page/premises/")
    tab.context.set_offline(True)

    tab.locator("#shop_name").fill("ยังอยู่")
    expect(tab.locator("#k-offline")).to_be_visible(timeout=4000)
    tab.context.set_offline(False)

    expect(tab.locator("#k-offline")).to_be_hidden(timeout=4000)
    assert site.DRAFT["state"].answers["shop_name"] == "ยังอยู่"


def test_leaving_the_page_at_once_still_saves(tab):
    tab.goto("/forms/page/premises/")

    tab.locator("#shop_name").fill("รีบไป")
    tab.goto("/forms/page/kitchen/")

    expect(tab.locator("h1")).to_be_visible()
    assert site.DRAFT["state"].answers["shop_name"] == "รีบไป"


def test_a_place_is_found_and_chosen(tab):
    tab.goto("/forms/page/premises/")
    tab.get_by_label("ไม่ใช่ อยู่ที่อื่น").check()

    tab.locator("#premises_address-find").fill("สีลม")
    tab.locator("#premises_address-find_list button").first.click()

    expect(tab.locator("#premises_address-postcode")).to_have_value("10500")
    expect(tab.locator("#premises_address-subdistrict")).to_have_value("100402")


def test_lists_follow_the_province_and_the_district(tab):
    tab.goto("/forms/page/premises/")
    tab.get_by_label("ไม่ใช่ อยู่ที่อื่น").check()

    tab.locator("#premises_address-province").select_option("84")
    expect(tab.locator("#premises_address-district option")).to_have_count(20)
    tab.locator("#premises_address-district").select_option("8405")
    expect(tab.locator("#premises_address-subdistrict option")).to_have_count(4)
    tab.locator("#premises_address-subdistrict").select_option("840503")
    expect(tab.locator("#premises_address-postcode")).to_have_value("84360")


def test_rows_are_added_and_removed(tab):
    tab.goto("/forms/page/staff_page/")
    tab.locator("#staff-0-name").fill("สมชาย")

    tab.get_by_role("button", name="เพิ่มอีก").click()
    expect(tab.locator("#staff-1-name")).to_be_visible()
    expect(tab.locator("#staff-0-name")).to_have_value("สมชาย")

    tab.locator("button[name=_remove]").first.click()
    expect(tab.locator("#staff-1-name")).to_have_count(0)
    expect(tab.locator("#staff-0-name")).to_have_value("")


def test_a_point_comes_from_the_device_or_from_a_click(tab):
    tab.goto("/forms/page/premises/")

    tab.locator("[data-locate]").click()
    expect(tab.locator("#location")).to_have_value("13.729100, 100.524600")

    tab.locator("#f-location summary").click()
    tab.locator(".k-map input").click(position={"x": 140, "y": 100})
    assert re.fullmatch(r"1[78]\.\d+, 101\.\d+", tab.locator("#location").input_value())


def test_errors_take_the_focus_and_lead_to_the_input(tab):
    tab.goto("/forms/page/premises/")

    tab.get_by_role("button", name="บันทึกและไปต่อ").click()
    expect(tab.locator(".k-errors")).to_be_focused()
    tab.locator(".k-errors a").first.click()

    assert tab.evaluate("document.activeElement.id") == "shop_name"
    assert tab.title().startswith("ข้อผิดพลาด")


@pytest.mark.parametrize("page", [page["key"] for page in site.PART["pages"]])
def test_no_page_scrolls_sideways_on_the_narrowest_phone(tab, page):
    tab.set_viewport_size({"width": 320, "height": 700})

    tab.goto(f"/forms/page/{page}/")

    assert tab.evaluate("document.documentElement.scrollWidth") == 320


@pytest.mark.parametrize("page", [page["key"] for page in site.PART["pages"]])
def test_axe_finds_nothing_serious_before_and_after_a_failed_try(tab, page):
    tab.goto(f"/forms/page/{page}/")
    for button in tab.get_by_label("ไม่ใช่", exact=False).all():
        button.check()
    tab.get_by_role("button", name="บันทึกและไปต่อ").click()
    tab.wait_for_load_state("networkidle")

    tab.evaluate(AXE.read_text())

    assert tab.evaluate(SERIOUS) == []


def test_a_file_that_is_too_large_is_named_before_it_is_sent(chromium):
    page = chromium.new_page()
    page.set_content(
        '<form action="/x"><input type="file" id="f" data-max-bytes="10" data-too-large="ใหญ่ไป">'
        '<p id="f_size" hidden></p></form>'
    )
    page.add_script_tag(path=AXE.parents[3] / "static" / "krob" / "forms" / "files.js")

    page.set_input_files("#f", {"name": "ก.pdf", "mimeType": "x/y", "buffer": b"x" * 11})
    expect(page.locator("#f_size")).to_have_text("ใหญ่ไป")
    page.set_input_files("#f", {"name": "ก.pdf", "mimeType": "x/y", "buffer": b"x" * 10})
    expect(page.locator("#f_size")).to_be_hidden()
    page.close()


def test_enter_in_a_text_goes_on_and_adds_no_row(tab):
    tab.goto("/forms/page/staff_page/")

    tab.locator("#staff-0-name").fill("สมชาย")
    tab.locator("#staff-0-name").press("Enter")

    expect(tab.locator(".k-errors")).to_be_visible()
    assert site.DRAFT["state"].answers["staff"] == [{"name": "สมชาย"}]
