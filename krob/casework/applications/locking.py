"""Getting hold of an application inside a command: seen, locked, allowed."""

from collections.abc import Sequence

from django.db import connection
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from krob.casework.applications.models import Application, Counter
from krob.foundation.core import clock, thai
from krob.foundation.core.actor import Actor
from krob.foundation.core.errors import Message, NotAllowed, NotFound

PARTS = ("version__service", "offering__authority", "unit__calendar")
FILED_ALREADY = _("This application has been filed already.")
TOO_LATE = _("This application can no longer be withdrawn.")
TOO_LOW = _("This service needs a stronger proof of identity.")


def locked(actor: Actor, reference: str, parts: Sequence[str] = PARTS) -> Application:
    """Return the application for changing; the row stays locked until the command ends.

    ``parts`` are the related rows that come with it.

    Raises:
        NotFound: there is none that the actor may see.
    """
    seen = Application.objects.reachable_by(actor).filter(reference=reference)
    if connection.features.has_select_for_update:
        # First the lock: a row that moves to another office meanwhile would drop out of a join.
        key = seen.select_for_update(of=("self",)).values_list("pk", flat=True).first()
        seen = Application.objects.filter(pk=key) if key else seen.none()
    application = seen.joined(*parts).first()
    if application is None:
        raise NotFound("application-not-found", _("There is no such application."))
    return application


def require(allowed: bool, code: str = "not-allowed", message: Message = "") -> None:
    """Refuse unless ``allowed``.

    Raises:
        NotAllowed: it is not.
    """
    if not allowed:
        raise NotAllowed(code, message or _("You may not do this."))


def next_reference() -> str:
    """Return the next application number of the Buddhist year: ``KRB-2569-000123``."""
    series = f"KRB-{clock.today().year + thai.ERA}"
    Counter.objects.get_or_create(series=series)
    Counter.objects.filter(series=series).update(last=F("last") + 1)
    return f"{series}-{Counter.objects.get(series=series).last:06d}"
