"""What no office is known for waits until somebody says whose it is; mail tells of every step."""

import pytest

from tests.e2e.stack import Stack
from tests.e2e.visiting import Visitor

pytestmark = [pytest.mark.e2e]

NOWHERE = {
    "house_no": "8",
    "moo": "1",
    "subdistrict": "500113",
    "district": "5001",
    "province": "50",
    "postcode": "50100",
}
ADDRESS = "thana.mail@example.com"


@pytest.mark.req("P.7", part="an address that no row covers, in a browser")
def test_a_router_hands_over_what_no_office_is_known_for_and_the_table_learns(visit, stack):
    (lost,) = stack.walk("file", "thana", shop="ร้านไกลโพ้น", address=NOWHERE)
    owner = visit("thana", 390)
    owner.open(f"/applications/{lost['reference']}/")
    assert lost["unit"] == "routing"
    assert "งานส่งต่อคำขอ" in owner.says()
    owner.check_page()
    checker = visit("nonthaburi.checker", 1280)
    answer = checker.open(f"/officer/applications/{lost['reference']}/")
    assert answer is not None
    assert answer.status == 404

    router = visit("krob.router", 1280)
    router.open("/officer/applications/?tab=routing")
    router.check_page()
    router.press(f"main a[href='/officer/applications/{lost['reference']}/']")
    router.page.locator("#unit").select_option("nonthaburi-city")
    router.tick("teach")
    router.check_page()
    router.press("#act button.btn-primary")

    router.check_page()
    checker.consider(lost["reference"])
    checker.check_page()
    assert "สำนักงานกลาง" not in checker.says()
    checker.act("accept")
    owner.open(f"/applications/{lost['reference']}/")
    assert "เทศบาลนครนนทบุรี" in owner.says()
    (next_one,) = stack.walk("file", "thana", shop="ร้านถัดไป", address=NOWHERE)
    assert next_one["unit"] == "nonthaburi-city"
    checker.open("/officer/inbox/")
    checker.hears(next_one["reference"])
    checker.check_page()


@pytest.mark.req("1.3.7", part="mail copies in a browser")
def test_the_applicant_finds_a_mail_for_every_step_in_the_own_mailbox(visit, stack, plan):
    owner = visit("thana", 390)
    owner.open("/account/contact/")
    owner.page.locator("main input[type=email]").fill(ADDRESS)
    owner.press("main form button.btn-primary")
    owner.check_page()
    (filed,) = stack.walk("file", "thana", shop="ร้านรอจดหมาย")
    reference = filed["reference"]

    checker = visit("bangrak.checker", 1280)
    checker.consider(reference)
    checker.act("accept")

    mailbox = visit("", 1280)
    received = _mail(mailbox, stack, "รับคำขอแล้ว", reference)
    assert ADDRESS in received
    accepted = _mail(mailbox, stack, "คำขอครบถ้วนแล้ว", reference)
    assert "กำหนดเสร็จภายในวันที่" in accepted
    assert f"/applications/{reference}/" in accepted
    assert "3100501234563" not in accepted
    owner.open("/inbox/")
    owner.hears("คำขอครบถ้วนแล้ว")
    owner.check_page()


def _mail(mailbox: Visitor, stack: Stack, title: str, reference: str) -> str:
    """Wait for a mail in the simulated mailbox; return all of it."""
    mailbox.page.goto(f"{stack.simulators}/mail/")
    mail = f"article:has-text('{title}'):has-text('{reference}')"
    return mailbox.until(mail).inner_text()
