"""What a bank takes back is owed again, whatever the order in which it is told."""

import pytest

from krob.foundation.events.models import Event
from krob.registers.payments import commands, ledger, queries
from krob.registers.payments.models import (
    LedgerEntry,
    PaymentException,
    Receipt,
)
from krob.registers.payments.tests.factories import (
    BANK,
    NOON,
    notice,
    raised,
    reported,
)
from krob.registers.payments.types import Account, Status, Trouble

pytestmark = pytest.mark.django_db


def waiting() -> list[str]:
    return list(PaymentException.objects.waiting().order_by("id").values_list("trouble", flat=True))


def resolve(actor, resolution, **changes):
    entry = queries.exceptions(actor).first()
    return commands.resolve_exception(
        actor=actor,
        exception=entry.uuid,
        resolution=resolution,
        **{"reasons": "Checked with the bank", **changes},
    )


def test_a_reversal_makes_the_bill_owed_again_and_cancels_the_receipt(checker):
    bill = raised()
    paid = notice(bill)
    commands.record_bank_notice(actor=BANK, notice=paid)

    came_of_it = reported(bill, kind="reversal", reverses=paid.id)

    bill.refresh_from_db()
    assert (came_of_it.outcome, bill.status) == ("reversed", Status.OPEN)
    assert ledger.remaining(bill) == bill.amount
    assert Receipt.objects.get().cancelled_at == NOON
    assert waiting() == [Trouble.REVERSED]
    assert ledger.balance(Account.BANK) == 0
    assert Event.objects.filter(name="payments.payment-reversed").count() == 1
    resolve(checker, "note")
    assert waiting() == []


def test_paying_again_after_a_reversal_gives_the_next_receipt(went_on):
    bill = raised()
    paid = notice(bill)
    commands.record_bank_notice(actor=BANK, notice=paid)
    reported(bill, kind="reversal", reverses=paid.id)

    reported(bill)

    numbers = Receipt.objects.order_by("running").values_list("running", "cancelled_at")
    assert list(numbers) == [(1, NOON), (2, None)]
    assert len(went_on) == 2


def test_a_reversal_before_its_payment_waits_and_both_cancel_out(went_on):
    bill = raised()
    paid = notice(bill)

    early = reported(bill, kind="reversal", reverses=paid.id)
    assert (early.outcome, waiting()) == ("out-of-order", [Trouble.OUT_OF_ORDER])
    late = commands.record_bank_notice(actor=BANK, notice=paid)

    bill.refresh_from_db()
    assert (late.outcome, waiting(), went_on) == ("reversed", [], [])
    assert (bill.status, ledger.balance(Account.BANK)) == (Status.OPEN, 0)
    assert ledger.balance(Account.SUSPENSE) == 0


def test_a_second_reversal_of_one_payment_moves_no_money():
    bill = raised()
    paid = notice(bill)
    commands.record_bank_notice(actor=BANK, notice=paid)
    reported(bill, kind="reversal", reverses=paid.id)
    entries = LedgerEntry.objects.count()

    again = reported(bill, kind="reversal", reverses=paid.id)

    assert again.outcome == "out-of-order"
    assert LedgerEntry.objects.count() == entries


def test_reversing_a_double_payment_leaves_the_bill_paid():
    bill = raised()
    reported(bill)
    twice = notice(bill)
    commands.record_bank_notice(actor=BANK, notice=twice)

    reported(bill, kind="reversal", reverses=twice.id)

    bill.refresh_from_db()
    assert (bill.status, waiting()) == (Status.SETTLED, [])
    assert Receipt.objects.get().cancelled_at is None
