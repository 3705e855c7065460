"""What the check page shows before filing: answers, documents, what is missing. Reads only."""

from dataclasses import dataclass
from typing import Any

from krob.casework.applications import comparing, dossier, excluding, filing, needing, newer
from krob.casework.applications.models import Application
from krob.casework.applications.papers import papers_of
from krob.casework.applications.types import Status
from krob.engines.smartforms import summary
from krob.foundation.core.actor import Actor
from krob.foundation.core.errors import Invalid
from krob.foundation.core.text import Text
from krob.people.parties import queries as parties
from krob.registers.catalogue.queries import form_of


def check(actor: Actor, reference: str, invalid: Invalid | None = None) -> dict[str, Any]:
    """Return what the check page shows: every answer, every document, what is missing."""
    application = filing.changeable(actor, reference)
    form, form_state, context = dossier.form_and_state(application)
    return {
        "application": application,
        "service": dossier.parts_of(application)["service"],
        "stages": filing.stages(application, "check"),
        "pages": summary.summarise(form, form_state, context, masked=True),
        "papers": papers_of(actor, application),
        "ineligible": dossier.ineligibilities(application) + _excluded(application),
        "unmet": needing.unmet(application),
        "notice": parties.current_notice("applications"),
        "applicant": parties.party_named(application.party),
        "problems": _linked(application, invalid) if invalid else [],
        "errors": invalid.fields if invalid else {},
        "back_url": filing.url_in(application, "documents"),
        "newness": newer.newness(application),
        "undecided": comparing.waiting(application),
    }


def _excluded(application: Application) -> list[Text]:
    """Return early what filing would refuse; what is corrected was filed already."""
    return excluding.exclusions(application) if application.status == Status.DRAFT else []


@dataclass(frozen=True, slots=True)
class LinkedProblem:
    """What stands against filing, and where it is mended."""

    message: Any
    url: str


def _linked(application: Application, invalid: Invalid) -> list[LinkedProblem]:
    return [LinkedProblem(text, _place(application, key)) for key, text in invalid.fields.items()]


def _place(application: Application, key: str) -> str:
    head, _dot, rest = key.partition(".")
    if head == "aside":
        return comparing.url_of(application, rest)
    if head == "document":
        return f"{filing.url_in(application, 'documents')}#document-{rest}"
    field = form_of(application.version).fields.get(head)
    if field is None:
        return f"#{head}"
    return f"{filing.url_in(application, 'page', field.page)}#f-{field.key}"
