"""A registry is asked while a form is filled in, fast and slow; a place is marked on the map."""

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.e2e.stack import Stack
from tests.e2e.visiting import ANSWERS, Visitor

pytestmark = [pytest.mark.e2e]

LUMPHINI_HOUSE, SILOM_HOUSE = "10070000124", "10040000991"
AT_ONCE_S = 1.0
MAP_LINK = "https://www.google.com/maps/place/Krob/@13.7291,100.5246,17z"


@pytest.fixture
def slow_house_registry(stack: Stack) -> Iterator[None]:
    """Let the house registry take five seconds for every answer."""
    stack.order("dopa", slow_s=2.5)
    yield
    stack.order("dopa")


@pytest.mark.req("V.5", "1.3.2", part="an address fetched in a browser")
def test_a_house_code_brings_the_address_and_says_where_it_comes_from(visit):
    owner = visit("krit", 390)
    _ask(owner, LUMPHINI_HOUSE)
    owner.check_page()
    owner.until(".k-note.is-ok")

    owner.press("#lookup a.btn-primary")

    said = owner.says()
    assert "แขวงลุมพินี" in said
    assert "กรมการปกครอง" in said
    assert owner.page.locator("[name=house_code]").input_value() == LUMPHINI_HOUSE
    owner.check_page()


def test_a_house_code_that_nobody_knows_leads_back_to_the_form(visit):
    owner = visit("krit", 390)
    _ask(owner, "10040000000")

    owner.until("#lookup .k-note")

    assert "ไม่พบ" in owner.says() or "ไม่มี" in owner.says()
    owner.check_page()
    owner.press("#lookup a.btn-primary")
    assert owner.path.endswith("/form/premises/")


def test_asking_without_a_house_code_says_what_is_missing(visit):
    owner = visit("krit", 390)
    reference = owner.begin()
    owner.open(f"/applications/{reference}/form/premises/")
    owner.page.locator("[name=shop_name]").fill("ร้านไม่มีรหัสบ้าน")

    owner.press("button[formaction*='/look-up/house_code/']")

    assert owner.page.locator("[name=house_code]").get_attribute("aria-invalid") == "true"
    assert owner.page.locator("[name=shop_name]").input_value() == "ร้านไม่มีรหัสบ้าน"
    owner.check_page()


@pytest.mark.req("1.3.2", "2.11.3", part="a slow registry in a browser")
def test_a_slow_registry_holds_nobody_up_and_what_is_typed_is_verified_later(
    visit, stack, slow_house_registry
):
    owner = visit("krit", 390)
    reference, waiting = _ask(owner, SILOM_HOUSE)
    assert "ไม่ต้องรอ" in owner.says()
    began = time.monotonic()
    owner.page.locator("#lookup a.btn-primary").click()
    owner.page.wait_for_url("**/form/premises/")
    assert time.monotonic() - began < AT_ONCE_S
    owner.settle()
    owner.choose_place("premises_address", "10330")
    owner.fill_page({**ANSWERS, "shop_name": "ร้านใจร้อน", "floors": "2"})
    _until_answered(visit("krit", 390), waiting)

    owner.page.locator("[name=floors]").fill("1")
    began = time.monotonic()
    owner.go_on()

    assert "/form/areas/" in owner.path, owner.says()
    stack.walk("complete", "krit", reference=reference, besides="premises", shop="ร้านใจร้อน")
    owner.open(f"/applications/{reference}/check/")
    assert "เขตปทุมวัน" in owner.says()
    owner.file()
    officer = visit("pathumwan.checker", 1280)
    officer.consider(reference)
    told = officer.page.locator("#answers tr.is-diff").first.inner_text()
    assert "ปทุมวัน" in told
    assert "สีลม" in told
    officer.check_page()


