"""The words of the workflow: roles of steps, states, and what a move brings about."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from krob.foundation.events import journal

if TYPE_CHECKING:
    from krob.engines.workflow.models import Process

KINDS = frozenset(
    "review applicant inspection recommendation decision payment auto wait consult".split()
) | {"hand-over"}
CLOCKS = frozenset({"off", "runs", "paused"})
NEEDS = frozenset({"note", "corrections", "checklist", "reasons"})
STYLES = frozenset({"primary", "line", "bad"})


class StepRole(StrEnum):
    """Who may act in a step; which permission that asks for is in ``policies``."""

    APPLICANT = "applicant"
    APPROVER = "approver"
    CASHIER = "cashier"
    CHECKER = "checker"
    INSPECTOR = "inspector"
    RECOMMENDER = "recommender"
    ROUTER = "router"
    SYSTEM = "system"


ROLES = frozenset(str(role) for role in StepRole)


class ProcessStatus(TextChoices):
    """Whether a process still moves."""

    OPEN = "open", _("open")
    ENDED = "ended", _("ended")


class StepState(TextChoices):
    """What became of a visit of a step."""

    OPEN = "open", _("open")
    DONE = "done", _("done")
    CANCELLED = "cancelled", _("cancelled")


class ClockState(TextChoices):
    """What the statutory clock does."""

    NOT_STARTED = "not-started", _("not started")
    RUNNING = "running", _("running")
    STOPPED = "stopped", _("stopped")
    ENDED = "ended", _("ended")


@dataclass(frozen=True, slots=True)
class ExtensionLimits:
    """How often the time may be extended, and by how many days of its unit each time."""

    times: int
    days: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an action brought about: the steps entered, and the end when one was reached."""

    entered: tuple[str, ...]
    ended: str
    process: "Process"


journal.declare(
    {
        "workflow.step-assigned": _("Handed to an officer"),
        "workflow.unit-changed": _("Passed to another unit"),
        "workflow.step-due-soon": _("The officer was reminded of the step's time"),
        "workflow.step-overdue": _("The step is late"),
        "workflow.step-escalated": _("The next in line was told that the step is late"),
        "workflow.deadline-near": _("The office was reminded of the time that the law gives"),
        "workflow.deadline-passed": _("The time that the law gives is over"),
        "workflow.deadline-escalated": _("The next in line was told that the law's time is over"),
    }
)
