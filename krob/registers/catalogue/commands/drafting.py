"""Writing a service: a draft is begun, changed by many hands, undone, given up.

A change names the item that the official saw (``seen``): whoever was faster is never overwritten.
Changes are kept as differences, so that undoing one leaves alone what others did since.

Req: 2.2.1, 2.3, 2.4.
"""

from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from krob.foundation.core import clock
from krob.foundation.core.actor import Actor, ActorKind
from krob.foundation.core.errors import Conflict, Invalid, NotFound
from krob.foundation.core.registry import command
from krob.foundation.editing.differences import Difference, Diverged, taken_back
from krob.foundation.editing.inputs import CODE
from krob.foundation.editing.parts import PartEditor
from krob.foundation.editing.types import Edited, Posted
from krob.foundation.editing.uses import followed
from krob.foundation.events import journal
from krob.people.agencies.models import Agency, Authority
from krob.registers.catalogue import policies
from krob.registers.catalogue.checking import shape
from krob.registers.catalogue.drafting import offerings, renaming, starting
from krob.registers.catalogue.drafting.keeping import kept, writable_draft
from krob.registers.catalogue.drafting.surroundings import around, part_of
from krob.registers.catalogue.models import (
    DraftChange,
    Service,
    ServiceDraft,
    ServiceOffering,
    ServiceVersion,
)
from krob.registers.catalogue.tabs import tab_of
from krob.registers.catalogue.types import DraftStatus, ReplayState
from krob.registers.catalogue.versioning.definition import digest_of_item

OFFICERS = {ActorKind.OFFICER}


@command("catalogue.begin-service", kinds=OFFICERS)
def begin_service(*, actor: Actor, code: str, title_th: str, title_en: str = "") -> ServiceDraft:
    """Begin the draft of a service that does not exist yet, from the starter.

    Raises:
        NotAllowed: the officer does not write services.
        Invalid: the code or the Thai title is missing or wrong.
        Conflict: the code is in use.
    """
    policies.require_writes(actor)
    wrong: dict[str, Any] = {}
    if not CODE.fullmatch(code):
        wrong["code"] = _("Use small letters a-z, digits, _ and -; begin with a letter.")
    if not 0 < len(title_th.strip()) <= 200 or len(title_en) > 200:
        wrong["title_th"] = _("Enter a name of 1 to 200 letters.")
    if wrong:
        raise Invalid("draft-invalid", _("The draft was not begun."), fields=wrong)
    if (
        Service.objects.filter(code=code).exists()
        or ServiceDraft.objects.open().filter(code=code).exists()
    ):
        taken = _("A service with this code exists. Choose another code.")
        raise Conflict("service-code-taken", taken)
    title = {"th": title_th.strip()} | ({"en": title_en.strip()} if title_en.strip() else {})
    return starting.begun(actor, code, _own_agency(actor), 1, starting.parts(title))


@command("catalogue.begin-version", kinds=OFFICERS)
def begin_version(*, actor: Actor, service: str) -> ServiceDraft:
    """Begin the next version of a service of the own agency; an open draft is gone on with.

    Raises:
        NotAllowed: the officer does not write services.
        NotFound: the agency has no such service.
    """
    policies.require_writes(actor)
    newest = (
        ServiceVersion.objects.filter(service__code=service, service__agency__code=actor.agency)
        .order_by("-number")
        .first()
    )
    if newest is None:
        raise NotFound("service-not-found", _("There is no such service."))
    open_one = ServiceDraft.objects.open().filter(code=service, authority=None).first()
    return open_one or starting.begun(
        actor, service, _own_agency(actor), newest.number + 1, _copied(newest.parts)
    )


@command("catalogue.begin-offering", kinds=OFFICERS)
def begin_offering(*, actor: Actor, service: str, authority: str) -> ServiceDraft:
    """Begin what an own authority says about a service; an open draft is gone on with.

    It may be begun while the own agency still writes the service's first version, so that worked
    examples show its fees.

    Raises:
        NotAllowed: the officer does not write offerings.
        NotFound: there is no such service, or the authority is not the agency's.
    """
    policies.require_writes_offerings(actor)
    own = Authority.objects.filter(code=authority, agency__code=actor.agency).first()
    if own is None or not offerings.may_be_offered(service, actor.agency):
        raise NotFound("service-not-found", _("There is no such service."))
    open_one = ServiceDraft.objects.open().filter(code=service, authority=own).first()
    if open_one:
        return open_one
    given = ServiceOffering.objects.filter(service__code=service, authority=own)
    newest = given.order_by("-number").first()
    parts = _copied(newest.parts) if newest else {"tables": []}
    number = newest.number + 1 if newest else 1
    return starting.begun(actor, service, _own_agency(actor), number, {"offering": parts}, own)


def _own_agency(actor: Actor) -> Agency:
    return Agency.objects.get(code=actor.agency)


def _copied(parts: Any) -> Any:
    """Return published parts as plain JSON that may be changed."""
    match parts:
        case dict():
            return {key: _copied(value) for key, value in parts.items()}
        case list():
            return [_copied(value) for value in parts]
    return parts


