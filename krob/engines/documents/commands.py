"""Bring a document, take it back, and fix what was submitted."""

from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from krob.engines.documents import policies, storage
from krob.engines.documents.intake import examine
from krob.engines.documents.models import Upload
from krob.engines.documents.receiving import clean_name
from krob.engines.documents.structure.refusals import too_many_pages
from krob.engines.documents.types import Accepted, UploadState
from krob.foundation.core import clock
from krob.foundation.core.actor import Actor, ActorKind
from krob.foundation.core.errors import Conflict, NotAllowed, NotFound
from krob.foundation.core.registry import command
from krob.foundation.events import journal
from krob.foundation.jobs import queue

SCAN = "documents.scan"
BRINGING = {ActorKind.APPLICANT, ActorKind.OFFICER, ActorKind.SYSTEM}


@command("documents.store-upload", kinds=BRINGING)
def store_upload(
    *,
    actor: Actor,
    subject: str,
    requirement: str,
    name: str,
    path: Path,
    accept: Iterable[str],
    max_pages: int | None = None,
    examined: Accepted | None = None,
) -> Upload:
    """Take a received file in as a document of a subject.

    The received file is examined (unless the caller just did, outside the transaction) and moved
    into the store. With a virus scanner it waits there until the worker has had it scanned.

    Raises:
        NotAllowed: the actor takes no part in the subject.
        Invalid: the file is refused; it is left where it was received.
    """
    if not policies.may_bring(actor, subject):
        raise NotAllowed("not-a-participant", _("You may not add documents to this."))
    found = examined or examine(path, name, accept)
    if max_pages and found.pages > max_pages:
        raise too_many_pages(max_pages)
    upload = Upload(
        subject=subject,
        requirement=requirement,
        name=clean_name(name),
        media_type=found.media_type,
        pages=found.pages,
        size=path.stat().st_size,
        sha256=storage.digest(path),
        key=storage.new_key("uploads"),
        state=UploadState.RECEIVED if settings.KROB_SCANNER else UploadState.ACCEPTED,
        uploaded_by=actor.id,
    )
    upload.save(force_insert=True)
    storage.keep(path, upload.key)
    _record(actor, "document.uploaded", upload)
    if upload.state == UploadState.RECEIVED:
        queue.enqueue(SCAN, {"upload": str(upload.id)}, unique_key=f"{SCAN}:{upload.id}")
    return upload


@command("documents.record-scan", kinds={ActorKind.SYSTEM}, states={UploadState.RECEIVED})
def record_scan(*, actor: Actor, upload_id: UUID | str, found: str) -> None:
    """Keep what the scanner said; a document that holds a harmful program loses its bytes.

    Recording it again, or for a document that is gone, changes nothing.

    Req: S.3
    """
    upload = Upload.objects.select_for_update().filter(pk=upload_id).first()
    if upload is None or upload.state != UploadState.RECEIVED:
        return
    upload.state = UploadState.REFUSED if found else UploadState.ACCEPTED
    upload.save(update_fields=["state"])
    key = upload.key
    if found:
        transaction.on_commit(lambda: storage.remove(key))
    _record(actor, "document.refused" if found else "document.cleared", upload, found=found[:80])


@command(
    "documents.remove-upload",
    kinds={ActorKind.APPLICANT, ActorKind.SYSTEM},
    states={UploadState.RECEIVED, UploadState.ACCEPTED, UploadState.REFUSED},
)
def remove_upload(*, actor: Actor, upload_id: UUID | str) -> None:
    """Take a document back before it is submitted; its bytes go when the change is kept.

    Raises:
        NotFound: there is no such document that the actor may see.
        NotAllowed: it is not the actor's to remove.
        Conflict: it was submitted and is part of the record.
    """
    upload = Upload.objects.visible_to(actor).select_for_update().filter(pk=upload_id).first()
    if upload is None:
        raise NotFound("document-not-found", _("There is no such document."))
    if not policies.may_remove(actor, upload):
        raise NotAllowed("not-yours", _("You may not remove this document."))
    if upload.fixed_at is not None or upload.legal_hold:
        raise Conflict("document-submitted", _("The document was submitted and stays."))
    key = upload.key
    _record(actor, "document.removed", upload)
    upload.delete()
    transaction.on_commit(lambda: storage.remove(key))


@command("documents.fix-uploads", kinds={ActorKind.APPLICANT, ActorKind.SYSTEM})
def fix_uploads(*, actor: Actor, subject: str) -> int:
    """Make the documents of a subject part of its record; return how many were not yet.

    Called by whoever submits the subject, in the same transaction; doing it again does nothing.

    Raises:
        NotAllowed: the actor takes no part in the subject.
    """
    if not policies.may_bring(actor, subject):
        raise NotAllowed("not-a-participant", _("You may not submit documents of this."))
    count = (
        Upload.objects.of(subject)
        .filter(fixed_at=None)
        .update(fixed_at=clock.now(), kept_from=clock.today())
    )
    if count:
        journal.record(
            actor=actor, name="document.submitted", subject=subject, data={"count": count}
        )
    return count


def _record(actor: Actor, name: str, upload: Upload, **details: str) -> None:
    journal.record(
        actor=actor,
        name=name,
        subject=upload.subject,
        data={"upload": str(upload.id), "requirement": upload.requirement, **details},
    )
