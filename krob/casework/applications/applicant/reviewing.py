"""What the check page shows before filing: answers, documents, what is missing. Reads only."""

from dataclasses import dataclass
from typing import Any

from krob.casework.applications import dossier, placing
from krob.casework.applications.applicant import comparing, filing, newer
from krob.casework.applications.beside import excluding, needing
from krob.casework.applications.models import Application
from krob.casework.applications.papers import apart, for_owner, links, papers_of
from krob.engines.smartforms import summary
from krob.engines.smartforms.files import key_of
from krob.foundation.core.actor import Actor
from krob.foundation.core.errors import Invalid
from krob.foundation.core.text import Text
from krob.people.parties import queries as parties
from krob.registers.catalogue.queries import form_of


def check(actor: Actor, reference: str, invalid: Invalid | None = None) -> dict[str, Any]:
    """Return what the check page shows: every answer, every document, what is missing."""
    application = filing.changeable(actor, reference)
    form, form_state, context = dossier.form_and_state(application)
    papers = papers_of(actor, application)
    files = links(application, papers, for_owner)
    return {
        "application": application,
        "service": dossier.parts_of(application)["service"],
        "stages": filing.stages(application, "check", papers),
        "pages": summary.summarise(form, form_state, context, masked=True, files=files),
        "papers": apart(application, papers),
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
    """Return early what filing or sending corrections would refuse, once the place is known."""
    if placing.address_field(application) and not placing.described(application)[0]:
        return []
    return excluding.exclusions(application)


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
    if head == "document" and (key := key_of(rest)) in form_of(application.version).fields:
        return filing.question_url(application, key)
    if head == "document":
        return f"{filing.url_in(application, 'documents')}#document-{rest}"
    field = form_of(application.version).fields.get(head)
    if field is None:
        return f"#{head}"
    return filing.question_url(application, field.key)
