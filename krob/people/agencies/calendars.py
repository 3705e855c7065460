"""Arithmetic with working days; what a calendar holds is read once per version."""

from datetime import date, timedelta
from functools import lru_cache
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from krob.foundation.core.errors import NotFound
from krob.people.agencies.models import Calendar, Holiday, Unit

ONE_DAY = timedelta(days=1)
LONGEST_DAYS = 3660
Closed = tuple[frozenset[int], frozenset[date]]


@lru_cache(maxsize=64)
def _closed_days(
    code: str, versions: tuple[UUID, UUID | None]
) -> tuple[frozenset[int], frozenset[date]]:
    """Return the days off of the week and the holidays of one version of a calendar."""
    calendar = Calendar.objects.get(code=code)
    ids = [calendar.pk, calendar.base_id] if calendar.base_id else [calendar.pk]
    days = Holiday.objects.filter(calendar__in=ids).values_list("day", flat=True)
    return frozenset(calendar.days_off), frozenset(days)


def _rules(code: str) -> Closed:
    versions = Calendar.objects.filter(code=code).values_list("version", "base__version").first()
    if versions is None:
        raise NotFound("calendar-not-found", _("There is no such calendar."))
    return _closed_days(code, versions)


def own_calendars(agency: str) -> list[Calendar]:
    """Return the calendars by which an agency may count: its offices' and those nobody uses.

    Nobody else's keeper may then move its days.
    """
    of_others = Unit.objects.exclude(agency__code=agency).values("calendar")
    lent = Calendar.objects.exclude(base=None).values("base")
    return list(Calendar.objects.exclude(pk__in=of_others).exclude(pk__in=lent).order_by("code"))


def is_working_day(calendar_code: str, day: date) -> bool:
    """Say whether a day is worked.

    Raises:
        NotFound: there is no such calendar.
    """
    off, holidays = _rules(calendar_code)
    return day.weekday() not in off and day not in holidays


def add_working_days(calendar_code: str, start: date, days: int) -> date:
    """Return the day on which ``days`` working days after ``start`` are over.

    The day of ``start`` is not counted; with 0 days it is ``start`` itself or, when that is not
    worked, the next working day.

    Raises:
        NotFound: there is no such calendar.
        ValueError: ``days`` is negative, or nothing is worked for ten years.
    """
    if days < 0:
        raise ValueError("working days are counted forward")
    off, holidays = _rules(calendar_code)
    day, left = start, days
    for _turn in range(LONGEST_DAYS):
        open_today = day.weekday() not in off and day not in holidays
        if left == 0 and open_today:
            return day
        if day > start and open_today:
            left -= 1
            if left == 0:
                return day
        day += ONE_DAY
    raise ValueError(f"calendar {calendar_code}: no working day within ten years")


def working_days_before(calendar_code: str, day: date, days: int) -> date:
    """Return the working day that lies so many working days before ``day``.

    Raises:
        NotFound: there is no such calendar.
        ValueError: ``days`` is not above 0, or nothing is worked for ten years.
    """
    if days < 1:
        raise ValueError("at least one working day before")
    off, holidays = _rules(calendar_code)
    for _turn in range(LONGEST_DAYS):
        day -= ONE_DAY
        days -= day.weekday() not in off and day not in holidays
        if days == 0:
            return day
    raise ValueError(f"calendar {calendar_code}: no working day within ten years")


def last_day_for_a_person(calendar_code: str, day: date) -> date:
    """Return when a period ends in which a person has to do something, counted to ``day``.

    On a day that the office does not work it ends on the working day after it. An official's own
    period is not moved: its last day counts even when it is a holiday.

    Law: Administrative Procedure Act B.E. 2539, s. 64, paragraphs 2 and 3.

    Raises:
        NotFound: there is no such calendar.
    """
    return add_working_days(calendar_code, day, 0)


def working_days_between(calendar_code: str, start: date, end: date) -> int:
    """Return how many working days lie after ``start`` up to and including ``end``.

    Negative when ``end`` is before ``start``: the working days that are too late.

    Raises:
        NotFound: there is no such calendar.
    """
    if end < start:
        return -working_days_between(calendar_code, end, start)
    off, holidays = _rules(calendar_code)
    span = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    return sum(1 for day in span if day.weekday() not in off and day not in holidays)
