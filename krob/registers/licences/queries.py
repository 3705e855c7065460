"""Questions about licences of those who hold or supervise them."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from krob.engines.documents import storage
from krob.foundation.core.actor import Actor, ActorKind
from krob.foundation.core.errors import Conflict, NotAllowed, NotFound
from krob.foundation.events import access
from krob.registers.licences import policies
from krob.registers.licences.models import Licence, LicenceDocument, StatusChange
from krob.registers.licences.numbering import normal
from krob.registers.licences.types import LicenceStatus

SUPERVISION = "licences.supervision"


def mine(actor: Actor) -> QuerySet[Licence]:
    """Return the licences of the party acted for, newest first."""
    if actor.kind != ActorKind.APPLICANT:
        return Licence.objects.none()
    held = Licence.objects.filter(holder=actor.party)
    return held.select_related("document").order_by("-granted_at", "id")


def supervised(actor: Actor, number: str = "", limit: int = 50) -> list[Licence]:
    """Return the licences of an officer's units, newest first; ``number`` narrows them.

    They name their holders, so one row of the access log is left for the list.

    Raises:
        NotAllowed: the officer does not supervise licences.
    """
    _require_view(actor)
    seen = Licence.objects.visible_to(actor)
    if number:
        seen = seen.filter(number__icontains=normal(number))
    found = list(seen.order_by("-granted_at", "id")[:limit])
    _note(actor, found, "holder-name")
    return found


def _require_view(actor: Actor) -> None:
    if not policies.may_view(actor):
        raise NotAllowed("licences-view", _("You may not see licences."))


def _note(actor: Actor, read: Sequence[Licence], *fields: str) -> None:
    if read and actor.kind == ActorKind.OFFICER:
        subjects = [licence.subject for licence in read]
        access.reading(actor=actor, purpose=SUPERVISION, subjects=subjects, fields=fields)


def licence(actor: Actor, licence_id: UUID | str) -> Licence:
    """Return a licence; an officer's read is written down first.

    Raises:
        NotFound: there is no such licence that the actor may see.
        NotAllowed: the officer does not supervise licences.
    """
    found = _seen(actor, licence_id)
    _note(actor, [found], "holder-name", "premises")
    return found


def _seen(actor: Actor, licence_id: UUID | str) -> Licence:
    found = Licence.objects.visible_to(actor).filter(pk=licence_id).first()
    if found is None:
        raise NotFound("licence-not-found", _("There is no such licence."))
    _require_view(actor)
    return found


def by_number(actor: Actor, number: str, authority: str = "") -> Licence:
    """Return a licence by its number.

    Raises:
        NotFound: there is no such licence that the actor may see.
        Conflict: several authorities gave this number; name one.
    """
    seen = Licence.objects.visible_to(actor).filter(number=normal(number))
    found = list(seen.filter(authority=authority) if authority else seen)
    if not found:
        raise NotFound("licence-not-found", _("There is no such licence."))
    if len(found) > 1:
        raise Conflict("several-licences", _("Several authorities gave this number: name one."))
    return found[0]


def of_subject(actor: Actor, subject: str) -> Licence | None:
    """Return the licence that was granted on a subject, if there is one."""
    return Licence.objects.visible_to(actor).filter(subject=subject).first()


def changes_of(licence: Licence) -> QuerySet[StatusChange]:
    """Return the measures on a licence that the caller may see, oldest first."""
    return licence.changes.order_by("at", "id")


def may_end(actor: Actor, licence: Licence) -> bool:
    """Say whether the actor may suspend or revoke a licence, to show or hide the way there."""
    return policies.may_end(actor, licence)


def sealed_document(actor: Actor, licence_id: UUID | str) -> tuple[Licence, bytes]:
    """Return a licence with its sealed PDF; an officer's read is written down first.

    Raises:
        NotFound: there is no such licence that the actor may see, or it is not sealed yet.
        NotAllowed: the officer does not supervise licences.
    """
    found = _seen(actor, licence_id)
    document = LicenceDocument.objects.filter(licence=found).first()
    if document is None:
        raise NotFound("not-sealed-yet", _("The document is being prepared. Come back soon."))
    _note(actor, [found], "licence-document")
    return found, storage.read(document.key)


def subjects_held(holder: str, service: str) -> list[str]:
    """Return the applications from which the licences of a service come that a party holds today.

    For rules about what may not be held together: it tells nothing but that they exist.
    """
    held = Licence.objects.filter(holder=holder, service=service)
    return [licence.subject for licence in held if licence.status_today in HELD]


HELD = frozenset(
    {
        LicenceStatus.GRANTED,
        LicenceStatus.SEALING,
        LicenceStatus.IN_FORCE,
        LicenceStatus.SUSPENDED,
    }
)
