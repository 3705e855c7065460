"""What the room needs from outside: channels that carry copies."""

from dataclasses import dataclass
from typing import Protocol

from krob.foundation.core.registry import Registry


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One copy to carry. ``key`` is the same at every attempt; plain text only."""

    key: str
    to: str
    title: str
    text: str
    language: str


class Channel(Protocol):
    """A way by which a copy reaches somebody."""

    def send(self, copy: Outgoing) -> None:
        """Hand a copy over. Safe to repeat with the same ``key``: the receiver drops a repeat.

        Raises:
            Unavailable: not now; try again.
            Invalid: never; this address does not take it.
        """
        ...

    def check(self) -> str:
        """Return "" when configured, else what is wrong, for the status page."""
        ...


channels: Registry[Channel] = Registry("channel")
