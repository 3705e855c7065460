"""What the catalogue needs from the system of public manuals (คู่มือสำหรับประชาชน)."""

from collections.abc import Mapping
from typing import Any, Protocol

from krob.foundation.core.registry import Registry


class ManualSource(Protocol):
    """The system that keeps public manuals, reached by an adapter."""

    def fetch(self, code: str) -> Mapping[str, Any] | None:
        """Return a manual as ``manuals.read`` gives it; None where there is none. Safe to repeat.

        Raises:
            Unavailable: the system did not answer, or not in a way that can be understood.
            Invalid: the system refused the question.
        """
        ...

    def check(self) -> str:
        """Return "" when configured, else what is wrong, for the status page."""
        ...


PUBLIC_MANUALS = "public-manuals"
manual_sources: Registry[ManualSource] = Registry("manual source")
