"""The documents beside the answers at the officer's desk: a list, and one shown in place.

Reads only. Which document was opened is written down: by the room that hands out its pages, and for
a registry's answer by the room that keeps it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from krob.casework.applications import dossier, policies, queries
from krob.casework.applications.models import Application
from krob.casework.applications.officer import doubting
from krob.casework.applications.papers import papers_of
from krob.engines.documents.models import Upload
from krob.engines.documents.queries import PDF
from krob.engines.exchange import queries as exchange
from krob.engines.exchange.models import Lookup
from krob.foundation.core.actor import Actor
from krob.foundation.core.errors import NotAllowed
from krob.foundation.core.text import Text
from krob.foundation.core.web import whole_number

PURPOSE = "applications.consider"
FACTS = {
    "name": Text("ชื่อ", "Name"),
    "status": Text("สถานะ", "Status"),
    "address_text": Text("ที่อยู่", "Address"),
    "house_type": Text("ลักษณะบ้าน", "Kind of house"),
    "registered_on": Text("จดทะเบียนเมื่อ", "Registered on"),
    "signing_text": Text("อำนาจลงนาม", "Signing authority"),
}
KINDS = {PDF: "PDF", "image/jpeg": "JPEG", "image/png": "PNG"}


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which document is to be shown, and which page of it; empty: the first."""

    document: str = ""
    page: int = 1

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Chosen":
        """Read the choice from the address; nonsense counts as nothing."""
        return cls(query.get("document", "")[:60], whole_number(query.get("page", "")) or 1)


@dataclass(frozen=True, slots=True)
class Entry:
    """One document on the list: brought, fetched, or (without ``code``) not there yet."""

    code: str
    title: Text
    url: str = ""
    upload: Upload | None = None
    lookup: Lookup | None = None
    is_new: bool = False
    doubts: Sequence[str] = ()

    @property
    def kind(self) -> str:
        """Return what sort of file it is, as people call it."""
        return KINDS.get(self.upload.media_type, _("File")) if self.upload else ""


@dataclass(frozen=True, slots=True)
class Shown:
    """The document in place: a picture of a page, or what its issuer answered."""

    entry: Entry
    page: int
    picture: str
    apart: str
    facts: Sequence[tuple[Text, str]]
    previous_page: str
    next_page: str
    previous: Entry | None
    next: Entry | None


def viewer(actor: Actor, reference: str, chosen: Chosen) -> dict[str, Any]:
    """Return the list of documents with the chosen one, for the page that changes only this.

    Raises:
        NotFound: there is no such application that the actor may see.
        NotAllowed: the officer does not open applications.
    """
    return beside(actor, queries.one(actor, reference), chosen)


def beside(actor: Actor, application: Application, chosen: Chosen) -> dict[str, Any]:
    """Return the list of documents with the chosen one, else the first, shown."""
    if not policies.may_view(actor):
        raise NotAllowed("not-allowed", _("You may not open applications."))
    entries = [*_brought(actor, application), *_fetched(actor, application)]
    there = [entry for entry in entries if entry.code]
    found = next((n for n, entry in enumerate(there) if entry.code == chosen.document), 0)
    return {
        "application": application,
        "entries": entries,
        "shown": _shown(actor, there, found, chosen.page) if there else None,
    }


def place_of(upload: Upload) -> str:
    """Return the way to a document on the page on which it is shown beside the answers."""
    return f"?{urlencode({'document': str(upload.pk)})}#documents"


def _url(application: Application, code: str) -> str:
    address = reverse("applications-officer:dossier", args=[application.reference])
    return f"{address}?{urlencode({'document': code})}"


def _brought(actor: Actor, application: Application) -> list[Entry]:
    asked = application.corrections.order_by("-round").values_list("asked_at", flat=True).first()
    entries = []
    for paper in papers_of(actor, application):
        if paper.need.how == "fetch":
            continue
        title = paper.need.title
        entries += [
            Entry(
                str(upload.pk),
                title,
                _url(application, str(upload.pk)),
                upload,
                is_new=asked is not None and upload.received_at > asked,
                doubts=doubting.doubts(application, paper.need),
            )
            for upload in paper.uploads
        ] or [Entry("", title)]
    return entries


def _fetched(actor: Actor, application: Application) -> list[Entry]:
    needs = {need.code: need for need in dossier.document_needs(application)}
    asked = {row.pk: row for row in exchange.lookups(actor, application.subject)}
    return [
        Entry(
            f"from-{row.requirement}",
            needs[row.requirement].title if row.requirement in needs else Text(row.requirement),
            _url(application, f"from-{row.requirement}"),
            lookup=asked.get(row.lookup),
            doubts=doubting.doubts(application, needs.get(row.requirement)),
        )
        for row in application.fetched.order_by("id")
    ]


def _shown(actor: Actor, there: Sequence[Entry], at: int, page: int) -> Shown:
    entry = there[at]
    pages = entry.upload.pages if entry.upload else 1
    page = min(max(page, 1), pages)
    return Shown(
        entry,
        page,
        _picture(entry.upload, page) if entry.upload else "",
        _apart(entry.upload) if entry.upload else "",
        _facts(actor, entry.lookup) if entry.lookup else (),
        f"{entry.url}&page={page - 1}" if page > 1 else "",
        f"{entry.url}&page={page + 1}" if page < pages else "",
        there[at - 1] if at else None,
        there[at + 1] if at + 1 < len(there) else None,
    )


def _picture(upload: Upload, page: int) -> str:
    if upload.media_type == PDF:
        return reverse("documents-officer:page", args=[upload.pk, page])
    return _apart(upload) if upload.media_type in KINDS else ""


def _apart(upload: Upload) -> str:
    address = reverse("documents-officer:document", args=[upload.pk])
    return f"{address}?show=1" if upload.media_type in KINDS else address


def _facts(actor: Actor, lookup: Lookup) -> list[tuple[Text, str]]:
    """Return what the issuer answered, in words; an answer that is read is written down."""
    if lookup.state != "answered":
        return []
    found = exchange.lookup(actor, lookup.pk, purpose=PURPOSE).found
    return [(label, str(Text.of(found[key]))) for key, label in FACTS.items() if found.get(key)]
