"""What both sides see of the law's time: extended, explained, or soon ended by approval."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from krob.casework.applications import policies
from krob.casework.applications.clocks import bylaw, delays
from krob.casework.applications.models import Application, DelayNotice
from krob.casework.applications.types import BEFORE_DECISION
from krob.engines.workflow import clock as clocks
from krob.engines.workflow import queries as steps
from krob.engines.workflow.clock import ClockExtension, ClockReading
from krob.engines.workflow.types import ClockState
from krob.foundation.core import clock
from krob.foundation.core.actor import Actor
from krob.foundation.core.text import Text
from krob.foundation.core.web import whole_number
from krob.people.agencies import queries as agencies
from krob.registers.catalogue.versioning.legal import LegalProfile


@dataclass(frozen=True, slots=True)
class Explained:
    """An explanation of a delay that the applicant received, with who got the copy."""

    notice: DelayNotice
    copied_to: Text


@dataclass(frozen=True, slots=True)
class Timing:
    """What happened to the law's time; ``silence`` names the law that will approve by itself.

    ``decided`` says that it has done so, and that this is being recorded.
    """

    legal: LegalProfile
    extensions: Sequence[ClockExtension]
    explained: Sequence[Explained]
    silence: Text
    decided: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """What an officer wrote about the time; shown again when something was missing."""

    number: int = 0
    days: str = ""
    until: date | None = None
    reason: str = ""
    state: str = ""

    @classmethod
    def of(cls, post: Mapping[str, str]) -> "Written":
        """Read it from a posted form; nonsense counts as nothing."""
        return cls(
            number=whole_number(post.get("number", "")),
            days=post.get("days", "")[:10],
            until=_day(post.get("until", "")),
            reason=post.get("reason", "")[:3000],
            state=post.get("state", "")[:3000],
        )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Duties:
    """What an officer may, or must, do about the time.

    ``extension`` is the number of the next extension, 0 where none may be made. ``owed`` is the
    explanation that must be written, by the day ``write_by``.
    """

    extension: int = 0
    most_days: int = 0
    left: int = 0
    owed: delays.Period | None = None
    write_by: date | None = None
    wrote: Written = field(default_factory=Written)


def timing_of(application: Application, reading: ClockReading) -> Timing:
    """Return what both sides see of the time of an application."""
    legal = bylaw.profile(application)
    running = reading.state in (ClockState.RUNNING, ClockState.STOPPED)
    waits = application.status in BEFORE_DECISION and running
    decided = bylaw.is_decided(application)
    return Timing(
        legal=legal,
        extensions=clocks.extensions_of(application.subject) if reading.extended else (),
        explained=_explained(application) if legal.delay_notice_days else (),
        silence=legal.tacit_law if legal.tacit_approval and waits and not decided else Text(""),
        decided=str(bylaw.APPROVED) if decided else "",
    )


def _explained(application: Application) -> list[Explained]:
    told = delays.told_to(application)
    names = agencies.unit_names(notice.copied_to for notice in told)
    return [Explained(notice, names.get(notice.copied_to, Text(""))) for notice in told]


def duties_of(
    actor: Actor, application: Application, reading: ClockReading, wrote: Written | None
) -> Duties:
    """Return what this officer may do about the time of an application."""
    owed = delays.due(application, reading) if policies.may_explain(actor, application) else None
    return Duties(
        **_extending(actor, application, reading),
        owed=owed,
        write_by=delays.write_by(application, owed) if owed else None,
        wrote=wrote or Written(),
    )


def _extending(actor: Actor, application: Application, reading: ClockReading) -> dict[str, Any]:
    legal = bylaw.profile(application)
    in_time = reading.state == ClockState.RUNNING and (reading.days_left or 0) >= 0
    if not legal.extension_times or not in_time or application.status not in BEFORE_DECISION:
        return {}
    process = steps.process_of(actor, application.subject)
    if process is None or not steps.can_extend(actor, process):
        return {}
    made = len(clocks.extensions_of(application.subject)) if reading.extended else 0
    if made >= legal.extension_times:
        return {}
    left = legal.extension_times - made
    return {"extension": made + 1, "most_days": legal.extension_days, "left": left}


def owed_of(
    applications: Sequence[Application], readings: Mapping[str, ClockReading]
) -> dict[str, delays.Period]:
    """Return by subject the explanations that are owed, in one query for a whole page."""
    late = [one for one in applications if _is_late(readings.get(one.subject))]
    if not late:
        return {}
    told: dict[Any, list[date]] = {one.pk: [] for one in late}
    rows = DelayNotice.objects.filter(application__in=late).exclude(told_at=None)
    for pk, until in rows.values_list("application", "until"):
        told[pk].append(until)
    found = {
        one.subject: delays.due_after(one, readings[one.subject], told[one.pk]) for one in late
    }
    return {subject: owed for subject, owed in found.items() if owed is not None}


def _is_late(reading: ClockReading | None) -> bool:
    return (
        reading is not None
        and reading.state == ClockState.RUNNING
        and reading.due_on is not None
        and reading.due_on < clock.today()
    )
