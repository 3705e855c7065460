"""The arithmetic of the statutory clock, from its spans; it reads nothing and stores nothing.

Days begin and end at Bangkok midnight. The day on which the clock starts or goes on is not counted
(Administrative Procedure Act B.E. 2539, s. 64); the day on which it stops is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from krob.engines.workflow.days import Days, WorkingDays
from krob.foundation.core import clock


@dataclass(frozen=True, slots=True)
class Running:
    """A time during which the clock ran, in days; no end when it still does."""

    since: date
    until: date | None


def effective_day(at: datetime, office_closes: str, calendar: WorkingDays) -> date:
    """Return the day from which the clock counts something that happened at a moment.

    With a closing time, what comes later or on a day off counts as of the next working day.
    """
    day = clock.local_date(at)
    if not office_closes:
        return day
    late = at.astimezone(clock.BANGKOK).time() >= time.fromisoformat(office_closes)
    if not late and calendar.works(day):
        return day
    return calendar.add(day, 1)


def used(spans: Iterable[Running], days: Days, today: date) -> int:
    """Return how many days have been used up to today, never fewer than none per span."""
    return sum(max(days.between(span.since, span.until or today), 0) for span in spans)


def due_on(spans: Sequence[Running], days: Days, given: int) -> date | None:
    """Return the last day in time while the clock runs; nothing while it does not."""
    if not spans or spans[-1].until is not None:
        return None
    spent = used(spans[:-1], days, spans[-1].since)
    return days.add(spans[-1].since, max(given - spent, 0))
