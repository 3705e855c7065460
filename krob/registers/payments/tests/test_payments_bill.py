"""A bill is raised once, cancelled, or lapses."""

from datetime import timedelta
from decimal import Decimal

import pytest

from krob.foundation.core import clock
from krob.foundation.core.actor import ANONYMOUS, SYSTEM
from krob.foundation.core.errors import Conflict, Invalid, NotAllowed, NotFound
from krob.foundation.core.text import Text
from krob.foundation.events.models import Event
from krob.registers.payments import commands, ledger, queries
from krob.registers.payments.errors import BillDiffers
from krob.registers.payments.models import Bill, Charge, LedgerEntry
from krob.registers.payments.tests.factories import (
    NONTHABURI,
    NOON,
    line,
    notice,
    raised,
    reported,
    terms,
)
from krob.registers.payments.types import Account, Status

pytestmark = pytest.mark.django_db


@pytest.mark.req("1.6.1", part="bill")
def test_a_bill_asks_for_the_sum_of_its_lines_and_keeps_their_evidence():
    bill = raised("3000.10", "649.12")

    assert (bill.amount, bill.status) == (Decimal("3649.22"), Status.OPEN)
    assert [charge.amount for charge in bill.charges.order_by("place")] == [
        Decimal("3000.10"),
        Decimal("649.12"),
    ]
    stored = Charge.objects.get(code="l0")
    assert stored.evaluation == {"reads": {"area_sqm": "250"}}
    assert stored.law == "ข้อบัญญัติตัวอย่าง ข้อ 4"
    event = Event.objects.get()
    assert (event.name, event.subject) == ("payments.bill-raised", bill.subject)


def test_the_references_fit_the_bank():
    bill = raised()

    assert bill.reference.isalnum()
    assert bill.reference.upper() == bill.reference
    assert len(bill.reference) <= 20
    assert 0 < len(bill.check_value) <= 20


def test_raising_twice_is_raising_once():
    first = raised("10.00")
    second = raised("10.00")

    assert first == second
    assert Bill.objects.count() == 1
    assert Event.objects.count() == 1
    assert LedgerEntry.objects.count() == 2


def test_an_open_bill_is_not_replaced_by_another_amount():
    bill = raised("10.00")

    with pytest.raises(BillDiffers):
        raised("20.00")

    assert Bill.objects.get() == bill
    assert ledger.remaining(bill) == Decimal("10.00")


def test_review_and_issue_are_paid_apart():
    raised("10.00", precedes="review")
    raised("20.00", precedes="issue")

    assert list(Bill.objects.order_by("id").values_list("amount", flat=True)) == [10, 20]


@pytest.mark.req("1.6.2")
def test_a_fine_stands_beside_a_fee_on_one_bill():
    lines = (line("100.00", "fee"), line("25.50", "late", kind="fine", label=Text("ค่าปรับ")))

    bill = raised(lines=lines)

    kinds = bill.charges.order_by("place").values_list("kind", "amount")
    assert list(kinds) == [("fee", Decimal("100.00")), ("fine", Decimal("25.50"))]


@pytest.mark.parametrize("amounts", [("0.00",), ("10.005",), ("-1.00", "2.00")])
def test_what_is_not_an_amount_is_refused(amounts):
    with pytest.raises(Invalid):
        raised(*amounts)

    assert not Bill.objects.exists()
    assert not LedgerEntry.objects.exists()


def test_a_stranger_cannot_ask_for_money():
    with pytest.raises(NotAllowed):
        commands.raise_bill(actor=ANONYMOUS, terms=terms())

    assert not Bill.objects.exists()


def test_the_payer_and_the_unit_see_the_bill_and_nobody_else(
    owner, rival, checker, pathumwan_officer, municipal_officer
):
    bill = raised()

    assert queries.bill(owner, bill.uuid) == bill
    assert queries.bill(checker, bill.uuid) == bill
    for other in (rival, pathumwan_officer, municipal_officer, ANONYMOUS):
        with pytest.raises(NotFound):
            queries.bill(other, bill.uuid)
        assert list(queries.owed(other)) == []


