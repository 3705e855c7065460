"""Screens of payers and officers: right people, right words, no script needed."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import translation

from krob.foundation.core import clock
from krob.foundation.core.actor import ANONYMOUS
from krob.foundation.events import access
from krob.foundation.jobs import worker
from krob.people.agencies import middleware
from krob.registers.payments import queries, slips
from krob.registers.payments.models import PaymentException, Receipt
from krob.registers.payments.tests.factories import DUE, raised, reported
from simulators.bank import read_qr

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit(rf, monkeypatch, client):
    """Visit a page as somebody, through the whole stack but the sign-in."""

    def go(actor, path, *, data=None, **headers):
        monkeypatch.setattr(middleware, "actor_for", lambda request: actor)
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        if data is None:
            return client.get(path, headers=names)
        return client.post(path, data, headers=names)

    return go


def page(name, *args):
    with translation.override("th"):
        return reverse(f"payments:{name}", args=args)


@pytest.mark.req("P.9", part="QR, slip")
def test_the_bill_shows_amount_due_date_qr_and_slip(visit, owner):
    bill = raised("3000.00", "649.22")
    worker.run_pending(reraise=True)

    shown = visit(owner, page("bill", bill.uuid))

    text = shown.content.decode().replace("\u00a0", " ").replace("\u2060", "")
    assert shown.status_code == 200
    for words in ("3,649.22 บาท", "8 ธันวาคม 2569", bill.reference, bill.check_value):
        assert words in text
    assert page("qr", bill.uuid) in text
    assert page("slip", bill.uuid) in text
    assert text.count("<h1") == 1
    assert "style=" not in text
    assert "/bank/?payload=" in text


def test_without_the_demonstration_there_is_no_link_to_its_bank(visit, owner, settings):
    settings.KROB_DEMO = False
    bill = raised()

    assert "/bank/?payload=" not in visit(owner, page("bill", bill.uuid)).content.decode()


@pytest.mark.parametrize("name", ["bill", "status", "slip", "qr", "qr-png"])
def test_other_peoples_bills_do_not_exist(visit, rival, name):
    bill = raised()
    worker.run_pending(reraise=True)

    shown = visit(rival, page(name, bill.uuid))

    assert shown.status_code == 404
    assert bill.reference not in shown.content.decode()


def test_other_peoples_receipts_do_not_exist(visit, owner, rival):
    reported(raised())
    worker.run_pending(reraise=True)
    receipt = Receipt.objects.get()

    assert visit(rival, page("receipt", receipt.uuid)).status_code == 404
    mine = visit(owner, page("receipt", receipt.uuid))
    assert b"".join(mine.streaming_content).startswith(b"%PDF-")
    assert mine["Cache-Control"] == "private, no-store"


def test_who_is_not_signed_in_is_led_to_the_sign_in(visit):
    bill = raised()

    shown = visit(ANONYMOUS, page("bill", bill.uuid))

    assert shown.status_code == 302
    assert "/sign-in/" in shown["Location"]


def test_the_qr_can_be_saved_and_asks_for_what_is_left(visit, owner):
    bill = raised("100.00")
    reported(bill, "40.00")

    picture = visit(owner, page("qr-png", bill.uuid))

    assert picture["Content-Type"] == "image/png"
    assert "attachment" in picture["Content-Disposition"]
    bill.refresh_from_db()
    scanned = read_qr(slips.qr_payload(bill, queries.remaining(bill)))
    assert f"{scanned.amount}" == "60.00"
    assert visit(owner, page("qr", bill.uuid))["Content-Type"] == "image/svg+xml"


def test_a_paid_bill_can_not_be_paid_again_by_its_codes(visit, owner):
    bill = raised()
    reported(bill)

    for name in ("qr", "qr-png", "slip"):
        assert visit(owner, page(name, bill.uuid)).status_code == 409


def test_the_slip_comes_from_the_worker(visit, owner):
    bill = raised()

    assert visit(owner, page("slip", bill.uuid)).status_code == 503

    worker.run_pending(reraise=True)
    slip = visit(owner, page("slip", bill.uuid))
    assert b"".join(slip.streaming_content).startswith(b"%PDF-")


@pytest.mark.req("1.6.4", part="status page")
def test_the_page_polls_until_it_is_paid_and_then_reads_itself_anew(visit, owner):
    bill = raised()
    address = page("status", bill.uuid)

    waiting = visit(owner, address, HX_Request="true")
    assert "<h1" not in waiting.content.decode()
    assert "hx-get" in waiting.content.decode()
    assert "HX-Refresh" not in waiting

    reported(bill)
    worker.run_pending(reraise=True)
    done = visit(owner, address, HX_Request="true")
    assert "hx-get" not in done.content.decode()
    assert done["HX-Refresh"] == "true"


def test_the_page_stops_polling_after_a_while(visit, owner):
    bill = raised()

    last = visit(owner, page("status", bill.uuid) + "?n=100", HX_Request="true")

    assert "hx-get" not in last.content.decode()
    assert "HX-Refresh" not in last


def test_after_the_last_day_nobody_is_asked_to_pay(visit, owner):
    bill = raised()
    worker.run_pending(reraise=True)

    with clock.frozen(clock.midnight(DUE) + timedelta(days=1), everywhere=True):
        shown = visit(owner, page("bill", bill.uuid)).content.decode()
        codes = [visit(owner, page(name, bill.uuid)).status_code for name in ("qr", "slip")]

    assert page("qr", bill.uuid) not in shown
    assert "/bank/?payload=" not in shown
    assert codes == [409, 409]


def test_who_paid_late_is_told_not_to_pay_again(visit, owner):
    bill = raised()
    before = visit(owner, page("bill", bill.uuid)).content.decode()

    reported(bill, paid_at=clock.midnight(DUE) + timedelta(days=1))

    shown = visit(owner, page("bill", bill.uuid)).content.decode()
    assert shown.count("k-note is-wait") == before.count("k-note is-wait") + 1


@pytest.mark.parametrize("amount", ["40.00", "100.00", "120.00"])
def test_every_state_of_a_bill_has_its_words(visit, owner, amount):
    bill = raised("100.00")
    reported(bill, amount)
    worker.run_pending(reraise=True)

    assert visit(owner, page("bill", bill.uuid)).status_code == 200
    assert visit(owner, page("mine")).status_code == 200


@pytest.mark.req("1.2.8", part="screen")
def test_payments_lists_what_is_owed_and_what_was_paid(visit, owner, rival):
    owed = raised("10.00")
    paid = raised("20.00", precedes="review")
    reported(paid)
    worker.run_pending(reraise=True)

    text = visit(owner, page("mine")).content.decode()

    assert owed.reference in text
    assert paid.reference in text
    assert "2570/000001" in text
    assert owed.reference not in visit(rival, page("mine")).content.decode()


@pytest.mark.req("1.6.5", part="verification")
def test_anybody_who_holds_a_receipt_can_check_it_without_a_name(visit):
    bill = raised()
    reported(bill)
    receipt = Receipt.objects.get()
    address = page("verify-receipt", receipt.token)

    text = visit(ANONYMOUS, address).content.decode()
    assert "2570/000001" in text
    assert "สมหญิง" not in text
    assert "k-verdict k-ok" in text

    Receipt.objects.update(cancelled_at=clock.now())
    assert "k-verdict k-bad" in visit(ANONYMOUS, address).content.decode()
    assert visit(ANONYMOUS, page("verify-receipt", "nothing")).status_code == 404


def desk(name, *args):
    return reverse(f"payments-officer:{name}", args=args)


def test_the_officer_sees_what_did_not_fit_and_decides(visit, checker):
    bill = raised("100.00")
    reported(bill, "120.00")
    entry = PaymentException.objects.get()
    address = desk("exception", entry.uuid)

    assert address in visit(checker, desk("list")).content.decode()
    assert visit(checker, address).status_code == 200
    refused = visit(checker, desk("resolve", entry.uuid), data={"resolution": "refund"})
    assert refused.status_code == 422
    assert "k-errors" in refused.content.decode()
    done = visit(
        checker, desk("resolve", entry.uuid), data={"resolution": "refund", "reasons": "r"}
    )

    assert done.status_code == 302
    assert address not in visit(checker, desk("list")).content.decode()
    assert address in visit(checker, desk("list") + "?decided=1").content.decode()


def test_the_desk_finds_a_bill_by_its_reference(visit, checker):
    bill, other = raised("10.00"), raised("20.00", precedes="review")

    text = visit(checker, desk("bills") + f"?q={bill.reference.lower()}").content.decode()

    assert bill.reference in text
    assert other.reference not in text


def test_a_bill_at_the_desk_shows_its_ledger_and_receipt(visit, checker):
    bill = raised()
    reported(bill)
    worker.run_pending(reraise=True)

    text = visit(checker, desk("bill", bill.uuid)).content.decode()

    assert "2570/000001" in text
    assert "3,649.22" in text
    receipt = Receipt.objects.get()
    assert not access.reads_of(bill.payer).exists()
    assert visit(checker, desk("receipt", receipt.uuid)).status_code == 200
    read = access.reads_of(bill.payer).get()
    assert (read.actor_id, read.purpose) == ("u-checker", "payments.check-receipt")


def test_another_unit_sees_nothing_of_it(visit, pathumwan_officer):
    bill = raised("100.00")
    reported(bill, "120.00")
    entry = PaymentException.objects.get()

    for address in (desk("bill", bill.uuid), desk("exception", entry.uuid)):
        assert visit(pathumwan_officer, address).status_code == 404
    for address in (desk("list"), desk("bills"), desk("refused")):
        shown = visit(pathumwan_officer, address)
        assert shown.status_code == 200
        assert bill.reference not in shown.content.decode()


@pytest.mark.parametrize("name", ["list", "bills", "refused"])
def test_the_desk_needs_the_permission(visit, checker, name):
    assert visit(replace(checker, permissions=frozenset()), desk(name)).status_code == 403


def test_lists_have_pages(visit, checker):
    for at in range(21):
        raised("10.00", subject=f"sample:KRB-2569-{at:06d}")

    first = visit(checker, desk("bills")).content.decode()
    second = visit(checker, desk("bills") + "?page=2").content.decode()

    assert (first.count("<tr>"), second.count("<tr>")) == (21, 2)
    assert "page=2" in first
    assert visit(checker, desk("bills") + "?page=x").status_code == 200


def test_unknown_things_are_not_found(visit, owner, checker):
    assert visit(owner, page("bill", uuid4())).status_code == 404
    assert visit(checker, desk("exception", uuid4())).status_code == 404
