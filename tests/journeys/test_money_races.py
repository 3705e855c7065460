"""Money and casework at the same moment: nobody waits for each other for ever."""

import time
from threading import Event, Thread

import pytest
from django.db import DatabaseError, connection, transaction

from krob.casework.applications.models import Application
from krob.casework.applications.types import Status
from krob.foundation.core import clock
from krob.foundation.core.actor import Actor, ActorKind
from krob.registers.licences.models import Licence
from krob.registers.payments.commands import record_bank_notice
from krob.registers.payments.models import Bill
from krob.registers.payments.types import BankNotice
from tests.journeys.conftest import MONDAY

OVERLAP_S = 0.3


@pytest.fixture(autouse=True)
def _monday(world):
    with clock.frozen(MONDAY, everywhere=True):
        yield


@pytest.mark.postgres(only="row locks")
@pytest.mark.django_db(transaction=True)
def test_a_payment_and_a_command_on_its_application_do_not_lock_each_other_out(make, owner_of_shop):
    make.approved(make.filed(owner_of_shop))
    bill = Bill.objects.get()
    held, faults = Event(), []

    def work_on_the_application() -> None:
        with transaction.atomic():
            Application.objects.select_for_update().get()
            held.set()
            time.sleep(OVERLAP_S)
            Bill.objects.select_for_update().get()

    def report_the_payment() -> None:
        held.wait(5)
        record_bank_notice(
            actor=Actor(kind=ActorKind.CLIENT_SYSTEM, id="bank:demo"),
            notice=BankNotice(
                bank="demo",
                id="n-1",
                biller=bill.biller,
                ref1=bill.reference,
                ref2=bill.check_value,
                amount=bill.amount,
                paid_at=clock.now(),
            ),
        )

    def run(deed) -> None:
        try:
            deed()
        except DatabaseError as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [
        Thread(target=run, args=(deed,)) for deed in (work_on_the_application, report_the_payment)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert faults == []
    assert Application.objects.get().status == Status.APPROVED
    assert Licence.objects.count() == 1
