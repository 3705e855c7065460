"""Silence that is approval: what the law decides when the time ended and nobody did.

The law decides at midnight; the worker records it soon after. What comes between is refused, so
that nobody decides otherwise what is decided.
"""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from krob.casework.applications import dossier
from krob.casework.applications.models import Application
from krob.casework.applications.types import BEFORE_DECISION
from krob.engines.workflow import queries as workflow
from krob.foundation.core import clock, typography
from krob.foundation.core.errors import Conflict
from krob.registers.catalogue.models import ServiceVersion
from krob.registers.catalogue.versioning.legal import LegalProfile, profile_of

APPROVED = _("The time is over: this is approved by law. The approval is being recorded.")


def profile(application: Application) -> LegalProfile:
    """Return the legal profile of the version that the application pins."""
    return profile_of(dossier.parts_of(application)["service"])


def is_decided(application: Application) -> bool:
    """Say whether the law has approved an application that nobody decided in time."""
    if application.status not in BEFORE_DECISION or not profile(application).tacit_approval:
        return False
    return workflow.overdue_processes(clock.today()).filter(subject=application.subject).exists()


def refuse_decided(application: Application) -> None:
    """Refuse what comes after the law has decided.

    Raises:
        Conflict: it has.
    """
    if is_decided(application):
        raise Conflict("approved-by-law", APPROVED)


def reasons(application: Application) -> str:
    """Return what is written down as the decision: in Thai, the authentic language."""
    due = workflow.due_on(application.subject)
    last = typography.day_long(due, "th") if due else ""
    return f"ครบกำหนด {last} โดยไม่มีคำสั่ง ถือว่าอนุญาตตาม {profile(application).tacit_law.th}"


def overdue(**legal: object) -> QuerySet[Application]:
    """Return the undecided overdue applications whose service's law says so, the oldest first.

    ``legal`` are lookups into the legal profile: ``tacit_approval=True``.
    """
    asked = {f"parts__service__legal__{key}": value for key, value in legal.items()}
    versions = ServiceVersion.objects.filter(**asked).values_list("pk", flat=True)
    late = workflow.overdue_processes(clock.today()).order_by().values("subject")
    found = Application.objects.filter(version__in=list(versions), subject__in=late)
    return found.filter(status__in=BEFORE_DECISION).order_by("submitted_at", "id")
