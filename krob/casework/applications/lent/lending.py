"""Applications lent to officials who write services: patterns for examples and messages.

An official needs no right to open applications for it: the catalogue replaces what names somebody
before anything is shown, and every read is written down with its purpose.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from krob.casework.applications import dossier, policies, queries
from krob.casework.applications.filling import message_values
from krob.casework.applications.models import Application
from krob.casework.applications.types import TO_OFFICER, Status
from krob.engines.notifications import spec as messages
from krob.foundation.core import clock
from krob.foundation.core.actor import Actor
from krob.foundation.core.errors import DomainError, NotAllowed, NotFound
from krob.foundation.core.text import Text
from krob.foundation.events import access
from krob.registers.catalogue.proving.lending import Filed, Lent, Sample
from krob.registers.catalogue.queries import form_of
from krob.registers.catalogue.types import rule_types

EXAMPLE = "applications.example"
PREVIEW = "applications.message-preview"


class FiledOnes:
    """Lends the filed applications of an official's own units."""

    def recent(self, *, actor: Actor, service: str, many: int) -> Sequence[Filed]:
        """Return the last filed ones by number and day; nothing for who may not borrow."""
        if not policies.may_borrow(actor):
            return []
        rows = Application.objects.visible_to(actor).filter(
            version__service__code=service, submitted_at__isnull=False
        )
        shown = rows.select_related("unit").only("reference", "submitted_at", "status", "unit")
        return [
            Filed(
                reference=row.reference,
                on=clock.local_date(row.submitted_at),
                office=row.unit.name,
                status=TO_OFFICER[Status(row.status)],
            )
            for row in shown.order_by("-submitted_at", "-id")[:many]
            if row.submitted_at
        ]

    def lend(self, *, actor: Actor, reference: str) -> Lent:
        """Return an application; the read is written down first."""
        application = _filed(actor, reference)
        access.reading(
            actor=actor, purpose=EXAMPLE, subjects=[application.subject], fields=("answers",)
        )
        context = dossier.context_of(application)
        return Lent(
            service=application.version.service.code,
            applicant=application.party_kind,
            action=str(context["action"]),
            on=_day(application),
            answers=dossier.effective_answers(application),
            form=form_of(application.version),
        )

    def sample(
        self, *, actor: Actor, service: str, reference: str, message: Mapping[str, Any]
    ) -> Sample:
        """Return what a message about an application would name; the read is written down."""
        application = _filed(actor, reference)
        if application.version.service.code != service:
            raise _none()
        subjects, fields = [application.subject], ("answers", "fees", "licence")
        access.reading(actor=actor, purpose=PREVIEW, subjects=subjects, fields=fields)
        values = {key: _text(said) for key, said in message_values(application).items()}
        return Sample(values=values, wanted=_is_wanted(application, message))


def _filed(actor: Actor, reference: str) -> Application:
    if not policies.may_borrow(actor):
        raise NotAllowed("not-allowed", _("You may not open applications."))
    rows = Application.objects.reachable_by(actor).joined(*queries.PARTS)
    application = rows.filter(reference=reference).first()
    if application is None or application.status == Status.DRAFT or not application.submitted_at:
        raise _none()
    return application


def _none() -> NotFound:
    return NotFound("application-not-found", _("There is no such application."))


def _day(application: Application) -> Any:
    assert application.submitted_at is not None  # noqa: S101 - filed ones alone are lent
    return clock.local_date(application.submitted_at)


def _text(said: Text | str) -> Text:
    return said if isinstance(said, Text) else Text(said, said)


def _is_wanted(application: Application, message: Mapping[str, Any]) -> bool | None:
    """Say whether the message would be sent; None where its rule reads what was not asked then."""
    types = rule_types(form_of(application.version))
    try:
        return messages.is_wanted(message, types, dossier.typed_answers(application))
    except (DomainError, LookupError):
        return None
