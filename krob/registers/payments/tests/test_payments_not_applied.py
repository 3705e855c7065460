"""Money of a settled bill whose matter could not go on is not stuck: it goes back, or over."""

from decimal import Decimal

import pytest

from krob.foundation.core.errors import Conflict, Invalid
from krob.registers.payments import commands, ledger, ports, queries
from krob.registers.payments.models import LedgerEntry, PaymentException, Receipt
from krob.registers.payments.tests.factories import raised, reported
from krob.registers.payments.types import Account, Status, Trouble

pytestmark = pytest.mark.django_db
AMOUNT = Decimal("3649.22")
ELSEWHERE = {"subject": "sample:KRB-2569-000124"}


@pytest.fixture
def stuck():
    """Return a bill that is paid and whose matter could not go on."""

    def refuse(actor, subject, precedes):
        raise Conflict("already-decided", "moved on")

    ports.settled.add("refusing", refuse)
    try:
        bill = raised()
        reported(bill)
    finally:
        ports.settled.remove("refusing")
    bill.refresh_from_db()
    assert (bill.status, PaymentException.objects.get().trouble) == ("settled", "not-applied")
    return bill


def decide(actor, resolution, **given):
    entry = PaymentException.objects.waiting().get(trouble=Trouble.NOT_APPLIED)
    return commands.resolve_exception(
        actor=actor,
        exception=entry.uuid,
        resolution=resolution,
        reasons="Checked with the office",
        **given,
    )


@pytest.mark.req("1.6.4", part="a settled bill whose matter cannot go on: refund owed")
def test_the_money_is_owed_back_and_bill_and_receipt_are_cancelled(stuck, checker):
    decide(checker, "refund")

    stuck.refresh_from_db()
    assert (stuck.status, stuck.settled_at) == (Status.CANCELLED, None)
    assert Receipt.objects.get().cancelled_at is not None
    assert ledger.balance(Account.REFUND) == -AMOUNT
    assert ledger.balance(Account.REVENUE) == 0
    assert ledger.balance(Account.SUSPENSE) == 0
    assert ledger.is_balanced()
    assert list(queries.exceptions(checker)) == []


@pytest.mark.req("1.6.4", part="a settled bill whose matter cannot go on: applied elsewhere")
def test_the_money_goes_over_to_another_bill_of_the_payer(stuck, checker, went_on):
    other = raised(**ELSEWHERE)

    decide(checker, "move", bill=f" {other.reference.lower()} ")

    stuck.refresh_from_db()
    other.refresh_from_db()
    assert (stuck.status, other.status) == (Status.CANCELLED, Status.SETTLED)
    assert went_on == [("sample:KRB-2569-000124", "issue")]
    assert [row.bill for row in Receipt.objects.filter(cancelled_at=None)] == [other]
    assert (ledger.balance(Account.BANK), ledger.balance(Account.REVENUE)) == (AMOUNT, -AMOUNT)
    assert (ledger.balance(Account.SUSPENSE), ledger.remaining(other)) == (0, 0)
    assert ledger.is_balanced()


@pytest.mark.parametrize(("asked", "trouble"), [("5000.00", Trouble.SHORT), ("10.00", "over")])
def test_what_is_missing_or_left_over_comes_before_an_officer(stuck, checker, asked, trouble):
    other = raised(asked, **ELSEWHERE)

    decide(checker, "move", bill=other.reference)

    (left,) = queries.exceptions(checker)
    assert (left.trouble, left.amount) == (trouble, abs(AMOUNT - Decimal(asked)))
    assert left.payment.bill == other
    assert ledger.is_balanced()


def test_only_an_owed_bill_of_the_same_payer_takes_the_money(stuck, checker):
    strangers = raised(subject="sample:KRB-2569-000125", payer="person:somebody-else")
    before = LedgerEntry.objects.count()

    for reference in (strangers.reference, stuck.reference, "NONE"):
        with pytest.raises(Invalid):
            decide(checker, "move", bill=reference)

    stuck.refresh_from_db()
    assert (stuck.status, LedgerEntry.objects.count()) == (Status.SETTLED, before)
    assert PaymentException.objects.waiting().count() == 1


def test_money_is_given_back_once(stuck, checker):
    entry = decide(checker, "refund")
    before = LedgerEntry.objects.count()

    with pytest.raises(Conflict):
        commands.resolve_exception(
            actor=checker, exception=entry.uuid, resolution="refund", reasons="again"
        )

    assert LedgerEntry.objects.count() == before


def test_the_page_says_what_each_decision_does(stuck, checker, browse):
    entry = PaymentException.objects.get()

    page = browse(checker).get(f"/officer/payments/exceptions/{entry.uuid}/").content.decode()

    for value in ("accept", "move", "refund", "note"):
        assert f'value="{value}"' in page
    assert 'name="bill"' in page
