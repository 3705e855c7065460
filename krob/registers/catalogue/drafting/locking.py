"""A draft taken for changing: seen first, then locked."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from krob.foundation.core.actor import Actor
from krob.foundation.core.errors import NotFound
from krob.registers.catalogue.models import ServiceDraft


def seen_draft(actor: Actor, draft: UUID) -> ServiceDraft | None:
    """Return a draft that the actor sees, as it is now; nothing is locked."""
    rows = ServiceDraft.objects.visible_to(actor).select_related("agency", "authority")
    return rows.filter(pk=draft).first()


def locked_draft(actor: Actor, draft: UUID) -> ServiceDraft:
    """Return a draft that the actor sees, locked.

    Raises:
        NotFound: there is none.
    """
    row = (
        ServiceDraft.objects.visible_to(actor)
        .select_for_update(of=("self",))
        .select_related("agency", "authority")
        .filter(pk=draft)
        .first()
    )
    if row is None:
        raise NotFound("draft-not-found", _("There is no such draft."))
    return row
