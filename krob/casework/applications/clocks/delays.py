"""By when the applicant must be told why a decision is late, and whether that was done.

When the time of the law has passed without a decision, the applicant is told the reasons in each
stretch of so many days, until it is decided. A stretch follows the one that was told before, so
that a due date that moves meanwhile never asks for the same days twice.

Law: Licensing Facilitation Act B.E. 2558, s. 10.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from krob.casework.applications import dossier, terms
from krob.casework.applications.models import Application, DelayNotice
from krob.casework.applications.types import BEFORE_DECISION
from krob.engines.workflow.clock import ClockReading
from krob.engines.workflow.types import ClockState
from krob.foundation.core import clock
from krob.people.agencies.calendars import is_working_day
from krob.registers.catalogue.versioning.legal import profile_of

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days whose notice is not written yet.

    ``by`` is the last day in time, ``until`` the last day of the stretch that a notice written now
    stands for; they differ when stretches went by without one, of which there are ``missed``.
    """

    opens: date
    by: date
    until: date
    missed: int

    @property
    def is_overdue(self) -> bool:
        """Whether the last day in time has passed."""
        return self.missed > 0


def period(due_on: date, told: Iterable[date], today: date, every: int) -> Period | None:
    """Return the stretch that a notice must be written for today; nothing when none must.

    ``told`` are the last days of the stretches that were told.
    """
    base = max([due_on, *told])
    late = (today - base).days
    if late <= 0:
        return None
    number = -(-late // every)
    return Period(
        opens=base + ONE_DAY,
        by=base + timedelta(days=every),
        until=base + timedelta(days=every * number),
        missed=number - 1,
    )


def due(application: Application, reading: ClockReading) -> Period | None:
    """Return what the office owes the applicant now, as far as the law of the service asks."""
    told = application.delay_notices.exclude(told_at=None).values_list("until", flat=True)
    return due_after(application, reading, list(told))


def due_after(
    application: Application, reading: ClockReading, told: Sequence[date]
) -> Period | None:
    """Return what is owed after these stretches were told; it reads nothing."""
    profile = profile_of(dossier.parts_of(application)["service"])
    if not profile.delay_notice_days or application.status not in BEFORE_DECISION:
        return None
    if reading.state != ClockState.RUNNING or reading.due_on is None:
        return None
    return period(reading.due_on, told, clock.today(), profile.delay_notice_days)


def write_by(application: Application, owed: Period) -> date:
    """Return the day by which an officer has to write: the office is open on it.

    An authority's last day counts even when it is a holiday, so the work is due before it.
    """
    calendar, day = terms.calendar_of(application), owed.by
    while day > owed.opens and not is_working_day(calendar, day):
        day -= ONE_DAY
    return day if is_working_day(calendar, day) else owed.by


def told_to(application: Application) -> list[DelayNotice]:
    """Return the notices that the applicant received, the newest first."""
    return list(application.delay_notices.exclude(told_at=None).order_by("-until"))
