"""What a service may not go together with: what the party holds, or has filed, for one place.

A relation ``excludes`` of the service says it. Somebody else's licence or application for the same
place never counts, nor one's own for another place, nor a draft.

Req: 2.10.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from krob.casework.applications import dossier, placing
from krob.casework.applications.models import Application
from krob.casework.applications.types import OPEN, Status
from krob.foundation.core.text import Text
from krob.foundation.rules.expressions import compile_expression
from krob.people.parties.models import Premises
from krob.registers.catalogue.queries import form_of
from krob.registers.catalogue.types import rule_types
from krob.registers.licences import queries as licences


def exclusions(application: Application) -> list[Text]:
    """Return why the application may not be filed beside what there is already, each with its law.

    Looked at while it is still a draft, this warns early; filing asks again.
    """
    return [
        dossier.with_law(relation)
        for relation in dossier.parts_of(application)["service"].get("relations") or ()
        if relation.get("kind") == "excludes"
        and counts(application, relation)
        and any(_found(application, relation))
    ]


def counts(application: Application, relation: Mapping[str, Any]) -> bool:
    """Say whether the answers bring a relation about; what is not answered yet does not."""
    source = str(relation.get("when") or "")
    if not source:
        return True
    types = rule_types(form_of(application.version))
    rule = compile_expression(source, types, "bool")
    return rule(dossier.typed_answers(application)) is True


def _found(application: Application, relation: Mapping[str, Any]) -> Iterator[bool]:
    scope = relation.get("scope") or ""
    service = str(relation.get("service") or "")
    if scope != "together":
        yield from held(application, service)
    if scope != "held":
        yield from _together(application, service)


def held(application: Application, service: str) -> Iterator[bool]:
    """Yield for each licence of a service that the party holds whether it is for this place."""
    subjects = licences.subjects_held(application.party, service)
    for other in Application.objects.filter(subject__in=subjects).select_related("premises"):
        yield same_place(application, other.premises)


def _together(application: Application, service: str) -> Iterator[bool]:
    others = (
        Application.objects.filter(
            party=application.party, status__in=OPEN, version__service__code=service
        )
        .exclude(pk=application.pk)
        .exclude(status=Status.DRAFT)
        .select_related("premises")
    )
    for other in others:
        yield same_place(application, other.premises)


def same_place(application: Application, other: Premises | None) -> bool:
    """Say whether both are about one place; what is about no place is about the party itself."""
    address, house_code = placing.described(application)
    if other is None or not address:
        return True
    if house_code and other.house_code:
        return house_code == other.house_code
    known: Mapping[str, Any] = other.address
    return dict(known) == dict(address)
