"""Every way in which a bank's notice can fail to fit leads to a state that somebody sees."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from krob.foundation.core import clock
from krob.foundation.core.actor import SYSTEM
from krob.foundation.core.errors import Conflict, Invalid, NotAllowed, NotFound
from krob.foundation.core.permissions import Permission
from krob.foundation.events.models import Event
from krob.registers.payments import commands, ledger, ports, queries
from krob.registers.payments.models import (
    LedgerEntry,
    Payment,
    PaymentException,
    Receipt,
)
from krob.registers.payments.tests.factories import (
    BANK,
    DUE,
    NONTHABURI,
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


@pytest.mark.req("1.6.4", part="settlement")
def test_the_exact_amount_settles_the_bill_and_the_matter_goes_on(went_on):
    bill = raised()

    came_of_it = reported(bill)

    bill.refresh_from_db()
    assert (came_of_it.outcome, came_of_it.repeated) == ("matched", False)
    assert (bill.status, bill.settled_at) == (Status.SETTLED, NOON)
    assert went_on == [("sample:KRB-2569-000123", "issue")]
    assert Receipt.objects.get().number == "2570/000001"
    assert ledger.balance(Account.BANK) == Decimal("3649.22")
    assert ledger.is_balanced()
    names = Event.objects.order_by("id").values_list("name", flat=True)
    assert list(names) == ["payments.bill-raised", "payments.bill-settled"]
    assert waiting() == []


def test_the_same_notice_twice_counts_once(went_on):
    bill = raised()
    told = notice(bill)

    first = commands.record_bank_notice(actor=BANK, notice=told)
    entries = LedgerEntry.objects.count()
    second = commands.record_bank_notice(actor=BANK, notice=told)

    assert (first.payment, second.repeated) == (second.payment, True)
    assert LedgerEntry.objects.count() == entries
    assert len(went_on) == Receipt.objects.count() == Payment.objects.count() == 1
    assert Event.objects.filter(name="payments.bill-settled").count() == 1


def test_a_notice_id_with_other_content_is_refused():
    bill = raised()
    reported(bill, "1.00", id="SAME")

    with pytest.raises(Conflict):
        reported(bill, "2.00", id="SAME")

    assert ledger.remaining(bill) == Decimal("3648.22")
    assert Payment.objects.count() == 1


def test_paying_twice_is_settled_once_and_the_second_is_paid_back(checker, went_on):
    bill = raised()
    reported(bill)

    second = reported(bill)

    bill.refresh_from_db()
    assert (second.outcome, bill.status) == ("double", Status.OVER)
    assert waiting() == [Trouble.DOUBLE]
    assert len(went_on) == Receipt.objects.count() == 1
    resolve(checker, "refund")
    bill.refresh_from_db()
    assert (bill.status, waiting()) == (Status.SETTLED, [])
    assert ledger.balance(Account.REFUND) == Decimal("-3649.22")
    assert ledger.is_balanced()


@pytest.mark.req("1.6.4", part="short, over")
def test_too_little_then_the_rest(went_on):
    bill = raised("100.00")

    assert reported(bill, "99.99").outcome == "short"
    bill.refresh_from_db()
    assert (bill.status, ledger.remaining(bill)) == (Status.SHORT, Decimal("0.01"))
    assert (waiting(), went_on, Receipt.objects.count()) == ([Trouble.SHORT], [], 0)

    assert reported(bill, "0.01").outcome == "matched"
    bill.refresh_from_db()
    assert (bill.status, waiting()) == (Status.SETTLED, [])
    assert (len(went_on), Receipt.objects.get().amount) == (1, Decimal("100.00"))


def test_too_little_is_paid_back_and_owed_again(checker):
    bill = raised("100.00")
    reported(bill, "60.00")

    resolve(checker, "refund")

    bill.refresh_from_db()
    assert (bill.status, ledger.remaining(bill)) == (Status.OPEN, Decimal("100.00"))
    assert ledger.balance(Account.REFUND) == Decimal("-60.00")


def test_too_much_settles_and_the_rest_is_put_before_an_officer(checker, went_on):
    bill = raised("100.00")

    assert reported(bill, "100.05").outcome == "over"

    bill.refresh_from_db()
    assert (bill.status, ledger.surplus(bill)) == (Status.OVER, Decimal("0.05"))
    assert (waiting(), len(went_on)) == ([Trouble.OVER], 1)
    assert Receipt.objects.get().amount == Decimal("100.00")
    resolve(checker, "refund")
    bill.refresh_from_db()
    assert (bill.status, ledger.surplus(bill)) == (Status.SETTLED, 0)


def test_a_notice_that_comes_late_about_money_paid_in_time_settles(went_on):
    bill = raised()
    in_time = clock.midnight(DUE) + timedelta(hours=23, minutes=59)

    with clock.frozen(in_time + timedelta(hours=5)):
        came_of_it = reported(bill, paid_at=in_time)

    assert (came_of_it.outcome, len(went_on)) == ("matched", 1)


@pytest.mark.parametrize(("resolution", "status"), [("accept", "settled"), ("refund", "open")])
def test_money_paid_after_the_due_date_waits_for_an_officer(checker, resolution, status, went_on):
    bill = raised()

    came_of_it = reported(bill, paid_at=clock.midnight(DUE) + timedelta(days=1))

    bill.refresh_from_db()
    assert (came_of_it.outcome, bill.status, went_on) == ("late", Status.OPEN, [])
    resolve(checker, resolution)
    bill.refresh_from_db()
    assert (bill.status, waiting()) == (status, [])
    assert len(went_on) == (resolution == "accept")
    assert ledger.is_balanced()


def test_money_for_a_lapsed_bill_can_be_accepted_with_reasons(checker, went_on):
    bill = raised("100.00")
    reported(bill, "40.00")
    after = clock.midnight(DUE) + timedelta(days=1)
    with clock.frozen(after, everywhere=True):
        commands.lapse_bill(actor=SYSTEM, reference=bill.reference)
        assert reported(bill, "60.00").outcome == "late"
        late = queries.exceptions(checker).get(trouble=Trouble.LATE)

        commands.resolve_exception(
            actor=checker, exception=late.uuid, resolution="accept", reasons="Paid in time"
        )

    bill.refresh_from_db()
    assert (bill.status, ledger.remaining(bill), waiting()) == (Status.SETTLED, 0, [])
    assert ledger.balance(Account.REVENUE, bill=bill) == Decimal("-100.00")
    assert ledger.is_balanced()


def test_money_without_a_bill_is_seen_by_its_payees_officers_and_assigned(
    checker, municipal_officer, owner, went_on
):
    bill = raised()

    assert reported(amount="3649.22").outcome == "unknown"

    assert list(queries.exceptions(municipal_officer)) == []
    with pytest.raises(NotAllowed):
        queries.exceptions(owner)
    resolve(checker, "accept", bill=bill.reference.lower())
    bill.refresh_from_db()
    assert (bill.status, len(went_on), waiting()) == (Status.SETTLED, 1, [])
    assert ledger.surplus(bill) == 0
    assert ledger.is_balanced()


def test_money_without_a_bill_cannot_go_to_another_payees_bill(checker):
    raised()
    foreign = raised(subject="sample:KRB-2569-000200", payee=NONTHABURI)
    reported()

    with pytest.raises(Invalid):
        resolve(checker, "accept", bill=foreign.reference)

    assert waiting() == [Trouble.UNKNOWN]
    assert ledger.remaining(foreign) == foreign.amount


def test_a_biller_that_nobody_here_has_is_refused():
    bill = raised()

    with pytest.raises(Invalid):
        reported(bill, biller="099999999999990")

    assert not Payment.objects.exists()
    assert ledger.remaining(bill) == bill.amount


def test_money_that_went_to_another_payee_does_not_settle(checker, municipal_officer, went_on):
    bill = raised()
    raised(subject="sample:KRB-2569-000200", payee=NONTHABURI)

    assert reported(bill, biller=NONTHABURI.biller).outcome == "wrong-biller"

    bill.refresh_from_db()
    assert (bill.status, went_on) == (Status.OPEN, [])
    assert queries.exceptions(checker).get() == queries.exceptions(municipal_officer).get()


@pytest.mark.parametrize("ref2", ["", "00000000"])
def test_a_second_reference_that_does_not_belong_is_not_believed(checker, ref2, went_on):
    bill = raised()

    assert reported(bill, ref2=ref2).outcome == "wrong-check"

    bill.refresh_from_db()
    assert (bill.status, went_on) == (Status.OPEN, [])
    resolve(checker, "accept")
    bill.refresh_from_db()
    assert bill.status == Status.SETTLED


def test_the_rest_may_come_before_the_first_part(went_on):
    bill = raised("100.00")

    outcomes = [reported(bill, "30.00").outcome, reported(bill, "70.00").outcome]

    bill.refresh_from_db()
    assert (outcomes, bill.status) == (["short", "matched"], Status.SETTLED)


def test_what_cannot_go_on_does_not_lose_the_money(checker):
    def refuse(actor, subject, precedes):
        Event.objects.create(name="x.y", subject=subject, at=NOON, actor_kind="system")
        raise Conflict("already-decided", "moved on")

    bill = raised()
    ports.settled.add("refusing", refuse)
    try:
        came_of_it = reported(bill)
    finally:
        ports.settled.remove("refusing")

    bill.refresh_from_db()
    assert (came_of_it.outcome, bill.status) == ("matched", Status.SETTLED)
    assert waiting() == [Trouble.NOT_APPLIED]
    assert not Event.objects.filter(name="x.y").exists()
    resolve(checker, "accept")
    assert waiting() == []


def test_only_officers_with_the_permission_decide(checker, owner):
    raised()
    reported()
    entry = PaymentException.objects.get()
    viewer = replace(checker, permissions=frozenset({Permission.PAYMENTS_VIEW}))

    for who in (viewer, owner):
        with pytest.raises(NotAllowed):
            commands.resolve_exception(
                actor=who, exception=entry.uuid, resolution="refund", reasons="r"
            )

    entry.refresh_from_db()
    assert entry.resolved_at is None
    assert ledger.balance(Account.REFUND) == 0


def test_another_units_officer_does_not_learn_of_it(pathumwan_officer):
    raised()
    reported()
    entry = PaymentException.objects.get()

    with pytest.raises(NotFound):
        commands.resolve_exception(
            actor=pathumwan_officer, exception=entry.uuid, resolution="refund", reasons="r"
        )

    assert ledger.balance(Account.REFUND) == 0


@pytest.mark.parametrize(
    ("changes", "error"),
    [({"reasons": "  "}, Invalid), ({"resolution": "note"}, Invalid)],
)
def test_a_decision_needs_reasons_and_must_fit(checker, changes, error):
    raised()
    reported()
    entry = PaymentException.objects.get()
    given = {"resolution": "refund", "reasons": "r", **changes}

    with pytest.raises(error):
        commands.resolve_exception(actor=checker, exception=entry.uuid, **given)

    entry.refresh_from_db()
    assert (entry.resolved_at, ledger.balance(Account.REFUND)) == (None, 0)


def test_deciding_twice_is_told(checker, approver):
    raised()
    reported()
    entry = PaymentException.objects.get()
    resolve(checker, "refund")

    with pytest.raises(Conflict):
        commands.resolve_exception(
            actor=approver, exception=entry.uuid, resolution="refund", reasons="r"
        )

    assert ledger.balance(Account.REFUND) == Decimal("-10.00")
