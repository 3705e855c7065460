"""Questions about uploads."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from krob.engines.documents import policies, storage
from krob.engines.documents.models import Upload
from krob.engines.documents.pictures import picture_of
from krob.engines.documents.types import UploadState
from krob.foundation.core.actor import Actor, ActorKind
from krob.foundation.core.errors import Conflict, NotAllowed, NotFound
from krob.foundation.events import access

CASEWORK = "documents.casework"
PDF = "application/pdf"
SHOWN = frozenset({PDF, "image/jpeg", "image/png"})
WHY_NOT = {
    UploadState.RECEIVED: _("This document is still being checked for viruses."),
    UploadState.REFUSED: _("This document was refused: it holds a harmful program."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenUpload:
    """A document whose bytes may be read; ``may_show`` says whether a browser may show it."""

    upload: Upload
    path: Path

    @property
    def may_show(self) -> bool:
        """Say whether it is of a kind that is safe to show in a frame of its own."""
        return self.upload.media_type in SHOWN


def uploads_of(actor: Actor, subject: str) -> QuerySet[Upload]:
    """Return the documents of a subject that the actor may see, oldest first."""
    return Upload.objects.visible_to(actor).of(subject)


def counts_of(actor: Actor, subject: str) -> Counter[str]:
    """Return how many documents each requirement of a subject has; refused ones are none."""
    found = uploads_of(actor, subject).exclude(state=UploadState.REFUSED)
    return Counter(found.values_list("requirement", flat=True))


def open_upload(actor: Actor, upload_id: UUID | str, purpose: str = CASEWORK) -> OpenUpload:
    """Return a document to read; an officer's or a system's read is written down first.

    Raises:
        NotFound: there is no such document that the actor may see.
        NotAllowed: the officer does not open applications.
        Conflict: it is still being checked for viruses, or was refused.
        LookupError: the purpose is not declared.
    """
    upload = Upload.objects.visible_to(actor).filter(pk=upload_id).first()
    if upload is None:
        raise NotFound("document-not-found", _("There is no such document."))
    if not policies.may_read(actor):
        raise NotAllowed("documents-view", _("You may not open documents."))
    if not upload.may_be_read:
        raise Conflict(f"document-{upload.state}", WHY_NOT[UploadState(upload.state)])
    if actor.kind in {ActorKind.OFFICER, ActorKind.CLIENT_SYSTEM}:
        access.reading(
            actor=actor,
            purpose=purpose,
            subjects=[upload.subject],
            fields=[f"document:{upload.requirement}"],
        )
    return OpenUpload(upload=upload, path=storage.path_of(upload.key))


def picture_of_page(actor: Actor, upload_id: UUID | str, page: int) -> bytes:
    """Return a picture of a page of a PDF, counted from 1; the read is written down first.

    Raises:
        NotFound: there is no such document that the actor may see, or no such page in it.
        NotAllowed: the officer does not open applications.
        Unavailable: the page cannot be drawn within the limits.
    """
    opened = open_upload(actor, upload_id)
    if opened.upload.media_type != PDF or not 1 <= page <= opened.upload.pages:
        raise NotFound("page-not-found", _("There is no such page."))
    return picture_of(opened.path, page)
