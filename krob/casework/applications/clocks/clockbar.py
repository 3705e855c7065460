"""A statutory clock as a bar: time used, stops and lateness in percent of its whole length."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from krob.engines.workflow.clock import ClockReading
from krob.engines.workflow.types import ClockState
from krob.foundation.core import clock
from krob.foundation.core.text import Text


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of the bar; ``kind`` is ``run``, ``stop`` or ``late``, the rest is in percent."""

    kind: str
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Bar:
    """A clock for ``core/components/clock.html``: pieces, the same in words, each stop's cause."""

    parts: tuple[Part, ...]
    label: str
    used: str
    stops: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Stop:
    since: date
    until: date
    cause: Text


def bar_of(reading: ClockReading) -> Bar | None:
    """Return the bar of a clock that has started; nothing before."""
    if not reading.spans or reading.due_on is None:
        return None
    began, reached = clock.local_date(reading.spans[0].started), _reached(reading)
    stops = tuple(_stops(reading, reached))
    used = _used(reading)
    words = tuple(_words(stop) for stop in stops)
    return Bar(
        parts=tuple(_parts(began, reached, reading.due_on, stops)),
        label=" · ".join((used, *words)),
        used=used,
        stops=words,
    )


def _reached(reading: ClockReading) -> date:
    last = reading.spans[-1].stopped
    if reading.state == ClockState.ENDED and last is not None:
        return clock.local_date(last)
    return clock.today()


def _stops(reading: ClockReading, reached: date) -> Iterator[_Stop]:
    for before, after in pairwise(reading.spans):
        if before.stopped is not None:
            since, until = clock.local_date(before.stopped), clock.local_date(after.started)
            yield _Stop(since, until, before.cause)
    last = reading.spans[-1]
    if reading.state == ClockState.STOPPED and last.stopped is not None:
        yield _Stop(clock.local_date(last.stopped), reached, last.cause)


def _parts(began: date, reached: date, due: date, stops: tuple[_Stop, ...]) -> Iterator[Part]:
    length = max((max(reached, due) - began).days, 1)

    def part(kind: str, since: date, until: date) -> Part:
        x = 100 * (since - began).days / length
        return Part(kind, x, 100 * max((until - since).days, 0) / length)

    yield part("run", began, reached)
    if reached > due:
        yield part("late", max(due, began), reached)
    for stop in stops:
        yield part("stop", stop.since, stop.until)


def _used(reading: ClockReading) -> str:
    values = {"used": reading.days_used, "n": reading.days}
    said = ngettext("%(used)s of %(n)s day used", "%(used)s of %(n)s days used", reading.days)
    return said % values


def _words(stop: _Stop) -> str:
    days = (stop.until - stop.since).days
    if days == 0:
        return _("%(cause)s, less than a day") % {"cause": stop.cause}
    said = ngettext("%(cause)s, %(n)s day", "%(cause)s, %(n)s days", days)
    return said % {"cause": stop.cause, "n": days}
