"""Two ways to count days: as they come, and as a calendar of working days has them."""

from datetime import date, timedelta
from functools import cached_property
from typing import Protocol

from django.db.models import Q

from krob.people.agencies import calendars
from krob.people.agencies.models import Calendar, Holiday


class Days(Protocol):
    """A way to count days; the first day is not counted."""

    def add(self, start: date, days: int) -> date:
        """Return the day on which so many days after ``start`` are over."""
        ...

    def between(self, start: date, end: date) -> int:
        """Return the days after ``start`` up to ``end``; negative when it is before."""
        ...


class CivilDays:
    """Every day counts; an official's last day counts even when it is a holiday.

    Law: Administrative Procedure Act B.E. 2539, s. 64, paragraphs 1 and 2.
    """

    def add(self, start: date, days: int) -> date:
        """Return ``start`` and so many days."""
        return start + timedelta(days=days)

    def between(self, start: date, end: date) -> int:
        """Return the difference in days."""
        return (end - start).days


class WorkingDays:
    """Only the days that a calendar of ``people.agencies`` works count.

    Differences are taken from what the calendar held at the first question, so that a list of a
    hundred cases reads it once; keep an instance for one request only.
    """

    def __init__(self, calendar: str) -> None:
        self.calendar = calendar

    def add(self, start: date, days: int) -> date:
        """Return the working day on which so many working days after ``start`` are over."""
        return calendars.add_working_days(self.calendar, start, max(days, 0))

    def between(self, start: date, end: date) -> int:
        """Return the working days after ``start`` up to ``end``; negative when it is before."""
        if end < start:
            return -self.between(end, start)
        off, holidays = self._closed
        worked = sum(
            1 for n in range(start.toordinal() + 1, end.toordinal() + 1) if (n - 1) % 7 not in off
        )
        return worked - sum(1 for day in holidays if start < day <= end)

    def works(self, day: date) -> bool:
        """Say whether a day is worked."""
        return calendars.is_working_day(self.calendar, day)

    @cached_property
    def _closed(self) -> tuple[frozenset[int], frozenset[date]]:
        """Read the days off of the week, and the holidays on other days."""
        found = Calendar.objects.get(code=self.calendar)
        own_or_base = Q(calendar=found.pk) | Q(calendar=found.base_id)
        days = Holiday.objects.filter(own_or_base).values_list("day", flat=True)
        off = frozenset(found.days_off)
        return off, frozenset(day for day in days if day.weekday() not in off)
