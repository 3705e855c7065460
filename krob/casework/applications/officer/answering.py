"""How a correction round was answered: what was changed, what was left as it was. Reads only."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from krob.casework.applications import dossier
from krob.casework.applications.models import Application
from krob.engines.documents import queries as documents
from krob.engines.smartforms.summary import differences
from krob.foundation.core.actor import Actor
from krob.foundation.core.text import Text


@dataclass(frozen=True, slots=True)
class Item:
    """Something that was asked for, by its code (``kind.key``) and the name people know it by."""

    code: str
    label: Text


def left(actor: Actor, application: Application) -> list[Item]:
    """Return what the waiting round asks for and the applicant has not changed since filing.

    An answer or a document that the corrected answers do not call for any more counts as changed.
    """
    labels = labels_of(application)
    changed = {*_changed_answers(application), *_changed_documents(actor, application)}
    codes = [f"{one['kind']}.{one['key']}" for one in application.corrections.latest("round").items]
    return [Item(code, labels.get(code, Text(code))) for code in codes if code not in changed]


def labels_of(application: Application) -> Mapping[str, Text]:
    """Return what answers and documents of an application are called, by ``kind.key``."""
    form = dossier.form_and_state(application)[0]
    needs = dossier.document_needs(application)
    return {f"field.{key}": field.label for key, field in form.fields.items()} | {
        f"document.{need.code}": need.title for need in needs
    }


def _changed_answers(application: Application) -> Iterator[str]:
    form, state, context = dossier.form_and_state(application)
    filed = application.submissions.latest("number").answers
    for difference in differences(form, filed, state, context):
        yield f"field.{difference.key}"


def _changed_documents(actor: Actor, application: Application) -> Iterator[str]:
    for upload in documents.uploads_of(actor, application.subject).filter(fixed_at=None):
        yield f"document.{upload.requirement}"
    for need in dossier.document_needs(application):
        if need.state == "not-needed":
            yield f"document.{need.code}"
