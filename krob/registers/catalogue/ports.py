"""What the catalogue needs from the rooms above it: the applications that were filed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from krob.foundation.core.actor import Actor
from krob.foundation.core.registry import Registry


@dataclass(frozen=True, slots=True, kw_only=True)
class PastApplication:
    """One application that was filed: what was answered, by which days, at which authority.

    ``answers`` are those that were handed in. ``dates`` are the Bangkok days on which it was
    ``submitted``, ``completed``, ``decided`` as far as it was. ``authority`` is "" where no office
    was found. It lives in the worker's memory only.
    """

    reference: str
    authority: str
    answers: Mapping[str, Any]
    context: Mapping[str, Any]
    dates: Mapping[str, date]
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Some past applications, and behind which reference the next ones stand ("" = at the end).

    ``passed`` counts those that were gone by, those left out of a sample included.
    """

    applications: Sequence[PastApplication]
    cursor: str
    passed: int


class PastApplications(Protocol):
    """Who keeps the applications and lends them for a replay."""

    def count(self, service: str, authority: str = "") -> int:
        """Return how many applications of a service (at one authority) were filed."""

    def batch(
        self, *, actor: Actor, service: str, authority: str, before: str, many: int, one_in: int
    ) -> Batch:
        """Return the next ``many`` applications, the newest first, behind ``before`` ("" = all).

        ``one_in`` takes one of so many, spread evenly over time. The read is written into the
        access log before anything is decrypted.
        """

    def visible(self, actor: Actor, references: Collection[str]) -> frozenset[str]:
        """Return those of the references that the actor may open."""


past: Registry[PastApplications] = Registry("keeper of past applications")


def keepers() -> list[PastApplications]:
    """Return who keeps applications: none in an installation without casework."""
    return [past.get(name) for name in past]