def test_an_answer_that_comes_late_fills_the_address_and_disturbs_nobody(
    visit, slow_house_registry
):
    owner = visit("krit", 390)
    reference, waiting = _ask(owner, SILOM_HOUSE)
    page = f"/applications/{reference}/form/premises/"
    owner.press("#lookup a.btn-primary")
    owner.page.locator("[name=shop_name]").fill("ร้านพิมพ์ต่อ")
    _until_answered(visit("krit", 390), waiting)

    with owner.page.expect_response(re.compile("/save/$")) as saving:
        owner.page.locator("[name=floors]").fill("3")
    assert saving.value.ok
    with owner.page.expect_response(re.compile("/save/$")) as saving:
        owner.page.locator("[name=floors]").fill("4")

    assert saving.value.ok
    expect(owner.page.locator("#k-conflict")).to_be_hidden()
    owner.open(page)
    assert owner.page.locator("[name=shop_name]").input_value() == "ร้านพิมพ์ต่อ"
    assert owner.page.locator("[name=floors]").input_value() == "4"
    assert "เขตบางรัก" in owner.says()
    assert "กรมการปกครอง" in owner.says()


@pytest.mark.req("1.3.3", part="a point on the outline")
def test_a_place_is_clicked_on_the_outline_or_pasted_and_the_officer_sees_it(visit, stack):
    owner = visit("krit", 390)
    reference = owner.begin()
    page = f"/applications/{reference}/form/premises/"
    owner.open(page)
    point = owner.page.locator("[name=premises_point]")
    owner.page.locator("[data-point] summary").click()
    outline = owner.page.locator("[name='premises_point-map']")
    with owner.page.expect_response(re.compile("/save/$")):
        outline.click(position={"x": 100, "y": 200})
    clicked = point.input_value()
    assert re.fullmatch(r"1\d\.\d{6}, (9|10)\d\.\d{6}", clicked)
    owner.check_page()
    owner.open(page)
    assert point.input_value() == clicked

    point.fill(MAP_LINK)
    owner.choose_place("premises_address")
    owner.fill_page({**ANSWERS, "shop_name": "ร้านปักหมุด"})
    owner.go_on()

    assert "/form/areas/" in owner.path, owner.says()
    stack.walk("complete", "krit", reference=reference, besides="premises", shop="ร้านปักหมุด")
    owner.open(f"/applications/{reference}/check/")
    assert "13.729100, 100.524600" in owner.says()
    owner.file()
    officer = visit("bangrak.checker", 1280)
    officer.consider(reference)
    assert "13.729100, 100.524600" in officer.says()


def test_a_place_is_clicked_without_script(visit):
    owner = visit("krit", 390, script=False)
    reference = owner.begin()
    owner.open(f"/applications/{reference}/form/premises/")
    owner.page.locator("[name=shop_name]").fill("ร้านไม่มีสคริปต์")
    owner.page.locator("[data-point] summary").click()

    owner.page.locator("[name='premises_point-map']").click(position={"x": 100, "y": 200})
    owner.settle()

    point = owner.page.locator("[name=premises_point]").input_value()
    assert re.fullmatch(r"1\d\.\d{6}, (9|10)\d\.\d{6}", point)
    assert owner.page.locator("[name=shop_name]").input_value() == "ร้านไม่มีสคริปต์"


def _ask(owner: Visitor, house_code: str) -> tuple[str, str]:
    """Begin an application and ask the registry for a house; the page answers at once.

    Returns the application's number and the address of the page that waits.
    """
    reference = owner.begin()
    owner.open(f"/applications/{reference}/form/premises/")
    owner.page.locator("[name=house_code]").fill(house_code)
    began = time.monotonic()
    owner.page.locator("button[formaction*='/look-up/house_code/']").click()
    owner.page.wait_for_url("**/found/*/")
    assert time.monotonic() - began < AT_ONCE_S
    return reference, owner.path


def _until_answered(other: Visitor, waiting: str) -> None:
    """Wait in another window until the registry has answered."""
    other.open(waiting)
    other.until(".k-note.is-ok")
