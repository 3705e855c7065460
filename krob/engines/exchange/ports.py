"""What the room needs from outside: registries that answer one question by key."""

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


registries: Registry[RegistrySource] = Registry("registry")
