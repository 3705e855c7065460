"""A draft changed: who may, and the difference that is kept with every change."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from krob.foundation.core import clock
from krob.foundation.core.actor import Actor
from krob.foundation.core.errors import Conflict
from krob.foundation.editing.differences import differences
from krob.registers.catalogue import policies
from krob.registers.catalogue.drafting.locking import locked_draft
from krob.registers.catalogue.models import DraftChange, ServiceDraft
from krob.registers.catalogue.types import DraftStatus


def writable_draft(actor: Actor, draft: UUID) -> ServiceDraft:
    """Return a draft that the actor may change now, locked.

    Raises:
        NotFound: there is none.
        NotAllowed: the officer does not write it.
        Conflict: it waits for approval, or is finished.
    """
    row = locked_draft(actor, draft)
    policies.require_writes_draft(actor, row)
    if row.status == DraftStatus.IN_REVIEW:
        raise Conflict(
            "draft-in-review",
            _("The draft waits for approval. Take it back to change it."),
        )
    if row.status != DraftStatus.DRAFT:
        raise Conflict("draft-closed", _("This draft is finished. Begin a new version."))
    return row


def kept(
    actor: Actor,
    row: ServiceDraft,
    tab: str,
    item: str,
    parts: dict[str, Any],
    undoes: int | None = None,
) -> DraftChange | None:
    """Keep a draft's new parts with the difference; None where nothing changed."""
    changes = list(differences(row.parts, parts))
    if not changes:
        return None
    row.parts = parts
    row.row_version += 1
    row.changed_by, row.changed_at = actor.id, clock.now()
    row.save(update_fields=["parts", "row_version", "changed_by", "changed_at"])
    return DraftChange.objects.create(
        draft=row,
        number=row.row_version,
        tab=tab,
        item=item[:200],
        changes=[change.as_json() for change in changes],
        by=actor.id,
        at=row.changed_at,
        undoes=undoes,
    )
