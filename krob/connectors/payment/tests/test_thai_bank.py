"""The bank's callback believes signatures alone; what is refused changes nothing but is seen."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import httpx
import pytest

from krob.connectors.payment.thai_bank import ThaiBank
from krob.foundation.core import clock
from krob.foundation.core.actor import SYSTEM
from krob.foundation.core.errors import Unavailable
from krob.foundation.events.models import Event
from krob.registers.payments import ledger, queries, slips, tasks
from krob.registers.payments.models import LedgerEntry, Payment, Receipt, RefusedNotice
from krob.registers.payments.tests.factories import DUE, raised
from krob.registers.payments.types import Status
from simulators.bank import KEY_ID, SEED, Bank, Key, make_app, read_qr
from simulators.server import running

URL = "/api/v1/bank/notices/"
pytestmark = pytest.mark.django_db


def now():
    return clock.now().timestamp()


@pytest.fixture
def bank():
    return Bank(f"http://krob.test{URL}", now)


@pytest.fixture
def bill():
    return raised()


def scan(bill):
    return read_qr(slips.qr_payload(bill, ledger.remaining(bill)))


def posted(client, body, headers):
    return client.post(
        URL,
        data=body,
        content_type=headers["content-type"],
        headers={name: value for name, value in headers.items() if name != "content-type"},
    )


def told(client, bank, notice, **options):
    return posted(client, *bank.message(notice, **options))


@pytest.fixture
def unchanged(bill):
    """Prove afterwards that no payment was recorded and the bill is as it was."""
    entries = LedgerEntry.objects.count()
    yield
    bill.refresh_from_db()
    assert bill.status == Status.OPEN
    assert LedgerEntry.objects.count() == entries
    assert not Payment.objects.exists()
    assert not Event.objects.filter(name="payments.bill-settled").exists()


@pytest.mark.req("2.11.7", part="signed notices")
def test_a_signed_notice_settles_the_bill(client, bank, bill):
    paid = bank.paid(scan(bill), Decimal("3649.22"))

    answer = told(client, bank, paid)

    bill.refresh_from_db()
    assert (answer.status_code, answer.json()["outcome"]) == (200, "matched")
    assert (bill.status, bill.payments.get().channel) == (Status.SETTLED, "qr")
    assert not answer.cookies


def test_the_same_message_again_is_answered_and_counts_once(client, bank, bill):
    body, headers = bank.message(bank.paid(scan(bill), Decimal("3649.22")))

    answers = [posted(client, body, headers) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert [answer.json()["repeated"] for answer in answers] == [False, True, True]
    payment = Payment.objects.get()
    assert (payment.repeats, Receipt.objects.count()) == (2, 1)


@pytest.mark.parametrize(
    "options",
    [
        {"key": Key(b"somebody else")},
        {"key": Key(SEED, "demo/unknown")},
        {"age_s": 301},
        {"age_s": -301},
    ],
    ids=["forged", "unknown key", "stale", "from the future"],
)
def test_what_the_bank_did_not_sign_just_now_is_refused_and_shown(
    client, bank, bill, unchanged, checker, pathumwan_officer, options
):
    answer = told(client, bank, bank.paid(scan(bill), bill.amount), **options)

    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["type"] == "urn:krob:problem:bad-signature"
    seen = queries.refused_notices(checker).get()
    assert (seen.reason, seen.claimed_ref1) == ("bad-signature", bill.reference)
    assert not queries.refused_notices(pathumwan_officer).exists()


def test_a_message_replayed_after_its_time_is_refused(client, bank, bill):
    body, headers = bank.message(bank.paid(scan(bill), bill.amount))
    posted(client, body, headers)
    entries = LedgerEntry.objects.count()

    with clock.frozen(clock.now() + timedelta(minutes=6)):
        answer = posted(client, body, headers)

    assert answer.status_code == 401
    assert LedgerEntry.objects.count() == entries
    assert Payment.objects.get().repeats == 0


@pytest.mark.parametrize("part", ["body", "signature", "signature-input", "content-digest", "path"])
def test_a_changed_message_is_refused(client, bank, bill, unchanged, part):
    body, headers = bank.message(bank.paid(scan(bill), Decimal("1.00")))
    if part == "body":
        body = body.replace(b"1.00", b"3649.22")
    elif part == "path":
        bank.callback_url = "http://krob.test/api/v1/elsewhere/"
        body, headers = bank.message(bank.paid(scan(bill), bill.amount))
    else:
        headers[part] = headers[part].replace("sig1", "sig2").replace("sha-256", "sha-512")

    answer = posted(client, body, headers)

    assert answer.status_code == 401


def test_a_message_without_a_signature_is_refused(client, bill, unchanged):
    answer = client.post(URL, data=b"{}", content_type="application/json")

    assert answer.status_code == 401


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount": "1e3"}, "amount"),
        ({"amount": "-5.00"}, "amount"),
        ({"amount": "0.00"}, "amount"),
        ({"amount": 5}, "amount"),
        ({"paid_at": "2026-11-23T12:00:00"}, "paid_at"),
        ({"ref1": "a;drop"}, "ref1"),
        ({"biller": "123"}, "biller"),
        ({"kind": "gift"}, "kind"),
        ({"kind": "reversal"}, "reverses"),
        ({"more": "x"}, "more"),
    ],
)
def test_a_signed_message_that_is_no_notice_is_refused(
    client, bank, bill, unchanged, changes, field
):
    notice = bank.paid(scan(bill), bill.amount)
    notice.body.update(changes)

    answer = told(client, bank, notice)

    assert answer.status_code == 422
    assert field in answer.json()["errors"]


@pytest.mark.parametrize("body", [b"[]", b"null", b"{", b"\xff"])
def test_a_signed_message_that_is_no_object_is_refused(client, bank, bill, unchanged, body):
    headers = bank.key.signed({"@method": "POST", "@path": URL}, body, int(now()))

    assert posted(client, body, headers).status_code == 422


def test_a_foreign_biller_is_refused(client, bank, bill, unchanged):
    foreign = replace(scan(bill), biller="099999999999990")

    answer = told(client, bank, bank.paid(foreign, bill.amount))

    assert (answer.status_code, answer.json()["type"]) == (422, "urn:krob:problem:unknown-biller")


def test_the_same_id_with_other_content_is_a_conflict(client, bank, bill):
    notice = bank.paid(scan(bill), Decimal("1.00"))
    told(client, bank, notice)
    notice.body["amount"] = "3649.22"

    answer = told(client, bank, notice)

    assert answer.status_code == 409
    assert ledger.remaining(bill) == Decimal("3648.22")


def test_a_large_body_is_not_read(client, bill, unchanged):
    answer = client.post(URL, data=b"x" * 20_000, content_type="application/json")

    assert answer.status_code == 413
    assert not RefusedNotice.objects.exists()


def test_only_post_is_answered(client):
    assert client.get(URL).status_code == 405


def test_refusals_of_one_message_count_up(client, bill, unchanged):
    for _ in range(3):
        client.post(URL, data=b"{}", content_type="application/json")

    assert RefusedNotice.objects.get().times == 3
    assert Event.objects.filter(name="payments.notice-refused").count() == 1


FAULTS = {
    "normal": ("settled", ["200"]),
    "repeated": ("settled", ["200", "200"]),
    "double": ("over", ["200", "200"]),
    "short": ("short", ["200"]),
    "over": ("over", ["200"]),
    "late": ("open", ["200"]),
    "held": ("open", []),
    "reversed": ("open", ["200", "200"]),
    "out-of-order": ("open", ["200", "200"]),
    "unknown": ("open", ["200"]),
    "forged": ("open", ["401"]),
    "replayed": ("settled", ["200", "401"]),
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.req("1.6.4")
@pytest.mark.parametrize("fault", FAULTS)
def test_every_way_of_paying_at_the_bank_over_http(live_server, fault):
    bill = raised()
    with running(make_app, callback_url=f"{live_server.url}{URL}", now=now) as address:
        sent = _paid_over_http(address, scan(bill), fault)

    bill.refresh_from_db()
    status, answers = FAULTS[fault]
    assert [said.split()[0] for each in sent for said in each["answers"]] == answers
    assert bill.status == status
    assert ledger.is_balanced()


def _paid_over_http(address, bill, fault):
    order = {"biller": bill.biller, "ref1": bill.ref1, "ref2": bill.ref2, "fault": fault}
    answer = httpx.post(f"{address}/api/pay", json={**order, "amount": str(bill.amount)})
    return answer.json()["notices"]


@pytest.mark.django_db(transaction=True)
def test_before_a_bill_lapses_the_bank_is_asked(settings):
    bill = raised()
    with running(make_app, now=now) as address:
        settings.KROB_BANK_URL = address
        _paid_over_http(address, scan(bill), "held")
        with clock.frozen(clock.midnight(DUE) + timedelta(days=2), everywhere=True):
            tasks.lapse_bills()

    bill.refresh_from_db()
    assert bill.status == Status.SETTLED


@pytest.mark.django_db(transaction=True)
def test_an_unpaid_bill_lapses_when_the_bank_knows_of_nothing(settings):
    bill = raised()
    with running(make_app, now=now) as address:
        settings.KROB_BANK_URL = address
        with clock.frozen(clock.midnight(DUE) + timedelta(days=2), everywhere=True):
            tasks.lapse_bills()

    bill.refresh_from_db()
    assert bill.status == Status.LAPSED


def _order(address, faults):
    httpx.post(f"{address}/_faults", json=faults)


@pytest.mark.django_db(transaction=True)
def test_no_bill_lapses_while_the_bank_does_not_answer(settings):
    bill = raised()
    with running(make_app, now=now) as address:
        settings.KROB_BANK_URL = address
        _order(address, {"fail": 503})
        with clock.frozen(clock.midnight(DUE) + timedelta(days=2), everywhere=True):
            tasks.lapse_bills()

    bill.refresh_from_db()
    assert bill.status == Status.OPEN
    assert queries.owed(SYSTEM).get() == bill


@pytest.mark.django_db(transaction=True)
def test_what_the_bank_answers_when_asked_is_not_a_repetition(settings):
    bill = raised()
    with running(make_app, now=now) as address:
        settings.KROB_BANK_URL = address
        _paid_over_http(address, scan(bill), "held")
        for _ in range(2):
            tasks._ask_bank(bill)

    assert bill.payments.get().repeats == 0


def test_an_answer_that_the_bank_did_not_sign_is_not_believed(settings):
    with running(make_app, now=now) as address:
        settings.KROB_BANK_URL = address
        settings.KROB_BANK_KEYS = f"{KEY_ID}:{Key(b'another').public}"

        with pytest.raises(Unavailable):
            ThaiBank().payments_of(biller="099400016550100", ref1="A1")


def test_a_bank_that_is_not_there_is_unavailable(settings):
    settings.KROB_BANK_URL = "http://127.0.0.1:9"

    with pytest.raises(Unavailable):
        ThaiBank().payments_of(biller="099400016550100", ref1="A1")


def test_the_status_page_learns_what_is_not_configured(settings):
    assert ThaiBank().check() == ""
    settings.KROB_BANK_KEYS = ""

    assert ThaiBank().check() == "KROB_BANK_KEYS is not set"


def test_the_demonstration_key_of_the_settings_is_the_simulators(settings):
    assert f"{KEY_ID}:{Key().public}" == settings.KROB_BANK_KEYS


def test_a_person_can_pay_by_the_banks_page(live_server, transactional_db):
    bill = raised()
    payload = slips.qr_payload(bill, bill.amount)
    with running(make_app, callback_url=f"{live_server.url}{URL}", now=now) as address:
        page = httpx.get(address, params={"payload": payload})
        assert payload in page.text
        paid = httpx.post(f"{address}/pay", data={"payload": payload}, follow_redirects=True)
        wrong = httpx.post(f"{address}/pay", data={"payload": payload[:-4] + "0000"})

    bill.refresh_from_db()
    assert (paid.status_code, bill.status) == (200, Status.SETTLED)
    assert bill.reference in paid.text
    assert wrong.status_code == 422
