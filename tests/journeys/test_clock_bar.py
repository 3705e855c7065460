"""The statutory clock as a bar: what was used, where it stood still, how late it is."""

from datetime import UTC, date, datetime

from django.utils.translation import override

from krob.casework.applications.clocks.clockbar import Part, bar_of
from krob.engines.workflow.clock import NO_CLOCK, ClockReading, ClockSpan
from krob.engines.workflow.types import ClockState
from krob.foundation.core import clock
from krob.foundation.core.text import Text

STOPPED = Text("หยุดนับระหว่าง “ผู้ยื่นแก้ไข”", "Stopped during “Correction”")


def _noon(day: int) -> datetime:
    return datetime(2026, 11, day, 5, 0, tzinfo=UTC)


def _reading(state: ClockState, due: int, used: int, *spans: ClockSpan) -> ClockReading:
    return ClockReading(state, date(2026, 11, due), 20 - used, "calendar", used, spans, 20)


def test_a_stop_is_shown_where_it_was_with_its_cause():
    before = ClockSpan(_noon(1), _noon(6), STOPPED, Text(""))
    since = ClockSpan(_noon(8), None, Text(""), Text(""))

    with clock.frozen(_noon(11)), override("en"):
        bar = bar_of(_reading(ClockState.RUNNING, 21, 8, before, since))

    assert bar is not None
    assert bar.parts == (Part("run", 0.0, 50.0), Part("stop", 25.0, 10.0))
    assert bar.used == "8 of 20 days used"
    assert bar.stops == ("Stopped during “Correction”, 2 days",)


def test_a_stop_that_goes_on_reaches_to_today():
    span = ClockSpan(_noon(1), _noon(6), STOPPED, Text(""))

    with clock.frozen(_noon(11)), override("th"):
        bar = bar_of(_reading(ClockState.STOPPED, 26, 5, span))

    assert bar is not None
    assert bar.parts == (Part("run", 0.0, 40.0), Part("stop", 20.0, 20.0))
    assert bar.stops == ("หยุดนับระหว่าง “ผู้ยื่นแก้ไข” 5 วัน",)


def test_lateness_is_a_part_of_its_own():
    span = ClockSpan(_noon(1), None, Text(""), Text(""))

    with clock.frozen(_noon(26)):
        bar = bar_of(_reading(ClockState.RUNNING, 21, 25, span))

    assert bar is not None
    assert bar.parts == (Part("run", 0.0, 100.0), Part("late", 80.0, 20.0))


def test_a_clock_that_has_ended_grows_no_further():
    span = ClockSpan(_noon(1), _noon(11), Text(""), Text(""))

    with clock.frozen(_noon(30)):
        bar = bar_of(_reading(ClockState.ENDED, 21, 10, span))

    assert bar is not None
    assert bar.parts == (Part("run", 0.0, 50.0),)


def test_a_clock_that_has_not_started_has_no_bar():
    assert bar_of(NO_CLOCK) is None
