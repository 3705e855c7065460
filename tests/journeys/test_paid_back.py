"""Money that is paid back while the application still waits: a new bill, and all are told."""

import pytest

from krob.casework.applications import moving
from krob.casework.applications.models import Application
from krob.casework.applications.types import Status
from krob.engines.notifications.models import Message
from krob.foundation.core import clock
from krob.foundation.core.actor import Actor, ActorKind
from krob.foundation.core.errors import Conflict
from krob.foundation.events.models import Event
from krob.foundation.jobs import worker
from krob.registers.licences.models import Licence
from krob.registers.payments import commands as payments
from krob.registers.payments import ledger
from krob.registers.payments.models import Bill, PaymentException, Receipt
from krob.registers.payments.types import Account, BankNotice, Trouble
from tests.journeys.conftest import MONDAY, officer

pytestmark = [pytest.mark.django_db, pytest.mark.req("1.6.4", part="paid back while waiting")]
BANK = Actor(kind=ActorKind.CLIENT_SYSTEM, id="bank:demo")


@pytest.fixture(autouse=True)
def _monday(world):
    with clock.frozen(MONDAY):
        yield


def report(bill: Bill, number: str = "n-1") -> None:
    payments.record_bank_notice(
        actor=BANK,
        notice=BankNotice(
            bank="demo",
            id=number,
            biller=bill.biller,
            ref1=bill.reference,
            ref2=bill.check_value,
            amount=bill.amount,
            paid_at=clock.now(),
        ),
    )


@pytest.fixture
def stuck(make, owner_of_shop, monkeypatch) -> Bill:
    """Return the paid bill of an application that could not go on when the money came."""
    make.approved(make.filed(owner_of_shop))
    bill = Bill.objects.get()

    def fail(_application: Application) -> None:
        raise Conflict("not-now", "cannot go on now")

    with monkeypatch.context() as patched:
        patched.setattr("krob.casework.applications.commands.settling.pass_payment", fail)
        report(bill)
    return Bill.objects.get()


def pay_back() -> PaymentException:
    waiting = PaymentException.objects.waiting().get(trouble=Trouble.NOT_APPLIED)
    return payments.resolve_exception(
        actor=officer("bangrak.cashier"),
        exception=waiting.uuid,
        resolution="refund",
        reasons="คืนเงินตามคำขอ",
    )


def work() -> None:
    while worker.run_pending(limit=100):
        pass


def test_a_new_bill_takes_the_place_of_the_one_that_was_paid_back(stuck):
    pay_back()

    old, new = Bill.objects.order_by("id")
    assert (old.pk, old.status, new.status) == (stuck.pk, "cancelled", "open")
    assert (new.amount, new.precedes, new.due_on) == (old.amount, old.precedes, old.due_on)
    assert new.reference != old.reference
    assert Application.objects.get().status == Status.PAYING
    assert ledger.is_balanced()
    assert ledger.balance(Account.REFUND) == -old.amount
    assert Event.objects.filter(name="application.fee-due-again").count() == 1


def test_applicant_and_cashier_are_told_once(stuck):
    Message.objects.all().delete()
    pay_back()
    work()

    new = Bill.objects.order_by("id").last()
    told = {message.template: message for message in Message.objects.order_by("id")}
    mine, theirs = told["applications.fee-due-again"], told["applications.billed-again"]
    assert mine.to == Application.objects.get().party
    assert theirs.to == f"user:{officer('bangrak.cashier').id}"
    assert new.due_on.year + 543 == 2569
    assert len([one for one in told if one.startswith("applications.")]) == 2


def test_the_new_bill_is_paid_and_the_licence_granted(stuck):
    pay_back()

    report(Bill.objects.order_by("id").last(), "n-2")

    assert Application.objects.get().status == Status.APPROVED
    assert Licence.objects.count() == 1
    assert Receipt.objects.filter(cancelled_at=None).count() == 1


def test_a_replayed_notice_of_the_money_paid_back_changes_nothing(stuck):
    pay_back()
    before = list(Bill.objects.order_by("id").values("status", "amount", "settled_at"))

    report(stuck)

    assert list(Bill.objects.order_by("id").values("status", "amount", "settled_at")) == before
    assert PaymentException.objects.waiting().count() == 0
    assert Application.objects.get().status == Status.PAYING


def test_money_that_comes_for_the_old_bill_waits_for_a_decision(stuck):
    pay_back()

    report(stuck, "n-2")

    late = PaymentException.objects.waiting().get()
    assert late.trouble == Trouble.LATE
    with pytest.raises(Conflict) as fault:
        payments.resolve_exception(
            actor=officer("bangrak.cashier"),
            exception=late.uuid,
            resolution="accept",
            reasons="นับให้ใบแจ้งเดิม",
        )
    assert fault.value.code == "bill-replaced"
    assert Bill.objects.owed().count() == 1
    assert Application.objects.get().status == Status.PAYING


def test_nothing_is_asked_of_an_application_that_waits_no_more(stuck, make):
    Application.objects.update(status=Status.LAPSED)

    pay_back()

    assert [bill.status for bill in Bill.objects.all()] == ["cancelled"]
    assert not Event.objects.filter(name="application.fee-due-again").exists()


def test_a_fault_in_asking_anew_undoes_the_paying_back(stuck, monkeypatch):
    def fail(_application: Application, _precedes: str) -> bool:
        raise Conflict("no-table", "no table today")

    monkeypatch.setattr("krob.casework.applications.commands.settling.raise_bill", fail)

    with pytest.raises(Conflict):
        pay_back()

    assert [bill.status for bill in Bill.objects.all()] == ["settled"]
    assert PaymentException.objects.waiting().count() == 1
    assert moving.raise_bill is not fail
