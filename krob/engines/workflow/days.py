"""Two ways to count days: as they come, and as a calendar of working days has them."""

from datetime import date, timedelta
from typing import Protocol

from krob.people.agencies import calendars


class Days(Protocol):
    """A way to count days; the first day is not counted."""

    def add(self, start: date, days: int) -> date:
        """Return the day on which so many days after ``start`` are over."""
        ...

    def between(self, start: date, end: date) -> int:
        """Return the days after ``start`` up to ``end``; negative when it is before."""
        ...


class CivilDays:
    """Every day counts, holidays too (Administrative Procedure Act B.E. 2539, s. 64)."""

    def add(self, start: date, days: int) -> date:
        """Return ``start`` and so many days."""
        return start + timedelta(days=days)

    def between(self, start: date, end: date) -> int:
        """Return the difference in days."""
        return (end - start).days


class WorkingDays:
    """Only the days that a calendar of ``people.agencies`` works count.

    It remembers what it was asked, so that a list of a hundred cases asks a few times.
    """

    def __init__(self, calendar: str) -> None:
        self.calendar = calendar
        self._between: dict[tuple[date, date], int] = {}

    def add(self, start: date, days: int) -> date:
        """Return the working day on which so many working days after ``start`` are over."""
        return calendars.add_working_days(self.calendar, start, max(days, 0))

    def between(self, start: date, end: date) -> int:
        """Return the working days after ``start`` up to ``end``."""
        asked = (start, end)
        if asked not in self._between:
            self._between[asked] = calendars.working_days_between(self.calendar, start, end)
        return self._between[asked]

    def works(self, day: date) -> bool:
        """Say whether a day is worked."""
        return calendars.is_working_day(self.calendar, day)
