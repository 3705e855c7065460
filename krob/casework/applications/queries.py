"""Questions about applications. Each starts from what the actor may see."""

from collections.abc import Collection

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from krob.casework.applications import policies
from krob.casework.applications.models import Application
from krob.casework.applications.types import Status
from krob.foundation.core.actor import Actor
from krob.foundation.core.errors import NotAllowed, NotFound

LISTED = ("reference", "subject", "label", "status", "version__digest")
PARTS = ("version__service", "offering__authority", "unit__agency", "premises")


def one(actor: Actor, reference: str) -> Application:
    """Return an application with what its screens need.

    Raises:
        NotFound: there is none that the actor may see.
        NotAllowed: the officer does not open applications.
    """
    application = (
        Application.objects.reachable_by(actor).joined(*PARTS).filter(reference=reference).first()
    )
    if application is None:
        raise NotFound("application-not-found", _("There is no such application."))
    if not policies.may_view(actor):
        raise NotAllowed("not-allowed", _("You may not open applications."))
    return application


def reference_of(subject: str) -> str:
    """Return the number of the application that a subject names; empty for other subjects."""
    found = Application.objects.filter(subject=subject).values_list("reference", flat=True).first()
    return found or ""


def listed(actor: Actor) -> QuerySet[Application]:
    """Return applications for a list, without their answers, the last changed first."""
    return (
        Application.objects.visible_to(actor)
        .joined("version__service", "unit")
        .defer("answers", "raw", "provenance")
        .order_by("-saved_at", "-id")
    )


def briefly(actor: Actor) -> QuerySet[Application]:
    """Return applications with no more than a line of the officer's queue shows."""
    return Application.objects.visible_to(actor).select_related("version").only(*LISTED)


def behind(actor: Actor, subjects: Collection[str]) -> QuerySet[Application]:
    """Return what the queue shows of the applications behind steps.

    A unit that is only asked about an application has its step of it in the queue, too.
    """
    reachable = Application.objects.reachable_by(actor).filter(subject__in=subjects)
    return reachable.select_related("version").only(*LISTED)


def corrected(actor: Actor) -> QuerySet[Application]:
    """Return applications whose applicant has sent corrections that nobody has checked yet."""
    checking = Application.objects.visible_to(actor).filter(status=Status.CHECKING)
    return checking.filter(corrections__answered_at__isnull=False).distinct()


def unrouted(actor: Actor) -> QuerySet[Application]:
    """Return filed applications that no office is competent for yet."""
    return Application.objects.visible_to(actor).filter(status=Status.ROUTING)
