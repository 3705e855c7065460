"""What is kept while a form is filled in: without script, across sign-out, in two tabs, by keys."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.visiting import ANSWERS, SERVICE, SMALL_SERVICE, Visitor

pytestmark = [pytest.mark.e2e]
THAI = re.compile("[ก-๙]{3}")


@pytest.mark.req("1.3.1", part="without script")
def test_an_application_is_filed_without_script(visit, plan):
    owner = visit("krit", 390, script=False)

    reference = owner.file_whole("ร้านไม่ใช้สคริปต์", plan, fuel="lpg", lpg_kg="15")

    owner.open(f"/applications/{reference}/")
    assert "กำลังตรวจ" in owner.says()


def test_a_condition_opens_its_question_at_once(visit):
    owner = visit("krit", 1280)
    reference = owner.begin()
    owner.open(f"/applications/{reference}/form/premises/")
    hidden = owner.page.locator("[name=mall_unit]")
    assert hidden.count() == 0

    owner.fill_page({"place_kind": "mall"})

    expect(hidden).to_be_visible()
    owner.check_page()


def test_a_draft_is_saved_while_typing_and_survives_signing_out(visit):
    owner = visit("krit", 390, fresh=True)
    reference = owner.begin()
    page = f"/applications/{reference}/form/premises/"
    owner.open(page)
    with owner.page.expect_response(re.compile("/save/$")) as saving:
        owner.page.locator("[name=shop_name]").fill("น้ำปั่นกตัญญู")
    assert saving.value.ok
    expect(owner.page.locator(".k-save b").first).to_contain_text("บันทึก")
    with owner.page.expect_navigation():
        owner.page.evaluate("document.querySelector('form[action$=\"/sign-out/\"]').submit()")
    owner.open(page)
    assert owner.path.startswith("/sign-in/")

    owner.press("main a.btn-primary")
    owner.press("button[value=krit]")

    assert owner.path == page
    assert owner.page.locator("[name=shop_name]").input_value() == "น้ำปั่นกตัญญู"


@pytest.mark.req("2.4", part="two tabs")
def test_the_older_of_two_tabs_is_told_and_writes_over_nothing(visit):
    owner = visit("krit", 1280)
    reference = owner.begin()
    page = f"/applications/{reference}/form/premises/"
    owner.open(page)
    other = visit("krit", 390)
    other.open(page)
    with other.page.expect_response(re.compile("/save/$")):
        other.page.locator("[name=shop_name]").fill("ชื่อใหม่กว่า")

    with owner.page.expect_response(re.compile("/save/$")) as refused:
        owner.page.locator("[name=shop_name]").fill("ชื่อเก่า")

    assert refused.value.status == 409
    expect(owner.page.locator("#k-conflict")).to_be_visible()
    both = owner.page.locator("#k-compare fieldset")
    expect(both).to_contain_text("ชื่อเก่า")
    expect(both).to_contain_text("ชื่อใหม่กว่า")
    owner.check_page()
    other.open(page)
    assert other.page.locator("[name=shop_name]").input_value() == "ชื่อใหม่กว่า"
    expect(other.page.locator("main .k-note.is-wait a").first).to_be_visible()

    owner.tick("mine-shop_name")
    owner.press("#k-compare button.btn-primary")

    assert owner.path == page
    assert owner.page.locator("[name=shop_name]").input_value() == "ชื่อเก่า"


@pytest.mark.req("1.3.1", part="two windows")
def test_what_two_windows_typed_is_chosen_later_without_script(visit):
    owner = visit("krit", 390, script=False, fresh=True)
    reference = owner.begin()
    page = f"/applications/{reference}/form/premises/"
    owner.open(page)
    other = visit("krit", 1280)
    other.open(page)
    with other.page.expect_response(re.compile("/save/$")):
        other.page.locator("[name=shop_name]").fill("ชื่อใหม่กว่า")
    owner.page.locator("[name=shop_name]").fill("ชื่อเก่า")
    owner.go_on()
    assert owner.path == f"{page}compare/"
    owner.page.context.clear_cookies()
    again = visit("krit", 390, script=False, fresh=True)

    again.open(f"/applications/{reference}/check/")
    again.press("main .k-note.is-wait a")
    other.open(again.path)
    other.check_page()
    assert {"ชื่อเก่า", "ชื่อใหม่กว่า"} <= set(re.findall("ชื่อ(?:เก่า|ใหม่กว่า)", again.says()))
    again.press("button[name=all][value=mine]")

    assert again.path == page
    assert again.page.locator("[name=shop_name]").input_value() == "ชื่อเก่า"


def test_a_page_of_the_form_is_filled_in_with_the_keyboard_alone(visit):
    owner = visit("krit", 1280)
    reference = owner.begin()
    owner.open(f"/applications/{reference}/form/areas/")
    keys = owner.page.keyboard
    areas = ("dining_area_sqm", "kitchen_area_sqm", "storage_area_sqm")
    wanted = (*areas, "seats", "toilets", "hand_basins")
    for _stop in range(60):
        keys.press("Tab")
        name = owner.page.evaluate("document.activeElement.name || ''")
        if name in wanted:
            keys.type(ANSWERS[name])
        if name == wanted[-1]:
            break

    keys.press("Enter")
    owner.page.wait_for_url("**/form/kitchen/")

    owner.open(f"/applications/{reference}/form/areas/")
    assert [owner.page.locator(f"[name={name}]").input_value() for name in wanted] == [
        ANSWERS[name] for name in wanted
    ]


def test_a_file_that_is_too_large_is_refused_before_it_is_sent(visit, tmp_path):
    owner = visit("krit", 390)
    reference = owner.begin()
    large = tmp_path / "ใหญ่มาก.png"
    large.write_bytes(b"0" * 10_000_001)
    owner.open(f"/applications/{reference}/documents/")
    place = owner.page.locator("#document-floor-plan")

    place.locator("input[type=file]").set_input_files(large)
    place.locator("form[enctype] button").click()

    expect(owner.page.locator("#file-floor-plan_size")).to_contain_text("10")
    assert owner.path == f"/applications/{reference}/documents/"
    owner.check_page()


def test_the_way_into_an_application_reads_in_english(visit):
    reader = visit("krit", 390, language="en-GB")
    for path in ("/en/", f"/en/services/{SERVICE}/", f"/en/apply/{SERVICE}/", "/en/applications/"):
        reader.open(path)

        reader.check_page()
        assert reader.page.locator("html").get_attribute("lang") == "en", path
        assert not re.search("[ก-๙]{4}", reader.page.locator("h1").inner_text()), path
        assert reader.weight() <= 150_000, path


def test_an_application_is_filed_in_english(visit, plan):
    owner = visit("krit", 390, language="en-GB")
    reference = owner.begin(SMALL_SERVICE)
    owner.fill_form(
        "Riverside Coffee",
        {**ANSWERS, "dining_area_sqm": "40"},
        lambda: _reads_in_english(owner),
    )
    _reads_in_english(owner)
    owner.bring_papers(plan)
    owner.press("main .k-acts a.btn-primary")
    _reads_in_english(owner)

    owner.file()

    assert owner.path == f"/en/applications/{reference}/receipt/"
    _reads_in_english(owner)
    assert "Your application is filed" in owner.says()
    owner.open(f"/en/applications/{reference}/")
    _reads_in_english(owner)
    assert "Being checked" in owner.says()


def _reads_in_english(owner: Visitor) -> None:
    """Fail when what Krob itself says on the page is not English; names and places may be Thai."""
    assert owner.page.locator("html").get_attribute("lang") == "en", owner.path
    spoken = "main :is(h1, h2, h3, label, legend, button, dt, .btn)"
    said = [words for words in owner.page.locator(spoken).all_inner_texts() if THAI.search(words)]
    assert said == [], owner.path