@command("catalogue.edit-draft", kinds=OFFICERS, states={DraftStatus.DRAFT})
def edit_draft(
    *,
    actor: Actor,
    draft: UUID,
    tab: str,
    item: str,
    verb: str,
    posted: Posted,
    seen: str = "",
    window: str = "",
) -> tuple[ServiceDraft, Edited]:
    """Do one verb of a tab to one item and keep the difference.

    ``seen`` is the digest of the item that the official had before the eyes ("" = does not
    matter, as for a new item), ``window`` the page that was before them: what the same page saved
    since is not somebody else's. The same content again changes nothing.

    Raises:
        NotFound: no such draft, tab, item or verb.
        NotAllowed: the officer may not change it.
        Conflict: the draft is not being written, or somebody changed the item since
            (``item-changed``).
        Invalid: something could not be read; ``fields`` by input name.
    """
    row = writable_draft(actor, draft)
    editor = tab_of(row, tab)
    part = part_of(row, editor.edits, editor.empty)
    if shape.problems_of(editor.edits, part):
        raise Conflict("part-crooked", _("This part cannot be read. Undo what was brought in."))
    was = _digest(editor, part, item)
    if seen not in ("", was) and not _saved_itself(row, tab, item, seen, window):
        raise Conflict(
            "item-changed", _("Somebody changed this while you worked on it. Compare and decide.")
        )
    edited = editor.edit(part, item, verb, posted, around(row))
    renamings = renaming.of_edit(edited)
    parts = followed({**row.parts, editor.edits: edited.part}, renamings)
    change = kept(actor, row, tab, item, parts)
    if change and (window or renamings):
        change.window, change.was = window[:32], was
        change.renamed = [[each.kind, each.old, each.new] for each in renamings]
        change.save(update_fields=["window", "was", "renamed"])
    return row, edited


def _digest(editor: PartEditor, part: Any, item: str) -> str:
    try:
        return digest_of_item(editor.item(part, item))
    except NotFound:
        return ""


def _saved_itself(row: ServiceDraft, tab: str, item: str, seen: str, window: str) -> bool:
    """Say whether all that happened to an item since it was seen came from the same page."""
    if not window:
        return False
    since = row.changes.filter(tab=tab, item=item, window=window, was=seen).order_by("number")
    first = since.values_list("number", flat=True).first()
    if first is None:
        return False
    others = row.changes.filter(tab=tab, item=item, number__gte=first).exclude(window=window)
    return not others.exists()


@command("catalogue.undo-change", kinds=OFFICERS, states={DraftStatus.DRAFT})
def undo_change(*, actor: Actor, draft: UUID) -> DraftChange:
    """Take back the actor's own last change that still stands; others' changes stay.

    Raises:
        NotFound: no such draft.
        Conflict: there is nothing to undo, or somebody changed the same place since.
    """
    row = writable_draft(actor, draft)
    last = _own_changes(row, actor).filter(undoes=None, undone=False).first()
    if last is None:
        raise Conflict("nothing-to-undo", _("You have nothing to undo here."))
    return _take_back(actor, row, last, undoes=last.number)


@command("catalogue.redo-change", kinds=OFFICERS, states={DraftStatus.DRAFT})
def redo_change(*, actor: Actor, draft: UUID) -> DraftChange:
    """Make again what the actor took back last, as long as nothing was changed after it.

    Raises:
        NotFound: no such draft.
        Conflict: there is nothing to redo, or somebody changed the same place since.
    """
    row = writable_draft(actor, draft)
    last = _own_changes(row, actor).first()
    if last is None or last.undoes is None or last.undone:
        raise Conflict("nothing-to-redo", _("You have nothing to redo here."))
    return _take_back(actor, row, last, undoes=None)


def _own_changes(row: ServiceDraft, actor: Actor) -> Any:
    return row.changes.filter(by=actor.id).order_by("-number")


def _take_back(
    actor: Actor, row: ServiceDraft, change: DraftChange, *, undoes: int | None
) -> DraftChange:
    made = [Difference.of(stored) for stored in change.changes]
    since = _("Somebody changed the same place since. It was left as it is.")
    try:
        parts = taken_back(row.parts, made)
    except Diverged as diverged:
        raise Conflict("changed-since", since) from diverged
    taking = kept(actor, row, change.tab, change.item, parts, undoes)
    if taking is None:
        raise Conflict("changed-since", since)
    if change.undoes is not None:  # made again what had been taken back: so are its names
        taking.renamed = row.changes.get(number=change.undoes).renamed
        taking.save(update_fields=["renamed"])
    change.undone = True
    change.save(update_fields=["undone"])
    return taking


@command("catalogue.schedule-draft", kinds=OFFICERS, states={DraftStatus.DRAFT})
def schedule_draft(*, actor: Actor, draft: UUID, wanted_from: date | None) -> ServiceDraft:
    """Say from which day (0:00 in Bangkok) the draft shall be in force; ``None``: at approval.

    Raises:
        NotFound, NotAllowed, Conflict: as for editing.
        Invalid: the day is past.
    """
    row = writable_draft(actor, draft)
    if wanted_from and wanted_from < clock.today():
        past = _("Choose today or a later day.")
        raise Invalid("day-is-past", past, fields={"wanted_from": past})
    row.wanted_from = wanted_from
    row.save(update_fields=["wanted_from"])
    return row


@command("catalogue.discard-draft", kinds=OFFICERS, states={DraftStatus.DRAFT})
def discard_draft(*, actor: Actor, draft: UUID) -> None:
    """Give a draft up; it is kept, but nobody goes on with it, nor with its replay.

    Raises:
        NotFound, NotAllowed, Conflict: as for editing.
    """
    row = writable_draft(actor, draft)
    row.status = DraftStatus.DISCARDED
    row.save(update_fields=["status"])
    row.replays.filter(state=ReplayState.RUNNING).update(state=ReplayState.STOPPED)
    journal.record(
        actor=actor,
        name="catalogue.draft-discarded",
        subject=f"draft:{row.pk}",
        data={"service": row.code},
    )
