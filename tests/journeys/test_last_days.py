"""A person's last day moves when it becomes a holiday (Administrative Procedure Act, s. 64)."""

from datetime import timedelta

import pytest

from krob.casework.applications.subscribers import give_time_to_pay
from krob.foundation.core.actor import OPERATOR
from krob.foundation.core.text import Text
from krob.foundation.events.models import Event
from krob.people.agencies.calendars import last_day_for_a_person
from krob.people.agencies.commands import add_holiday
from krob.registers.payments.models import Bill

pytestmark = pytest.mark.django_db
NAME = Text("วันหยุดพิเศษ", "Special holiday")


@pytest.mark.req("1.7.4", part="a person's last day is a working day")
def test_a_bill_whose_last_day_became_a_holiday_can_be_paid_the_working_day_after(
    make, owner_of_shop
):
    make.approved(make.filed(owner_of_shop))
    before = Bill.objects.get().due_on
    add_holiday(actor=OPERATOR, calendar="th", day=before, name=NAME)
    event = Event.objects.get(name="agencies.holiday-added", data__days=[before.isoformat()])
    for _ in range(2):
        give_time_to_pay(event)

    after = Bill.objects.get().due_on
    assert after == last_day_for_a_person("bma", before) > before
    assert Event.objects.filter(name="payments.bill-postponed").count() == 1


def test_a_holiday_of_another_office_or_day_moves_no_bill(make, owner_of_shop):
    make.approved(make.filed(owner_of_shop))
    before = Bill.objects.get().due_on
    for calendar, day in (("nonthaburi", before), ("bma", before + timedelta(days=1))):
        add_holiday(actor=OPERATOR, calendar=calendar, day=day, name=NAME)
    for event in Event.objects.filter(name="agencies.holiday-added"):
        give_time_to_pay(event)

    assert Bill.objects.get().due_on == before
    assert not Event.objects.filter(name="payments.bill-postponed").exists()
