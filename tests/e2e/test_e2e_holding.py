"""Bills are paid rightly and wrongly; a licence is verified, tampered with and revoked."""

import re

import pytest

from krob.engines.documents.tests.test_documents_seal import appended

pytestmark = [pytest.mark.e2e]


@pytest.mark.req("1.6.4", part="in a browser")
def test_forged_short_and_double_payments_are_told_apart(visit):
    payer = visit("somchai", 390)
    payer.open("/payments/")
    payer.check_page()
    payer.press("main .k-todo a.btn-primary")
    bill = payer.path
    waiting = payer.page.locator("a[href*='/bank/?payload=']")
    assert waiting.count() == 1

    payer.pay_shown_bill("forged")
    assert waiting.count() == 1
    assert "ยังต้องชำระอีก" not in payer.says()
    payer.pay_shown_bill("short")
    assert waiting.count() == 1
    assert "ยังต้องชำระอีก" in payer.says()
    payer.pay_shown_bill("double")

    payer.open(bill)
    assert waiting.count() == 0
    payer.until("main a[href*='/payments/receipts/']")
    payer.check_page()
    cashier = visit("bangrak.cashier", 1280)
    cashier.open("/officer/payments/")
    cashier.check_page()
    assert cashier.page.locator("main a[href*='/payments/exceptions/']").count() >= 1
    cashier.press("main a[href*='/payments/exceptions/']")
    cashier.check_page()
    cashier.open("/officer/payments/refused/")
    cashier.check_page()


@pytest.mark.req("1.2.4", part="in a browser")
def test_a_licence_is_verified_four_ways_and_a_revocation_shows_at_once(visit, tmp_path):
    holder = visit("somchai", 390)
    holder.open("/licences/")
    holder.until("a[href$='/pdf/']")
    holder.check_page()
    with holder.page.expect_download() as saving:
        holder.page.locator("a[href$='/pdf/']").first.click()
    sealed = tmp_path / "licence.pdf"
    saving.value.save_as(sealed)
    holder.press(".k-lic-acts a >> nth=0")
    holder.check_page()
    token = holder.page.locator("aside a[href*='/verify/']").get_attribute("href") or ""
    number = holder.page.locator("main .k-num").first.inner_text()

    stranger = visit("", 390)
    stranger.open(token)
    stranger.check_page()
    assert _verdict(stranger) == "ok"
    stranger.open("/verify/")
    stranger.check_page()
    stranger.page.locator("#number").fill(number)
    stranger.press("form[method=get] button[type=submit]")
    assert _verdict(stranger) == "ok"
    assert _verdict_of_file(stranger, sealed) == "ok"
    stranger.check_page()
    whole = bytearray(sealed.read_bytes())
    whole[len(whole) // 3] ^= 0x01
    tampered = tmp_path / "tampered.pdf"
    tampered.write_bytes(whole)
    assert _verdict_of_file(stranger, tampered) == "bad"
    stranger.check_page()
    flipped_says = stranger.page.locator(".k-verdict").inner_text()
    longer = tmp_path / "longer.pdf"
    longer.write_bytes(appended(sealed.read_bytes()))
    assert _verdict_of_file(stranger, longer) == "bad"
    stranger.check_page()
    assert stranger.page.locator(".k-verdict").inner_text() != flipped_says
    stranger.picture("verify-appended")

    revoker = visit("bangrak.revoker", 1280)
    revoker.open("/officer/licences/")
    revoker.page.locator("#number").fill(number)
    revoker.press("main form[method=get] button")
    revoker.check_page()
    revoker.press("main a[href*='/officer/licences/']")
    revoker.check_page()
    revoker.press("main a[href$='/revoke/']")
    revoker.check_page()
    revoker.page.locator("#reason").fill("ผิดเงื่อนไขใบอนุญาตร้ายแรง")
    revoker.press("main form[method=post] button.k-btn-bad")
    revoker.check_page()

    stranger.open(token)
    assert _verdict(stranger) == "bad"
    assert "ผิดเงื่อนไขใบอนุญาตร้ายแรง" in stranger.says()
    assert _verdict_of_file(stranger, sealed) == "bad"
    stranger.check_page()


def _verdict(reader) -> str:
    """Return the tone of the one sentence that the verify page says."""
    look = reader.page.locator(".k-verdict").get_attribute("class") or ""
    found = re.search(r"k-(ok|bad|wait)\b", look)
    return found[1] if found else look


def _verdict_of_file(reader, file) -> str:
    reader.open("/verify/")
    reader.page.locator("#file").set_input_files(file)
    reader.press("form[enctype] button[type=submit]")
    return _verdict(reader)
