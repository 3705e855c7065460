"""The only reader of the system clock, so that tests can say what time it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

BANGKOK = ZoneInfo("Asia/Bangkok")

_frozen: ContextVar[datetime | None] = ContextVar("frozen", default=None)
_frozen_everywhere: list[datetime] = []


def now() -> datetime:
    """Return the time now, aware, in UTC; in tests the time that was frozen."""
    if (at := _frozen.get()) is not None:
        return at
    if _frozen_everywhere:
        return _frozen_everywhere[-1]
    return timezone.now()


def today() -> date:
    """Return today's date in Bangkok, where a day of the law begins and ends."""
    return local_date(now())


def local_date(at: datetime) -> date:
    """Return the Bangkok date of a moment."""
    return at.astimezone(BANGKOK).date()


def midnight(day: date) -> datetime:
    """Return the moment at which ``day`` begins in Bangkok."""
    return datetime(day.year, day.month, day.day, tzinfo=BANGKOK)


def last_moment(day: date) -> datetime:
    """Return the last moment of a day in Bangkok: when something that ends with it ends."""
    return midnight(day + timedelta(days=1)) - timedelta(microseconds=1)


@contextmanager
def frozen(at: datetime, *, everywhere: bool = False) -> Iterator[None]:
    """Make ``now()`` return ``at`` within the block; ``everywhere`` includes other threads.

    The only way to set the time.
    """
    if at.tzinfo is None:
        raise ValueError("a frozen time must know its zone")
    token = _frozen.set(at)
    if everywhere:
        _frozen_everywhere.append(at)
    try:
        yield
    finally:
        _frozen.reset(token)
        if everywhere:
            _frozen_everywhere.pop()


def later(**amount: float) -> datetime:
    """Return ``now()`` plus an amount of time, given as for ``timedelta``."""
    return now() + timedelta(**amount)
