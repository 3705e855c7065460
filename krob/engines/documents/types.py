"""Words of documents: requirements, uploads, examinations."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from krob.foundation.core.text import Text
from krob.foundation.events import access, journal

journal.declare(
    {
        "document.uploaded": _("Added a document"),
        "document.removed": _("Removed a document"),
        "document.submitted": _("Submitted the documents"),
        "document.cleared": _("Checked a document for viruses"),
        "document.refused": _("Refused a document: it holds a harmful program"),
    }
)
access.declare_purpose("documents.casework", Text("พิจารณาคำขอ", "Handling of the application"))


class How(StrEnum):
    """By which way a required document comes."""

    FETCH = "fetch"
    UPLOAD = "upload"
    FORM = "form"


class NeedState(StrEnum):
    """What the answers so far say about a requirement; an optional one is asked for, not needed."""

    NEEDED = "needed"
    OPTIONAL = "optional"
    NOT_NEEDED = "not-needed"
    MAYBE = "maybe"


class UploadState(StrEnum):
    """Where an upload stands."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    REFUSED = "refused"


UPLOAD_STATES = {
    UploadState.RECEIVED: _("Being checked"),
    UploadState.ACCEPTED: _("Received"),
    UploadState.REFUSED: _("Refused"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One document that a service asks for, as its definition says.

    ``needed_when`` is an expression over the answers (empty: always) by which it is asked for;
    where ``required_when`` is false then, it may be left out. ``registry`` and ``key`` say
    where a fetched document comes from.
    """

    code: str
    title: Text
    how: How
    registry: str = ""
    key: str = ""
    needed_when: str = ""
    required_when: str = ""
    accept: tuple[str, ...] = ("pdf", "jpg", "png")
    max_mb: int = 10
    copies: int = 1
    max_pages: int | None = None
    valid_days: int | None = None
    expiry_field: str = ""
    name_field: str = ""
    issuer: Text = field(default_factory=lambda: Text(""))
    sample: Text = field(default_factory=lambda: Text(""))
    law: Text = field(default_factory=lambda: Text(""))
    mark: str = ""
    hint: Text = field(default_factory=lambda: Text(""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A requirement in the light of the answers; ``depends_on`` are the fields not answered yet."""

    code: str
    title: Text
    state: NeedState
    how: How
    registry: str
    key: str
    depends_on: tuple[str, ...]
    law: Text
    hint: Text
    accept: tuple[str, ...]
    max_mb: int
    copies: int
    max_pages: int | None = None
    valid_days: int | None = None
    expiry_field: str = ""
    name_field: str = ""
    issuer: Text = field(default_factory=lambda: Text(""))
    sample: Text = field(default_factory=lambda: Text(""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """What an examined file is: its media type by content, and how many pages it has."""

    media_type: str
    pages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedFile:
    """A file that was received whole, not yet examined; ``path`` is ours to move or delete."""

    path: Path
    name: str
    size: int


class Flaw(StrEnum):
    """Why an examined document is not as it was sealed, or not sealed by someone we believe."""

    NOT_A_PDF = "not-a-pdf"
    NOT_SIGNED = "not-signed"
    CHANGED = "changed"
    APPENDED = "appended"
    PARTLY_SIGNED = "partly-signed"
    UNKNOWN_AUTHORITY = "unknown-authority"
    NO_TIME_STAMP = "no-time-stamp"
    SEAL_NOT_GOOD = "seal-not-good"


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """What can be said of a PDF's seal, each question apart.

    ``intact``: the signed bytes are as they were. ``covers_whole_document``: nothing was appended.
    ``trusted``: the seal's chain ends at a root of this installation. ``valid_when_signed``: by a
    trusted time stamp, the certificate was good then. ``attachments`` by name.
    """

    signed: bool = False
    intact: bool = False
    covers_whole_document: bool = False
    trusted: bool = False
    valid_when_signed: bool = False
    signed_at: datetime | None = None
    signer: str = ""
    attachments: Mapping[str, bytes] = field(default_factory=dict)
    reasons: tuple[Flaw, ...] = ()

    @property
    def sound(self) -> bool:
        """Say whether every question was answered with yes."""
        return self.signed and not self.reasons
