"""Money comes late, over, short, twice and is taken back: what the payer and the cashier see."""

import pytest

from tests.e2e.visiting import Visitor

pytestmark = [pytest.mark.e2e]


@pytest.fixture(scope="module")
def bills(stack) -> list[dict[str, str]]:
    """Bring four applications to the bill."""
    return stack.walk("approve", "malee", number=4, shop="ร้านจ่ายหลายแบบ")


@pytest.mark.req("1.6.4", part="late, over, short, double and reversed in a browser")
def test_each_way_of_paying_wrongly_is_told_to_the_payer_and_to_the_cashier(visit, bills):
    late, over, short, back = bills
    payer, cashier = visit("malee", 390), visit("bangrak.cashier", 1280)

    said = _paid(payer, late, "late")
    assert "อย่าชำระซ้ำ" in said
    assert _troubles(cashier, late) == ["ชำระหลังกำหนดหรือหลังปิดใบแจ้ง"]

    said = _paid(payer, over, "over")
    assert "บาท แล้ว เมื่อ" in said
    assert _troubles(cashier, over) == ["ชำระเกิน"]

    said = _paid(payer, short, "short")
    assert "ยังต้องชำระอีก" in said
    assert _troubles(cashier, short) == ["ชำระขาด"]
    said = _paid(payer, short, "double")
    assert "บาท แล้ว เมื่อ" in said
    assert _troubles(cashier, short) == ["ชำระขาด", "ชำระซ้ำ"]

    said = _paid(payer, back, "reversed")
    assert "บาท แล้ว เมื่อ" not in said
    assert _troubles(cashier, back) == ["ธนาคารดึงเงินคืนหลังชำระ"]


def test_a_cashier_counts_late_money_and_the_licence_is_granted(visit, stack):
    (late,) = stack.walk("approve", "malee", shop="ร้านจ่ายช้า")
    payer, cashier = visit("malee", 390), visit("bangrak.cashier", 1280)
    _paid(payer, late, "late")
    cashier.open("/officer/payments/")
    cashier.page.locator("tr").filter(has_text=late["bill_reference"]).locator("a").first.click()
    cashier.settle()
    cashier.tick("id_resolution_accept")
    cashier.press("main form[action$='/resolve/'] button")
    assert cashier.page.locator(".k-errors").count() == 1

    cashier.tick("id_resolution_accept")
    cashier.page.locator("#id_reasons").fill("ธนาคารยืนยันว่าโอนภายในกำหนด")
    cashier.press("main form[action$='/resolve/'] button")

    cashier.check_page()
    payer.open(f"/payments/{late['bill']}/")
    assert "บาท แล้ว เมื่อ" in payer.says()
    payer.open(f"/applications/{late['reference']}/")
    assert payer.page.locator("a[href*='/licences/'] >> visible=true").count() >= 1
    payer.check_page()


def _paid(payer: Visitor, bill: dict[str, str], fault: str) -> str:
    """Pay a bill in a way; return what its page says then."""
    payer.open(f"/payments/{bill['bill']}/")
    payer.pay_shown_bill(fault)
    payer.check_page()
    return payer.says()


def _troubles(cashier: Visitor, bill: dict[str, str]) -> list[str]:
    """Return what the cashier's page of a bill names, in the order of the bank's notices."""
    cashier.open(f"/officer/payments/bills/{bill['bill']}/")
    cashier.check_page()
    links = cashier.page.locator("main a[href*='/payments/exceptions/']").all()
    return [link.inner_text().replace("\u2060", "").strip() for link in links]
