"""How often, and how many at the same time, costly things may be asked for.

Counted in the database, so that one limit holds for all processes and machines of an installation.
Addresses are kept as keyed hashes, for a minute at most. What is cheap to answer is not counted: a
write for each read would cost more than the read (see ``docs/explanation/house.md``).
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_lazy as _

from krob.foundation.core import clock
from krob.foundation.core.encryption import keyed_hash
from krob.foundation.core.errors import TooMany
from krob.foundation.events.models import Allowance
from krob.foundation.jobs.queue import periodic

PERIOD = timedelta(minutes=1)
LEASE = timedelta(minutes=2)

_COUNT = """
INSERT INTO events_allowance (key, used, until) VALUES (%s, 1, %s)
ON CONFLICT (key) DO UPDATE SET used = events_allowance.used + 1 RETURNING used
"""
_TAKE = """
INSERT INTO events_allowance (key, used, until) VALUES (%s, 1, %s)
ON CONFLICT (key) DO UPDATE SET until = excluded.until WHERE events_allowance.until < %s
RETURNING used
"""


def limits() -> Mapping[str, int]:
    """Return how often a minute each thing may be asked for (``KROB_LIMITS``; 0: no limit)."""
    parts = (part.split("=", 1) for part in settings.KROB_LIMITS.split(",") if part)
    return {name.strip(): int(times) for name, times in parts}


def count(name: str, caller: str) -> None:
    """Count one call by somebody, in this minute.

    Raises:
        TooMany: that was more than ``KROB_LIMITS`` allows.
    """
    most = limits().get(name, 0)
    if not most:
        return
    now = clock.now()
    until = now.replace(second=0, microsecond=0) + PERIOD
    key = keyed_hash(f"{name}|{caller}|{until.isoformat()}", context="events.allowance")
    if _one(_COUNT, [key, until]) > most:
        raise TooMany(
            "too-many-attempts",
            _("Too many attempts. Wait a minute, then try again."),
            retry_after=max(1, round((until - now).total_seconds())),
        )


@contextmanager
def place(name: str, places: int) -> Iterator[None]:
    """Hold one of the places for something while it lasts; one of the dead is free after minutes.

    Raises:
        TooMany: all are taken.
    """
    now = clock.now()
    until = now + LEASE
    key = next((key for key in _keys(name, places) if _one(_TAKE, [key, until, now])), None)
    if key is None:
        raise TooMany(
            "too-busy", _("Many people ask for this at the moment. Try again in a moment.")
        )
    try:
        yield
    finally:
        Allowance.objects.filter(key=key, until=until).delete()


def _keys(name: str, places: int) -> list[str]:
    return [f"{name}#{number}" for number in range(1, places + 1)]


def _one(sql: str, values: list[str | datetime]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, [_written(value) for value in values])
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def _written(value: str | datetime) -> Any:
    if isinstance(value, str):
        return value
    return connection.ops.adapt_datetimefield_value(value)


@periodic("events.forget-allowances", every=timedelta(minutes=5))
def forget_allowances() -> None:
    """Delete what was counted in minutes that are over."""
    Allowance.objects.filter(until__lt=clock.now()).delete()
