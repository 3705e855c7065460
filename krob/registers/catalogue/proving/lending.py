"""What the catalogue asks of whoever keeps applications: one, to make a worked example from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from krob.engines.smartforms.types import CompiledForm
from krob.foundation.core.actor import Actor
from krob.foundation.core.registry import Registry


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


class Lender(Protocol):
    """Who keeps applications and lends one to an official who may open it."""

    def lend(self, *, actor: Actor, reference: str) -> Lent:
        """Return an application; the read is written into the access log with its purpose.

        Raises:
            NotFound: there is none that the actor may see.
            NotAllowed: the actor does not open applications.
        """
        ...


lenders: Registry[Lender] = Registry("lender of applications")
