"""What a service may not go together with: what the party holds, or has filed, for one place.

A relation ``excludes`` says it, of this service or of the other one: whichever was written, both
exclude each other, unless the relation is ``one_way``. Somebody else's licence or application for
the same place never counts, nor one's own for another place, nor a draft.

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
from krob.registers.catalogue.models import ServiceVersion
from krob.registers.catalogue.queries import form_of
from krob.registers.catalogue.types import rule_types
from krob.registers.licences import queries as licences


def exclusions(application: Application) -> list[Text]:
    """Return why the application may not stand beside what there is already, each with its law.

    Looked at while it is still a draft, this warns early; filing, sending corrections and approving
    ask again.
    """
    here = list(_said_here(application))
    there = [
        Text(f"{title.th}: {said.th}", f"{title.in_('en')}: {said.in_('en')}")
        for title, said in _said_there(application)
        if said not in here
    ]
    return [*here, *dict.fromkeys(there)]


def _said_here(application: Application) -> Iterator[Text]:
    for relation in _excluding(application):
        if counts(application, relation) and any(_found(application, relation)):
            yield dossier.with_law(relation)


def _said_there(application: Application) -> Iterator[tuple[Text, Text]]:
    """Yield what relations of other services say, whose licence or application the party has."""
    code = application.version.service.code
    for others in _by_version(application):
        title = others[0].version.title
        for relation in _excluding(others[0]):
            against = relation.get("service") == code and not relation.get("one_way")
            if against and any(_stands(application, other, relation) for other in others):
                yield title, dossier.with_law(relation)


def _by_version(application: Application) -> Iterator[list[Application]]:
    """Yield what the party has of other services, together where it follows one version."""
    theirs = Application.objects.filter(
        party=application.party, status__in=OPEN | {Status.APPROVED}
    ).exclude(version__service=application.version.service)
    versions = ServiceVersion.objects.filter(pk__in=theirs.values("version"))
    for version in versions.select_related("service").order_by("service__code", "number"):
        others = list(theirs.filter(version=version).select_related("premises"))
        for other in others:
            other.version = version
        if others:
            yield others


def _excluding(application: Application) -> list[Mapping[str, Any]]:
    relations = dossier.parts_of(application)["service"].get("relations") or ()
    return [relation for relation in relations if relation.get("kind") == "excludes"]


def _stands(application: Application, other: Application, relation: Mapping[str, Any]) -> bool:
    """Say whether another application, or its licence, is what a relation of its service forbids.

    What the relation forbids to hold or to file beside it, it forbids the other way round too.
    """
    scope = relation.get("scope") or ""
    if other.status in OPEN:
        there = scope != "held"
    else:
        held = licences.subjects_held(other.party, other.version.service.code)
        there = scope != "together" and other.subject in held
    return there and counts(other, relation) and same_place(application, other.premises)


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
    others = Application.objects.filter(subject__in=subjects).exclude(pk=application.pk)
    for other in others.select_related("premises"):
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
