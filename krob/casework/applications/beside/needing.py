"""What a service needs beside itself, and what it takes the place of: from its relations.

A licence counts when the applying party holds it, for the same place where both are about one.

Req: 2.8.2.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from krob.casework.applications import dossier
from krob.casework.applications.beside import excluding
from krob.casework.applications.models import Application
from krob.foundation.core import clock
from krob.foundation.core.actor import SYSTEM
from krob.foundation.core.text import Text
from krob.registers.catalogue import queries as catalogue
from krob.registers.licences import queries as licences


@dataclass(frozen=True, slots=True)
class Needed:
    """Another service whose licence this application needs, and whether the party holds it.

    ``enforced``: without it the application is not taken.
    """

    service: str
    title: Text
    message: Text
    held: bool
    enforced: bool


def needed(application: Application) -> list[Needed]:
    """Return what the application's answers call for of other services, held or not.

    A service that nobody offers cannot be asked for.
    """
    relations = list(_relations(application, "requires"))
    titles = catalogue.titles({str(each["service"]) for each in relations}, clock.today())
    return [
        Needed(
            service=code,
            title=titles[code],
            message=dossier.with_law(relation),
            held=any(excluding.held(application, code)),
            enforced=bool(relation.get("enforce")),
        )
        for relation in relations
        if (code := str(relation["service"])) in titles
    ]


def unmet(application: Application) -> list[Needed]:
    """Return what is needed and not held."""
    return [one for one in needed(application) if not one.held]


def converted(application: Application) -> str:
    """Return the number of the licence that this one takes the place of, "" where there is none.

    Only a licence of the same authority is converted; another authority ends its own.
    """
    for relation in _relations(application, "replaces"):
        for subject in licences.subjects_held(application.party, str(relation["service"])):
            other = Application.objects.filter(subject=subject, offering__isnull=False).first()
            if other is None or not _same_authority(application, other):
                continue
            held = licences.of_subject(SYSTEM, subject)
            if held and excluding.same_place(application, other.premises):
                return held.number
    return ""


def _same_authority(application: Application, other: Application) -> bool:
    mine, theirs = application.offering, other.offering
    return mine is not None and theirs is not None and mine.authority_id == theirs.authority_id


def _relations(application: Application, kind: str) -> Iterator[Mapping[str, Any]]:
    for relation in dossier.parts_of(application)["service"].get("relations") or ():
        if relation.get("kind") == kind and excluding.counts(application, relation):
            yield relation
