"""What the applicant's documents page shows: fetched for you, and you bring. Reads only."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from krob.casework.applications import dossier, queries
from krob.casework.applications.applicant import filing
from krob.casework.applications.models import Application
from krob.casework.applications.papers import apart, inside, papers_of
from krob.casework.applications.types import Status
from krob.foundation.core.actor import Actor
from krob.foundation.core.errors import DomainError, NotFound
from krob.registers.catalogue.queries import form_of

MEGABYTE = 1_000_000


def documents(
    actor: Actor, reference: str, errors: Mapping[str, DomainError] | None = None
) -> dict[str, Any]:
    """Return what the documents page shows: fetched for you, and you bring."""
    application = filing.changeable(actor, reference)
    found = papers_of(actor, application, errors)
    beside = apart(application, found)
    return {
        "application": application,
        "service": dossier.parts_of(application)["service"],
        "stages": filing.stages(application, "documents", found),
        "fetched": [paper for paper in beside if paper.need.how == "fetch"],
        "brought": [paper for paper in beside if paper.need.how == "upload"],
        "inside": [
            (paper, filing.question_url(application, key))
            for key, paper in inside(application, found).items()
        ],
        "errors": {f"document-{code}": error.message for code, error in (errors or {}).items()},
        "next_url": documents_next(application),
        "back_url": filing.url_in(application, "page", filing.pages_of(application)[-1]),
    }


def documents_next(application: Application) -> str:
    """Return where the documents page leads on."""
    correcting = application.status == Status.CORRECTING
    return filing.url_in(application, "correct" if correcting else "check")


def documents_url(actor: Actor, reference: str) -> str:
    """Return the address of the documents page, or of the correction round."""
    application = queries.one(actor, reference)
    correcting = application.status == Status.CORRECTING
    return filing.url_in(application, "correct" if correcting else "documents")


def limits(actor: Actor, reference: str, page: str) -> dict[str, int]:
    """Return how many bytes a file may have, for each question of a page that asks for one now."""
    application = filing.changeable(actor, reference)
    fields = form_of(application.version).fields
    found = inside(application, papers_of(actor, application))
    return {
        key: paper.need.max_mb * MEGABYTE
        for key, paper in found.items()
        if fields[key].page == page
    }


def limit_bytes(actor: Actor, reference: str, requirement: str) -> int:
    """Return how many bytes a file for this document may have.

    Raises:
        NotFound: the service has no such document.
    """
    for need in dossier.document_needs(filing.changeable(actor, reference)):
        if need.code == requirement:
            return need.max_mb * MEGABYTE
    raise NotFound("document-not-asked-for", _("There is no such document."))