@pytest.mark.req("1.2.8")
def test_owed_and_past_bills_are_told_apart(owner):
    one, two = raised("10.00"), raised("20.00", precedes="review")
    reported(two)

    assert list(queries.owed(owner)) == [one]
    assert list(queries.past(owner)) == [two]


def test_cancelling_takes_the_amount_back(checker):
    bill = raised()

    commands.cancel_bill(actor=checker, reference=bill.reference)
    commands.cancel_bill(actor=checker, reference=bill.reference)

    bill.refresh_from_db()
    assert (bill.status, bill.closed_at) == (Status.CANCELLED, NOON)
    assert ledger.remaining(bill) == 0
    assert ledger.balance(Account.REVENUE, bill=bill) == 0
    assert Event.objects.filter(name="payments.bill-cancelled").count() == 1


def test_another_units_officer_cannot_cancel(pathumwan_officer):
    bill = raised()

    with pytest.raises(NotFound):
        commands.cancel_bill(actor=pathumwan_officer, reference=bill.reference)

    bill.refresh_from_db()
    assert bill.status == Status.OPEN
    assert ledger.remaining(bill) == bill.amount


def test_a_paid_bill_is_not_cancelled(checker):
    bill = raised()
    reported(bill)

    with pytest.raises(Conflict):
        commands.cancel_bill(actor=checker, reference=bill.reference)

    bill.refresh_from_db()
    assert bill.status == Status.SETTLED
    assert ledger.remaining(bill) == 0


@pytest.mark.req("1.6.4", part="lapse")
def test_an_unpaid_bill_lapses_on_the_day_after_its_last():
    bill = raised()
    last_day = clock.midnight(bill.due_on) + timedelta(hours=23, minutes=59)

    with clock.frozen(last_day), pytest.raises(Conflict):
        commands.lapse_bill(actor=SYSTEM, reference=bill.reference)
    bill.refresh_from_db()
    assert bill.status == Status.OPEN

    with clock.frozen(last_day + timedelta(minutes=1)):
        commands.lapse_bill(actor=SYSTEM, reference=bill.reference)
        commands.lapse_bill(actor=SYSTEM, reference=bill.reference)
    bill.refresh_from_db()
    assert bill.status == Status.LAPSED
    lapses = Event.objects.filter(name="payments.bill-lapsed")
    assert [(event.subject, event.data["subject"]) for event in lapses] == [(bill.subject,) * 2]


def test_a_paid_bill_does_not_lapse():
    bill = raised()
    reported(bill)

    with clock.frozen(NOON + timedelta(days=60)):
        commands.lapse_bill(actor=SYSTEM, reference=bill.reference)

    bill.refresh_from_db()
    assert bill.status == Status.SETTLED
    assert not Event.objects.filter(name="payments.bill-lapsed").exists()


def test_money_paid_in_part_is_set_aside_when_the_bill_ends(checker):
    bill = raised("100.00")
    reported(bill, "40.00")

    commands.cancel_bill(actor=checker, reference=bill.reference)

    entry = queries.exceptions(checker).get()
    assert ledger.held(entry.payment) == Decimal("40.00")
    commands.resolve_exception(
        actor=checker, exception=entry.uuid, resolution="refund", reasons="Withdrawn"
    )
    assert ledger.balance(Account.REFUND) == Decimal("-40.00")
    assert ledger.balance(Account.BANK) == Decimal("40.00")
    assert ledger.is_balanced()


def test_the_ledger_is_only_added_to():
    raised()
    entry = LedgerEntry.objects.first()

    with pytest.raises(TypeError):
        entry.save()
    with pytest.raises(TypeError):
        entry.delete()

    assert LedgerEntry.objects.count() == 2


def test_two_authorities_with_their_own_billers():
    bangkok = raised()
    municipal = raised(subject="sample:KRB-2569-000200", payee=NONTHABURI)

    reported(municipal)

    bangkok.refresh_from_db()
    municipal.refresh_from_db()
    assert (bangkok.status, municipal.status) == (Status.OPEN, Status.SETTLED)
    assert notice(bangkok).biller != notice(municipal).biller
