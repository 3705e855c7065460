"""What the room needs from outside: registries that answer one question by key."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from krob.foundation.core.registry import Registry
from krob.foundation.core.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryAnswer:
    """What a registry knows under a key; ``as_of`` is when it knew it."""

    found: bool
    facts: dict[str, Any] = field(default_factory=dict)
    as_of: datetime | None = None
    source: Text


class RegistrySource(Protocol):
    """A registry outside, reached by an adapter. ``fresh_for``: how long an answer is reused."""

    fresh_for: timedelta

    def fetch(self, key: str, *, agent: str, purpose: str) -> RegistryAnswer:
        """Ask for what is known under ``key``. Safe to repeat.

        Raises:
            Unavailable: the registry did not answer, or not in a way that can be understood.
            Invalid: the registry refused the question.
        """
        ...

    def check(self) -> str:
        """Return "" when configured, else what is wrong, for the status page."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class BackOfficeAnswer:
    """What an agency's own system says of a case: nothing yet, or what it did and why.

    ``action`` is one of the actions that the case offered, "" while the system works on it.
    """

    action: str = ""
    note: str = ""


class AgencyBackOffice(Protocol):
    """An agency's own approval system, to which cases are handed over."""

    def deliver(self, endpoint: str, *, key: str, case: Mapping[str, Any]) -> BackOfficeAnswer:
        """Hand a case over. Safe to repeat: the system knows a case by its ``key``.

        Raises:
            Unavailable: the system did not answer, or not in a way that can be understood.
            Invalid: the system refused the case.
        """
        ...

    def ask(self, endpoint: str, *, key: str) -> BackOfficeAnswer:
        """Ask how a case stands. Safe to repeat.

        Raises:
            Unavailable, Invalid: as for handing over.
        """
        ...


back_offices: Registry[AgencyBackOffice] = Registry("agency's back office")
registries: Registry[RegistrySource] = Registry("registry")
