"""What the catalogue asks of whoever keeps applications: one, as a pattern for what it writes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from krob.engines.smartforms.types import CompiledForm
from krob.foundation.core.actor import Actor
from krob.foundation.core.errors import Message
from krob.foundation.core.registry import Registry
from krob.foundation.core.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Lent:
    """One filed application: who asked for what on which day, and what was answered.

    ``form`` is the one that was answered; it says what names somebody.
    """

    service: str
    applicant: str
    action: str
    on: date
    answers: Mapping[str, Any]
    form: CompiledForm


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """One filed application as an official chooses it: nothing of its answers."""

    reference: str
    on: date
    office: Text
    status: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """What a message about one application names; ``wanted``: would it be sent (None: unknown)."""

    values: Mapping[str, Text]
    wanted: bool | None


class Lender(Protocol):
    """Who keeps applications and lends one to an official who may open it."""

    def recent(self, *, actor: Actor, service: str, many: int) -> Sequence[Filed]:
        """Return the last applications of a service that the actor may borrow."""
        ...

    def sample(
        self, *, actor: Actor, service: str, reference: str, message: Mapping[str, Any]
    ) -> Sample:
        """Return what a message about an application would name; the read is written down.

        Raises:
            NotFound: there is none of this service that the actor may see.
            NotAllowed: the actor may not borrow applications.
        """
        ...

    def lend(self, *, actor: Actor, reference: str) -> Lent:
        """Return an application; the read is written into the access log with its purpose.

        Raises:
            NotFound: there is none that the actor may see.
            NotAllowed: the actor may not borrow applications.
        """
        ...


lenders: Registry[Lender] = Registry("lender of applications")
