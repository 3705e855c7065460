"""Whose matter an application is: from the premises' address to authority, unit and offering."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from krob.casework.applications import dossier
from krob.casework.applications.models import Application
from krob.foundation.core import clock
from krob.foundation.core.actor import SYSTEM, Actor
from krob.people.agencies.jurisdiction import Place, authority_for
from krob.people.agencies.models import Unit
from krob.people.parties import commands as parties
from krob.people.parties.models import Premises
from krob.people.parties.types import PremisesFacts, Role
from krob.registers.catalogue.models import ServiceOffering
from krob.registers.catalogue.queries import offering_for


@dataclass(frozen=True, slots=True)
class Competence:
    """The unit that takes the application and what its authority says about the service."""

    unit: Unit
    offering: ServiceOffering


def _fields(application: Application) -> dict[str, str]:
    return dict(dossier.parts_of(application)["service"].get("premises", {}))


def record(actor: Actor, application: Application) -> Premises | None:
    """Keep the place of business that the answers describe; None for a service without one."""
    fields = _fields(application)
    answers = dossier.effective_answers(application)
    address = answers.get(fields.get("address", ""))
    if not address:
        return None
    point = answers.get(fields.get("point", "")) or {}
    area = answers.get(fields.get("area", ""))
    return parties.record_premises(
        actor=actor,
        holder=application.party,
        facts=PremisesFacts(
            house_code=str(answers.get(fields.get("house_code", "")) or ""),
            address=address,
            latitude=str(point.get("lat", "")),
            longitude=str(point.get("lon", "")),
            areas_sqm={"premises": str(area)} if area else {},
        ),
    )


def described(application: Application) -> tuple[Mapping[str, Any], str]:
    """Return address and house code of the premises as the answers have them; both may be empty."""
    fields, answers = _fields(application), dossier.effective_answers(application)
    address = answers.get(fields.get("address", "")) or {}
    return address, str(answers.get(fields.get("house_code", "")) or "")


def address_field(application: Application) -> str:
    """Return the key of the field that says where the premises are."""
    return _fields(application).get("address", "")


def place_of(application: Application, answers: Mapping[str, Any] | None = None) -> Place:
    """Return where the premises are, as the jurisdiction table reads it.

    ``answers`` are those of a submission; without them those that count now.
    """
    given = dossier.effective_answers(application) if answers is None else answers
    address = given.get(address_field(application)) or {}
    return Place(
        province=str(address.get("province", "")),
        district=str(address.get("district", "")),
        subdistrict=str(address.get("subdistrict", "")),
        moo=str(address.get("moo", "")),
    )


def competent(application: Application) -> Competence | None:
    """Find who decides, by the jurisdiction table; None sends it to the routing queue.

    Law: the competent local official is the one of the place of the premises; which that is, is
    data of the jurisdiction table.
    """
    part = dossier.parts_of(application)["service"]
    match = authority_for(part["power"], place_of(application), clock.today())
    return at_unit(application, match.unit) if match else None


def leaves_its_office(application: Application) -> bool:
    """Say whether corrections put the premises where this office may not decide.

    A correction mends what was filed; another place is another matter, with its own authority,
    fees and clock.
    """
    filed = place_of(application, application.submissions.latest("number").answers)
    if filed == place_of(application):
        return False
    competence = competent(application)
    return competence is None or competence.unit != application.unit


def at_unit(application: Application, unit: Unit) -> Competence | None:
    """Return what a unit's authority says about the service; None when it does not give it."""
    if unit.authority is None:
        return None
    service = application.version.service.code
    offering = offering_for(service, unit.authority.code, clock.today())
    return Competence(unit, offering) if offering else None


def hand_to(application: Application, competence: Competence) -> None:
    """Pin the unit and its offering; the unit takes part from now on."""
    application.unit = competence.unit
    application.offering = competence.offering
    parties.add_participant(
        actor=SYSTEM,
        subject=application.subject,
        party=f"unit:{competence.unit.code}",
        role=Role.DECIDING_UNIT,
    )
