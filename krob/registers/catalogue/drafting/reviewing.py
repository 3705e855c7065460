"""What an approver reads before deciding: what changed, and the whole draft in plain words.

Both are made of exactly the content whose digest is shown; approving names that digest.

Req: 2.2.1.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from krob.engines.smartforms.compile import Builder
from krob.foundation.core import clock
from krob.foundation.core.actor import Actor
from krob.foundation.core.errors import Message
from krob.foundation.editing.parts import PartEditor, saved
from krob.foundation.editing.reading import input_id
from krob.foundation.editing.reading import shown as settings_shown
from krob.foundation.editing.types import Around, Posted, Setting
from krob.people.agencies import queries as agencies
from krob.registers.catalogue import policies
from krob.registers.catalogue.checking import gate, placing, shape
from krob.registers.catalogue.checking.answers import labels_of
from krob.registers.catalogue.drafting import drafts
from krob.registers.catalogue.drafting.surroundings import around, part_of
from krob.registers.catalogue.guiding import guides
from krob.registers.catalogue.models import Guide, ServiceDraft, ServiceOffering, ServiceVersion
from krob.registers.catalogue.proving import replaying
from krob.registers.catalogue.public_manuals import reasons
from krob.registers.catalogue.tabs import tabs_of
from krob.registers.catalogue.types import CONTEXT_TYPES, DraftStatus
from krob.registers.catalogue.versioning.changewords import Change, changes
from krob.registers.catalogue.versioning.definition import digest_of

Replaced = ServiceVersion | ServiceOffering | Guide


WANTED = (
    Setting(
        key="wanted_from",
        label=_("In force from this day, 0:00"),
        help=_("Leave it empty: from the day of approval."),
        kind="date",
    ),
)
OPEN_STATES = (DraftStatus.DRAFT, DraftStatus.IN_REVIEW)


def publishing(
    actor: Actor,
    draft: UUID,
    *,
    posted: Posted | None = None,
    wrong: Mapping[str, Message] | None = None,
) -> dict[str, Any]:
    """Return what stands in the way of a draft, what it says, and what the actor may do about it.

    After a refused post (``wrong``) the inputs show what was typed.

    Raises:
        NotFound: there is no such draft.
    """
    row = drafts.visible(actor, draft)
    names = agencies.staff_names({row.asked_by, row.decided_by} - {""})
    day = {"wanted_from": row.wanted_from}
    return {
        **drafts.frame(actor, row, "publish"),
        **(_open(row) if row.status in OPEN_STATES else {}),
        "may_approve": policies.may_approve(actor, row),
        "wrote": policies.has_written(actor, row),
        "asked_name": names.get(row.asked_by, ""),
        "decided_name": names.get(row.decided_by, ""),
        "day": settings_shown(WANTED, day, Around(), errors=wrong, posted=posted),
        "replayed": replaying.named(row.replayed or replaying.seen(row)),
        "wrong": wrong or {},
        "errors": [{"id": _input(key), "message": said} for key, said in (wrong or {}).items()],
    }


def _input(name: str) -> str:
    return input_id(name) if name == WANTED[0].key else name


def wanted_day(posted: Posted) -> date | None:
    """Read the day from which a draft shall be in force; nothing for the day of approval.

    Raises:
        Invalid: it is no day.
    """
    text = saved(WANTED, posted, {}, Around()).get("wanted_from")
    return date.fromisoformat(text) if text else None


def _open(row: ServiceDraft) -> dict[str, Any]:
    """Return what an approver decides on: obstacles, hints, what changed, the whole in words."""
    found = gate.all_problems_of(row)
    hints = [problem for problem in found if problem.severity != "error"]
    return {
        "obstacles": gate.obstacles(row, found),
        "hints": placing.placed(row, hints),
        "otherwise": reasons.differing(row),
        **shown(row, drafts.address(row.pk)),
    }


def shown(row: ServiceDraft, address: str) -> dict[str, Any]:
    """Return a draft tab by tab: changes against what it replaces, and its contents in words.

    The number of queries does not depend on the draft's size.
    """
    base = replaced(row)
    here = around(row)
    return {
        "digest": digest_of(row.parts),
        "replaces": base,
        "changed": _by_tab(row, address, _changes(row, base, here)),
        "whole": [_told(row, editor, address, here) for editor in tabs_of(row)],
    }


def replaced(row: ServiceDraft) -> Replaced | None:
    """Return what is in force on the day from which the draft shall be; nothing the first time."""
    day = max(row.wanted_from or clock.today(), clock.today())
    if row.is_guide:
        return guides.in_force(row.code, day)
    if row.authority is not None:
        offerings = ServiceOffering.objects.filter(service__code=row.code, authority=row.authority)
        return offerings.in_force(day).first()
    return ServiceVersion.objects.filter(service__code=row.code).in_force(day).first()


def _changes(row: ServiceDraft, base: Replaced | None, here: Around) -> list[Change]:
    if base is None:
        return []
    before = {"offering": base.parts} if row.is_offering else dict(base.parts)
    old = Builder(shape.readable(before).get("form") or {}, CONTEXT_TYPES)
    return changes(before, row.parts, {**labels_of(old.pages), **here.labels})


def _by_tab(row: ServiceDraft, address: str, found: Sequence[Change]) -> list[dict[str, Any]]:
    """Sort changes under the tabs on which they were made, and leave out tabs without any."""
    tabs: list[dict[str, Any]] = [
        {"title": each.title, "link": f"{address}{each.code}/", "changes": []}
        for each in tabs_of(row)
    ]
    for change in found:
        tabs[_tab_of(row, change)]["changes"].append(change)
    return [tab for tab in tabs if tab["changes"]]


def _tab_of(row: ServiceDraft, change: Change) -> int:
    """Return on which tab a change was made; the first where no tab says that it is its own."""
    for place, editor in enumerate(tabs_of(row)):
        if editor.edits == change.part and editor.owns(change.path):
            return place
    return 0


def _told(row: ServiceDraft, editor: PartEditor, address: str, here: Around) -> Mapping[str, Any]:
    base = f"{address}{editor.code}/"
    part = part_of(row, editor.edits, editor.empty)
    crooked = shape.problems_of(editor.edits, part)
    told = [] if crooked else editor.told(part, replace(here, base=base))
    return {"code": editor.code, "title": editor.title, "link": base, "told": told}
