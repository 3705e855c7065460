"""Two at once: one settles, numbers have no gaps, and what is undone leaves none."""

import threading
from decimal import Decimal

import pytest
from django.db import connection, transaction

from krob.foundation.core import clock
from krob.foundation.core.actor import SYSTEM
from krob.foundation.core.errors import Conflict, Invalid
from krob.foundation.events.models import Event
from krob.registers.payments import commands, ledger, ports
from krob.registers.payments.models import Bill, Payment, Receipt, ReceiptCounter
from krob.registers.payments.tests.factories import (
    BANK,
    NONTHABURI,
    NOON,
    notice,
    raised,
    reported,
    terms,
)
from krob.registers.payments.types import Status

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def at_once(*calls):
    """Run calls in threads that start together; return results and errors in their order."""
    gate = threading.Barrier(len(calls))
    came = [None] * len(calls)

    def run(place, call):
        try:
            gate.wait()
            came[place] = call()
        except Exception as error:
            came[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return came


def telling(told):
    return lambda: commands.record_bank_notice(actor=BANK, notice=told)


def test_two_payments_of_one_bill_at_once_settle_it_once(went_on):
    bill = raised()

    came = at_once(telling(notice(bill)), telling(notice(bill)))

    bill.refresh_from_db()
    assert sorted(each.outcome for each in came) == ["double", "matched"]
    assert bill.status == Status.OVER
    assert len(went_on) == Receipt.objects.count() == 1
    assert ledger.remaining(bill) == 0
    assert ledger.is_balanced()


def test_one_notice_sent_many_times_at_once_counts_once(went_on):
    bill = raised()
    told = notice(bill)

    came = at_once(*[telling(told)] * 6)

    assert sorted(each.repeated for each in came) == [False, True, True, True, True, True]
    assert Payment.objects.count() == Receipt.objects.count() == len(went_on) == 1
    assert Event.objects.filter(name="payments.bill-settled").count() == 1


def test_one_notice_without_a_bill_sent_twice_at_once_counts_once():
    raised()
    told = notice()

    came = at_once(telling(told), telling(told))

    assert sorted(each.repeated for each in came) == [False, True]
    assert Payment.objects.count() == 1


def test_halves_at_once_settle_the_bill(went_on):
    bill = raised("100.00")

    came = at_once(telling(notice(bill, "50.00")), telling(notice(bill, "50.00")))

    bill.refresh_from_db()
    assert sorted(each.outcome for each in came) == ["matched", "short"]
    assert (bill.status, len(went_on)) == (Status.SETTLED, 1)


def test_a_payment_and_a_cancellation_at_once_leave_no_money_unseen(checker):
    bill = raised()

    at_once(
        telling(notice(bill)),
        lambda: commands.cancel_bill(actor=checker, reference=bill.reference),
    )

    bill.refresh_from_db()
    late = Payment.objects.get().outcome == "late"
    assert bill.status == (Status.CANCELLED if late else Status.SETTLED)
    assert Receipt.objects.count() == (0 if late else 1)
    assert ledger.is_balanced()


def test_raising_twice_at_once_is_raising_once():
    came = at_once(*[lambda: commands.raise_bill(actor=SYSTEM, terms=terms())] * 2)

    bills = [each for each in came if isinstance(each, Bill)]
    assert Bill.objects.count() == 1
    assert {bill.pk for bill in bills} == {Bill.objects.get().pk}
    assert len(bills) == 2


@pytest.mark.req("1.6.5", part="numbering")
def test_receipts_are_numbered_without_gaps_under_races():
    bills = [raised(subject=f"sample:KRB-2569-{at:06d}") for at in range(8)]

    at_once(*[telling(notice(bill)) for bill in bills])

    numbers = Receipt.objects.order_by("running").values_list("running", flat=True)
    assert list(numbers) == [1, 2, 3, 4, 5, 6, 7, 8]
    assert ReceiptCounter.objects.get().last == 8


def test_a_settlement_that_is_undone_leaves_no_gap():
    first, second = raised(), raised(precedes="review")

    def crash(actor, subject, precedes):
        raise RuntimeError("killed half-way")

    ports.settled.add("crash", crash)
    try:
        with pytest.raises(RuntimeError):
            reported(first)
    finally:
        ports.settled.remove("crash")
    with transaction.atomic():
        reported(first)
        transaction.set_rollback(True)
    assert not Payment.objects.exists()
    assert Bill.objects.owed().count() == 2

    reported(second)
    reported(first)

    assert list(Receipt.objects.order_by("id").values_list("running", flat=True)) == [1, 2]


def test_each_authority_and_each_fiscal_year_counts_for_itself():
    with clock.frozen(NOON.replace(month=9, day=30), everywhere=True):
        reported(raised(), paid_at=clock.now())
    reported(raised(subject="sample:KRB-2570-000001"))
    reported(raised(subject="sample:KRB-2570-000002", payee=NONTHABURI))
    reported(raised(subject="sample:KRB-2570-000003"))

    numbers = Receipt.objects.order_by("id").values_list("authority", "fiscal_year", "running")
    assert list(numbers) == [
        ("bma-bangrak", 2569, 1),
        ("bma-bangrak", 2570, 1),
        ("nonthaburi-city", 2570, 1),
        ("bma-bangrak", 2570, 2),
    ]


def test_two_officers_deciding_at_once_decide_once(checker, approver):
    bill = raised("100.00")
    reported(bill, "120.00")
    entry = bill.payments.get().exceptions.get()

    def deciding(actor):
        return lambda: commands.resolve_exception(
            actor=actor, exception=entry.uuid, resolution="refund", reasons="r"
        )

    came = at_once(deciding(checker), deciding(approver))

    assert sum(isinstance(each, Conflict) for each in came) == 1
    bill.refresh_from_db()
    assert (bill.status, ledger.surplus(bill)) == (Status.SETTLED, Decimal(0))


def test_the_database_refuses_to_change_the_ledger():
    raised()
    names = ("payments_ledgerentry_no_UPDATE", "payments_ledgerentry_no_change")

    with connection.cursor() as cursor:
        catalogue = "pg_trigger" if connection.vendor == "postgresql" else "sqlite_master"
        column = "tgname" if connection.vendor == "postgresql" else "name"
        cursor.execute(f"SELECT {column} FROM {catalogue}")  # noqa: S608
        found = {row[0] for row in cursor.fetchall()}

    assert found & set(names)


def test_a_refused_bill_takes_no_number():
    with pytest.raises(Invalid):
        raised("0.00")

    assert not ReceiptCounter.objects.exists()
