"""Working days: counted forward, over holidays, and again when a holiday is added."""

from datetime import date
from uuid import uuid4

import pytest

from krob.foundation.core.errors import NotFound
from krob.people.agencies.calendars import (
    add_working_days,
    is_working_day,
    last_day_for_a_person,
    working_days_between,
)
from krob.people.agencies.models import Calendar, Holiday


def close(calendar: Calendar, *days: date) -> None:
    for day in days:
        Holiday.objects.create(calendar=calendar, day=day, name_th="วันหยุด")
    calendar.version = uuid4()
    calendar.save()


def test_a_weekend_is_not_worked(calendar):
    assert is_working_day("th", date(2026, 11, 20))
    assert not is_working_day("th", date(2026, 11, 21))
    assert not is_working_day("th", date(2026, 11, 22))


def test_days_are_counted_from_the_day_after(calendar):
    assert add_working_days("th", date(2026, 11, 20), 1) == date(2026, 11, 23)
    assert add_working_days("th", date(2026, 11, 20), 5) == date(2026, 11, 27)


def test_no_days_end_on_the_day_itself_or_the_next_that_is_worked(calendar):
    assert add_working_days("th", date(2026, 11, 20), 0) == date(2026, 11, 20)
    assert add_working_days("th", date(2026, 11, 21), 0) == date(2026, 11, 23)


def test_new_year_and_its_day_in_lieu_are_skipped(calendar):
    close(calendar, date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 4))

    assert add_working_days("th", date(2026, 12, 30), 1) == date(2027, 1, 5)
    assert working_days_between("th", date(2026, 12, 30), date(2027, 1, 6)) == 2


def test_a_holiday_added_later_moves_the_day(calendar):
    before = add_working_days("th", date(2026, 11, 20), 3)

    close(calendar, date(2026, 11, 24))

    assert before == date(2026, 11, 25)
    assert add_working_days("th", date(2026, 11, 20), 3) == date(2026, 11, 26)


def test_a_local_calendar_keeps_the_holidays_of_its_base(calendar):
    local = Calendar.objects.create(code="local", name_th="ท้องถิ่น", days_off=[5, 6], base=calendar)
    close(calendar, date(2026, 11, 24))
    close(local, date(2026, 11, 25))

    assert add_working_days("local", date(2026, 11, 23), 1) == date(2026, 11, 26)
    assert add_working_days("th", date(2026, 11, 23), 1) == date(2026, 11, 25)


def test_days_that_are_too_late_are_negative(calendar):
    assert working_days_between("th", date(2026, 11, 27), date(2026, 11, 20)) == -5


def test_counting_costs_one_query_once_the_calendar_is_known(calendar, django_assert_num_queries):
    add_working_days("th", date(2026, 11, 20), 3)

    with django_assert_num_queries(1):
        add_working_days("th", date(2026, 11, 20), 30)


def test_an_unknown_calendar_is_not_found(db):
    with pytest.raises(NotFound) as refused:
        is_working_day("nowhere", date(2026, 11, 20))

    assert refused.value.code == "calendar-not-found"


def test_days_are_never_counted_backwards(calendar):
    with pytest.raises(ValueError, match="forward"):
        add_working_days("th", date(2026, 11, 20), -1)


@pytest.mark.req("1.7.4", part="a person's last day is a working day")
@pytest.mark.parametrize(
    ("counted", "ends"),
    [
        (date(2026, 12, 4), date(2026, 12, 4)),  # a Friday
        (date(2026, 12, 5), date(2026, 12, 8)),  # a Saturday, then Sunday, then a holiday
        (date(2026, 12, 7), date(2026, 12, 8)),  # the holiday
    ],
)
def test_a_persons_period_does_not_end_on_a_day_off(calendar, counted, ends):
    close(calendar, date(2026, 12, 7))

    assert last_day_for_a_person("th", counted) == ends
