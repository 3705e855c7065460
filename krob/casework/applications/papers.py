"""The documents of an application with what was brought: for the applicant's and officers' screens.

Reads only.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from krob.casework.applications import dossier
from krob.casework.applications.models import Application
from krob.engines.documents import queries as uploads
from krob.engines.documents.models import Upload
from krob.engines.documents.types import Need
from krob.engines.smartforms.types import CompiledForm
from krob.foundation.core.actor import Actor
from krob.foundation.core.errors import DomainError
from krob.registers.catalogue.queries import form_of


@dataclass(frozen=True, slots=True)
class Paper:
    """One document on the applicant's list."""

    need: Need
    uploads: Sequence[Upload]
    depends_on: Sequence[Any]
    error: DomainError | None = None
    open: bool = True


def papers_of(
    actor: Actor, application: Application, errors: Mapping[str, DomainError] | None = None
) -> list[Paper]:
    """Return every document of the service that is, or may be, needed, with what was brought."""
    form = form_of(application.version)
    held: dict[str, list[Upload]] = {}
    for upload in uploads.uploads_of(actor, application.subject):
        held.setdefault(upload.requirement, []).append(upload)
    named = dossier.open_documents(application)
    return [
        Paper(
            need,
            held.get(need.code, []),
            _labels(form, need),
            (errors or {}).get(need.code),
            named is None or need.code in named,
        )
        for need in dossier.document_needs(application)
        if need.state != "not-needed"
    ]


def _labels(form: CompiledForm, need: Need) -> list[Any]:
    keys = dict.fromkeys(path.split(".")[0] for path in need.depends_on)
    return [form.fields[key].label for key in keys if key in form.fields]
