"""New names in a service's draft, and the ordinances that must follow them.

A question, document, table or step that an official renames is renamed everywhere in the draft at
once. What authorities offer is published apart: it follows when the service is published, so that
it fits the version in force at every moment.

Req: 2.3, 2.10.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from krob.foundation.core.actor import SYSTEM, Actor
from krob.foundation.editing.types import Edited
from krob.foundation.editing.uses import Renaming, followed
from krob.registers.catalogue.drafting.keeping import kept
from krob.registers.catalogue.models import ServiceDraft, ServiceOffering
from krob.registers.catalogue.types import DraftStatus
from krob.registers.catalogue.versioning.definition import OfferingDefinition, digest_of
from krob.registers.catalogue.versioning.writing import written_offering

Parts = Mapping[str, Any]


def of_edit(edited: Edited) -> list[Renaming]:
    """Return what an edit renamed."""
    answers = [Renaming("answer", old, new) for old, new in edited.renamed.items()]
    return [*answers, *(Renaming(kind, *names) for kind, names in edited.recoded.items())]


def of_draft(draft: ServiceDraft) -> list[Renaming]:
    """Return what was renamed in a draft and not taken back, in order."""
    stored = draft.changes.exclude(renamed=[]).filter(undone=False).order_by("number")
    lists = stored.values_list("renamed", flat=True)
    return [Renaming(*each) for names in lists for each in names]


def offered(draft: ServiceDraft) -> dict[str, OfferingDefinition]:
    """Return the newest ordinance of each authority in the names of a draft, by authority."""
    renamings = of_draft(draft)
    rows = ServiceOffering.objects.filter(service__code=draft.code).newest()
    newest = rows.select_related("authority", "service").order_by("authority__code")
    return {row.authority.code: _in_names(row, renamings) for row in newest}


def _in_names(row: ServiceOffering, renamings: list[Renaming]) -> OfferingDefinition:
    parts = followed({"offering": row.parts}, renamings)["offering"]
    service, authority = row.service.code, row.authority.code
    name = row.authority.name
    return OfferingDefinition(service, authority, row.number, row.in_force_from, parts, name)


def carry_over(actor: Actor, draft: ServiceDraft) -> None:
    """Let the ordinances follow the new names of a draft that is published now.

    Each that is in force on the version's day, or later, is published again under the new names
    from that day; nothing else of it changes. Those being written follow too.
    """
    renamings = of_draft(draft)
    if not renamings or draft.is_offering:
        return
    for row, number in list(_counting(draft)):
        new = _in_names(row, renamings)
        if new.digest != row.digest:
            since = max(row.in_force_from, draft.wanted_from or row.in_force_from)
            written_offering(
                actor, OfferingDefinition(new.service, new.authority, number, since, new.parts)
            )
    for writing in ServiceDraft.objects.open().filter(code=draft.code).exclude(authority=None):
        _follow(writing, renamings)


def _counting(draft: ServiceDraft) -> Iterator[tuple[ServiceOffering, int]]:
    """Yield the ordinances in force on the draft's day or later, each with a free number."""
    rows = ServiceOffering.objects.filter(service__code=draft.code).select_related(
        "authority", "service"
    )
    by_authority: dict[int, list[ServiceOffering]] = {}
    for row in rows.order_by("in_force_from", "number"):
        by_authority.setdefault(row.authority_id, []).append(row)
    for own in by_authority.values():
        begun = [
            row for row in own if row.in_force_from <= (draft.wanted_from or row.in_force_from)
        ]
        later = [row for row in own if row not in begun]
        free = max(row.number for row in own) + 1
        for place, row in enumerate([*begun[-1:], *later]):
            yield row, free + place


def _follow(writing: ServiceDraft, renamings: list[Renaming]) -> None:
    parts = followed(writing.parts, renamings)
    if not kept(SYSTEM, writing, "offering", "", parts):
        return
    if writing.status == DraftStatus.IN_REVIEW:
        writing.asked_digest = digest_of(parts)
        writing.save(update_fields=["asked_digest"])
