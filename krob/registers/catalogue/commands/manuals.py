"""Public manuals: asked for, noted, brought as a file, taken over into a draft.

Req: 2.2.2.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from krob.foundation.core import clock
from krob.foundation.core.actor import Actor, ActorKind
from krob.foundation.core.errors import Conflict, Invalid, NotFound
from krob.foundation.core.registry import command
from krob.foundation.events import journal
from krob.foundation.jobs import queue
from krob.registers.catalogue.checking import shape
from krob.registers.catalogue.drafting.keeping import kept, writable_draft
from krob.registers.catalogue.models import KeptField, ManualWatch, PublicManual, ServiceDraft
from krob.registers.catalogue.public_manuals import manuals
from krob.registers.catalogue.types import DraftStatus

OFFICERS = {ActorKind.OFFICER}
LOOK = "catalogue.look-at-manual"
MOST_REASON = 1000


@command("catalogue.ask-manual", kinds=OFFICERS, states={DraftStatus.DRAFT})
def ask_manual(*, actor: Actor, draft: UUID) -> ManualWatch:
    """Ask the manual system for the manual that a draft names; the answer comes by a job.

    Raises:
        NotFound, NotAllowed, Conflict: the officer may not change the draft now.
        Invalid: the draft names no manual.
    """
    code = _code_of(writable_draft(actor, draft))
    if not code:
        raise Invalid("manual-not-named", _("Say the code of the public manual first."))
    watch, _made = ManualWatch.objects.get_or_create(code=code)
    watch.asked_at = clock.now()
    watch.save(update_fields=["asked_at"])
    queue.enqueue(LOOK, {"code": code}, unique_key=f"{LOOK}:{code}")
    return watch


def _code_of(row: ServiceDraft) -> str:
    part = (shape.readable(row.parts).get("service") or {}).get("manual") or {}
    return str(part.get("code") or "")


def _take_over(
    actor: Actor, row: ServiceDraft, manual: Mapping[str, Any], keys: Sequence[str]
) -> bool:
    """Put fields of a manual into a draft; a draft that cannot be read is left alone."""
    if len(shape.readable(row.parts)) != len(row.parts):
        raise Conflict("part-crooked", _("This part cannot be read. Undo what was brought in."))
    return bool(kept(actor, row, "manual", "", manuals.accepted(row.parts, manual, keys)))


@command("catalogue.note-manual", kinds={ActorKind.SYSTEM})
def note_manual(
    *, actor: Actor, code: str, manual: Mapping[str, Any] | None = None, fault: str = ""
) -> ManualWatch:
    """Note what the manual system said of a manual: its contents, that there is none, a fault.

    The same contents again change nothing; other contents are a change, told once.
    """
    watch, _made = ManualWatch.objects.select_for_update().get_or_create(code=code)
    watch.fault, watch.answered_at = fault, clock.now()
    if not fault:
        watch.missing = manual is None
    before = watch.current
    if manual is not None and not fault:
        watch.current = _noted(actor, manual, code, agency="")
    watch.save()
    if watch.current and watch.current != before:
        name = "catalogue.manual-changed" if before else "catalogue.manual-noted"
        digest = watch.current.digest
        journal.record(actor=actor, name=name, subject=f"manual:{code}", data={"digest": digest})
    return watch


def _noted(actor: Actor, manual: Mapping[str, Any], code: str, *, agency: str) -> PublicManual:
    digest = manuals.digest(manual)
    row, _made = PublicManual.objects.update_or_create(
        code=code,
        digest=digest,
        agency=agency,
        defaults={
            "as_of": date.fromisoformat(manual["as_of"]),
            "parts": dict(manual),
            "noted_at": clock.now(),
            "noted_by": actor.id,
        },
    )
    return row


@command("catalogue.import-manual", kinds=OFFICERS, states={DraftStatus.DRAFT})
def import_manual(*, actor: Actor, draft: UUID, content: bytes) -> PublicManual:
    """Take a manual from a file that the manual system exported, for the own agency only.

    Raises:
        NotFound, NotAllowed, Conflict: the officer may not change the draft now.
        Invalid: it is not a manual, or another one than the draft names.
    """
    row = writable_draft(actor, draft)
    manual = manuals.read_file(content)
    named = _code_of(row)
    if named and named != manual["code"]:
        raise Invalid("manual-is-another", _("This is another manual than the draft names."))
    noted = _noted(actor, manual, manual["code"], agency=row.agency.code)
    if not named:
        _take_over(actor, row, manual, ())
    journal.record(
        actor=actor,
        name="catalogue.manual-noted",
        subject=f"manual:{noted.code}",
        data={"digest": noted.digest},
    )
    return noted


@command("catalogue.accept-manual", kinds=OFFICERS, states={DraftStatus.DRAFT})
def accept_manual(*, actor: Actor, draft: UUID, digest: str, keys: Sequence[str]) -> ServiceDraft:
    """Take over fields of the manual that the officer saw; what is not named stays as it is.

    From now on the draft keeps to that version of the manual. Again changes nothing.

    Raises:
        NotFound: no such draft, or the manual is not what the officer saw.
        NotAllowed, Conflict: the officer may not change the draft now.
    """
    row = writable_draft(actor, draft)
    manual = _seen(row, digest)
    if _take_over(actor, row, manual.parts, keys):
        journal.record(
            actor=actor,
            name="catalogue.manual-accepted",
            subject=f"draft:{row.pk}",
            data={"service": row.code, "digest": digest},
        )
    return row


def _seen(row: ServiceDraft, digest: str) -> PublicManual:
    """Return the version of the draft's manual that an officer had before the eyes."""
    manual = PublicManual.objects.filter(
        code=_code_of(row), digest=digest, agency__in=("", row.agency.code)
    ).first()
    if manual is None:
        raise NotFound("manual-not-found", _("There is no such version of the manual."))
    return manual


@command("catalogue.refuse-manual", kinds=OFFICERS, states={DraftStatus.DRAFT})
def refuse_manual(*, actor: Actor, draft: UUID, digest: str, key: str, reason: str) -> KeptField:
    """Keep the draft's own words in a field of its manual, and say why.

    The reason stands for as long as the manual says in this field what it says now. The same
    reason again changes nothing.

    Raises:
        NotFound: no such draft, the manual is not what the officer saw, or both say the same.
        NotAllowed, Conflict: the officer may not change the draft now.
        Invalid: no reason was given.
    """
    row = writable_draft(actor, draft)
    manual = _seen(row, digest)
    fields = {each.key: each for each in manuals.compare(shape.readable(row.parts), manual.parts)}
    if key not in fields:
        raise NotFound("field-not-found", _("This is not there any more."))
    why = reason.strip()[:MOST_REASON]
    if not why:
        said = _("Say why the draft keeps its own words.")
        raise Invalid("reason-missing", said, fields={f"reason-{key}": said})
    known = {"agency": row.agency, "service": row.code, "manual": manual.code, "field": key}
    kept_one = KeptField.objects.select_for_update().filter(**known).first() or KeptField(**known)
    if (kept_one.theirs, kept_one.reason) == (fields[key].theirs, why):
        return kept_one
    kept_one.theirs, kept_one.reason = fields[key].theirs, why
    kept_one.by, kept_one.at = actor.id, clock.now()
    kept_one.save()
    journal.record(
        actor=actor,
        name="catalogue.manual-refused",
        subject=f"draft:{row.pk}",
        data={"service": row.code, "digest": digest, "field": key},
    )
    return kept_one
