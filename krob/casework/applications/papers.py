"""The documents of an application with what was brought: for the applicant's and officers' screens.

Reads only.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from krob.casework.applications import dossier
from krob.casework.applications.models import Application
from krob.engines.documents import queries as uploads
from krob.engines.documents.models import Upload
from krob.engines.documents.types import Need, UploadState
from krob.engines.smartforms.fieldviews import Brought, Files
from krob.engines.smartforms.files import key_of
from krob.engines.smartforms.summary import Link
from krob.engines.smartforms.types import CompiledForm
from krob.foundation.core.actor import Actor
from krob.foundation.core.errors import DomainError, Message
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


def question_of(application: Application, paper: Paper) -> str:
    """Return the key of the question in the form that asks for a document; "" where none does."""
    key = key_of(paper.need.code)
    field = form_of(application.version).fields.get(key)
    return key if field is not None and field.kind.code == "file" else ""


def apart(application: Application, papers: Sequence[Paper]) -> list[Paper]:
    """Return the documents that are brought beside the form, not inside it."""
    return [paper for paper in papers if not question_of(application, paper)]


def inside(application: Application, papers: Sequence[Paper]) -> dict[str, Paper]:
    """Return the documents that questions of the form ask for, by the keys of these."""
    keys = {question_of(application, paper): paper for paper in papers}
    return {key: paper for key, paper in keys.items() if key}


def links(
    application: Application, papers: Sequence[Paper], address: Callable[[Upload], str]
) -> dict[str, list[Link]]:
    """Return what was brought for the questions of the form, as their answers are shown."""
    return {
        key: [Link(name=str(one.name), url=address(one)) for one in paper.uploads]
        for key, paper in inside(application, papers).items()
    }


def for_owner(upload: Upload) -> str:
    """Return where the applicant reads a file; "" while it may not be read."""
    return reverse("documents:document", args=[upload.pk]) if upload.may_be_read else ""


def shown_inside(application: Application, papers: Sequence[Paper]) -> dict[str, Files]:
    """Return what the questions of kind ``file`` show on their pages."""
    return {
        key: Files(
            accept=paper.need.accept,
            max_mb=paper.need.max_mb,
            open=paper.open,
            brought=[_brought(one, open_here=paper.open) for one in paper.uploads],
        )
        for key, paper in inside(application, papers).items()
    }


def _brought(upload: Upload, *, open_here: bool) -> Brought:
    return Brought(
        id=str(upload.pk),
        name=str(upload.name),
        size=upload.size,
        url=for_owner(upload),
        state=upload.state_name,
        stays=upload.fixed_at is not None or not open_here,
    )


def lacking(application: Application, papers: Sequence[Paper]) -> dict[str, Message]:
    """Return what to do where a question of the form still lacks its file, by key."""
    fields = form_of(application.version).fields
    return {
        key: fields[key].kind.missing(fields[key])
        for key, paper in inside(application, papers).items()
        if paper.need.state == "needed" and not any(_counts(one) for one in paper.uploads)
    }


def _counts(upload: Upload) -> bool:
    return upload.state != UploadState.REFUSED


def _labels(form: CompiledForm, need: Need) -> list[Any]:
    keys = dict.fromkeys(path.split(".")[0] for path in need.depends_on)
    return [form.fields[key].label for key in keys if key in form.fields]
