"""What registries answered, and the history of every exchange."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from krob.engines.exchange.models import Endpoint, ExchangeRecord, HandOver, Lookup
from krob.engines.exchange.types import BACK_OFFICE
from krob.foundation.core.actor import Actor, ActorKind
from krob.foundation.core.errors import NotFound
from krob.foundation.events import access
from krob.people.parties.participation import visible


def lookup(actor: Actor, lookup_id: UUID | str, *, purpose: str = "") -> Lookup:
    """Return a look-up with its facts; an officer's reading of an answer leaves an access row.

    Raises:
        NotFound: there is no such look-up that the actor may see.
    """
    row = Lookup.objects.visible_to(actor).filter(pk=lookup_id).first()
    if row is None:
        raise NotFound("lookup-not-found", _("There is no such look-up."))
    if row.found and actor.kind in (ActorKind.OFFICER, ActorKind.CLIENT_SYSTEM):
        access.reading(
            actor=actor,
            purpose=purpose or row.purpose,
            subjects=[row.subject],
            fields=sorted(row.found),
        )
    return row


def answered_note(hand_over: UUID | str) -> str:
    """Return what an agency's system wrote with its answer, for the step that it closes."""
    return str(HandOver.objects.values_list("note", flat=True).get(pk=hand_over))


def back_offices() -> list[str]:
    """Return the codes of the agencies' systems to which cases can be handed over."""
    rows = Endpoint.objects.filter(kind=BACK_OFFICE, enabled=True).order_by("code")
    return list(rows.values_list("code", flat=True))


def lookups(actor: Actor, subject: str) -> QuerySet[Lookup]:
    """Return the look-ups about a subject, newest first, without their facts."""
    rows = Lookup.objects.visible_to(actor).filter(subject=subject)
    return rows.defer("facts", "key").order_by("-asked_at", "id")


def exchanges(actor: Actor, subject: str) -> QuerySet[ExchangeRecord]:
    """Return every call to the outside about a subject, newest first.

    Req: 2.11.8
    """
    return ExchangeRecord.objects.filter(visible(actor), subject=subject).order_by("-id")
