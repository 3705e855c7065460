"""Approval by another person, which publishes: nobody approves what they wrote.

Req: 2.2.1.
"""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from krob.foundation.core import clock
from krob.foundation.core.actor import Actor, ActorKind
from krob.foundation.core.errors import Conflict, Invalid, NotAllowed
from krob.foundation.core.registry import command
from krob.foundation.events import journal
from krob.registers.catalogue import policies
from krob.registers.catalogue.checking import gate
from krob.registers.catalogue.drafting import renaming
from krob.registers.catalogue.drafting.locking import locked_draft, seen_draft
from krob.registers.catalogue.models import ServiceDraft
from krob.registers.catalogue.proving import replaying
from krob.registers.catalogue.types import DraftStatus
from krob.registers.catalogue.versioning.definition import digest_of
from krob.registers.catalogue.versioning.writing import (
    written_guide,
    written_offering,
    written_version,
)

OFFICERS = {ActorKind.OFFICER}


def _prove_asked(*, actor: Actor, draft: UUID) -> None:
    """Look through the gate before a transaction is open; who may not ask learns nothing here."""
    row = seen_draft(actor, draft)
    if row and row.status == DraftStatus.DRAFT and policies.may_write_draft(actor, row):
        _refuse(gate.prove(row))


@command("catalogue.ask-approval", kinds=OFFICERS, states={DraftStatus.DRAFT}, ahead=_prove_asked)
def ask_approval(*, actor: Actor, draft: UUID) -> ServiceDraft:
    """Hand a draft to another person for approval; from now on it stands still.

    Asking twice is asking once.

    Raises:
        NotFound, NotAllowed: the officer does not write this draft.
        Invalid: something stands in the way (``fields``: its codes).
        Conflict: the draft is finished.
    """
    row = locked_draft(actor, draft)
    policies.require_writes_draft(actor, row)
    if row.status == DraftStatus.IN_REVIEW:
        return row
    _require(row, DraftStatus.DRAFT)
    _require_open_gate(row)
    row.status = DraftStatus.IN_REVIEW
    row.asked_by, row.asked_at, row.asked_digest = actor.id, clock.now(), digest_of(row.parts)
    row.decision_note = ""
    row.save()
    _record(actor, "catalogue.approval-asked", row)
    return row


def _require_open_gate(row: ServiceDraft) -> None:
    _refuse(gate.obstacles(row))


def _refuse(found: Sequence[gate.Obstacle]) -> None:
    if found:
        raise Invalid(
            "gate-closed",
            _("This cannot be published yet."),
            fields={obstacle.code: str(obstacle.message) for obstacle in found},
        )


@command("catalogue.take-back-draft", kinds=OFFICERS, states={DraftStatus.IN_REVIEW})
def take_back_draft(*, actor: Actor, draft: UUID) -> ServiceDraft:
    """Take the request for approval back, to go on writing. Again changes nothing.

    Raises:
        NotFound, NotAllowed: the officer does not write this draft.
        Conflict: the draft is finished.
    """
    row = locked_draft(actor, draft)
    policies.require_writes_draft(actor, row)
    if row.status == DraftStatus.DRAFT:
        return row
    _require(row, DraftStatus.IN_REVIEW)
    row.status = DraftStatus.DRAFT
    row.save(update_fields=["status"])
    _record(actor, "catalogue.approval-taken-back", row)
    return row


@command("catalogue.return-draft", kinds=OFFICERS, states={DraftStatus.IN_REVIEW})
def return_draft(*, actor: Actor, draft: UUID, note: str) -> ServiceDraft:
    """Return a draft to its authors, saying what to change.

    Raises:
        NotFound: there is no such draft.
        NotAllowed: the officer does not approve it, or wrote it.
        Invalid: nothing was said.
        Conflict: nobody asks for its approval now.
    """
    row = _decidable(actor, draft)
    if not note.strip():
        said = _("Say what the authors should change.")
        raise Invalid("note-missing", said, fields={"note": said})
    row.status = DraftStatus.DRAFT
    row.decided_by, row.decided_at, row.decision_note = actor.id, clock.now(), note.strip()[:4000]
    row.save()
    _record(actor, "catalogue.draft-returned", row)
    return row


def _prove_approved(*, actor: Actor, draft: UUID, digest: str, note: str = "") -> None:
    """Look through the gate before a transaction is open; who may not approve learns nothing."""
    row = seen_draft(actor, draft)
    if row and row.status == DraftStatus.IN_REVIEW and policies.may_approve(actor, row):
        row.wanted_from = _first_day(row)
        if digest == row.asked_digest:
            _refuse(gate.prove(row))


def _first_day(row: ServiceDraft) -> date:
    return max(row.wanted_from or clock.today(), clock.today())


@command(
    "catalogue.approve-draft",
    kinds=OFFICERS,
    states={DraftStatus.IN_REVIEW},
    ahead=_prove_approved,
)
def approve_draft(*, actor: Actor, draft: UUID, digest: str, note: str = "") -> ServiceDraft:
    """Approve exactly what was asked for (``digest``) and publish it. Again changes nothing.

    It is in force from the wanted day at 0:00 in Bangkok, from today where none is named or the
    day has passed meanwhile; nothing has to run at that moment.

    Raises:
        NotFound: there is no such draft.
        NotAllowed: the officer does not approve it, or wrote it.
        Conflict: nobody asks for its approval now, or it is not what the officer saw.
        Invalid: something stands in the way since it was asked for.
    """
    row = locked_draft(actor, draft)
    if row.status == DraftStatus.PUBLISHED and row.decided_by == actor.id:
        return row
    row = _decidable(actor, draft)
    if digest != row.asked_digest or digest != digest_of(row.parts):
        raise Conflict("draft-changed", _("This is not what you saw. Look at it again."))
    row.wanted_from = _first_day(row)
    _require_open_gate(row)
    replayed = replaying.seen(row)
    if row.is_guide:
        written_guide(actor, row)
    elif row.is_offering:
        written_offering(actor, gate.offering_of(row))
    else:
        written_version(actor, gate.definition_of(row))
        renaming.carry_over(actor, row)
    row.status = DraftStatus.PUBLISHED
    row.replayed = replayed
    row.decided_by, row.decided_at, row.decision_note = actor.id, clock.now(), note.strip()[:4000]
    row.save()
    _record(actor, "catalogue.draft-approved", row)
    return row


def _decidable(actor: Actor, draft: UUID) -> ServiceDraft:
    row = locked_draft(actor, draft)
    if not policies.may_approve(actor, row):
        raise NotAllowed("approval-not-yours", _("You may not approve this."))
    _require(row, DraftStatus.IN_REVIEW)
    return row


def _require(row: ServiceDraft, status: DraftStatus) -> None:
    if row.status != status:
        raise Conflict("draft-moved-on", _("The draft has moved on. Look at it again."))


def _record(actor: Actor, name: str, row: ServiceDraft) -> None:
    journal.record(
        actor=actor,
        name=name,
        subject=f"draft:{row.pk}",
        data={"service": row.code, "number": row.number},
    )
