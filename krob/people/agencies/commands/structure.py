"""Agencies, authorities, units, positions and orders of who signs."""

from dataclasses import dataclass
from datetime import date

from krob.foundation.core.actor import Actor
from krob.foundation.core.registry import command
from krob.foundation.core.text import Text
from krob.foundation.events import journal
from krob.people.agencies.commands.recording import OPERATORS, one, put
from krob.people.agencies.models import (
    Agency,
    Authority,
    Calendar,
    Position,
    SigningOrder,
    Unit,
)
from krob.people.agencies.types import Basis
from krob.people.identity.models import User

NOTHING = Text("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Where people find a unit, and when it is open."""

    address: Text = NOTHING
    phone: str = ""
    hours: Text = NOTHING


@command("agencies.record-agency", kinds=OPERATORS)
def record_agency(*, actor: Actor, code: str, name: Text, tax_id: str = "") -> Agency:
    """Put an agency on record, or bring its name up to date. Repeating changes nothing.

    Req: 2.1.1
    """
    values = {"name_th": name.th, "name_en": name.en, "tax_id": tax_id}
    return put(actor, Agency, code, "agency.recorded", values)


@command("agencies.record-authority", kinds=OPERATORS)
def record_authority(*, actor: Actor, code: str, agency: str, name: Text, title: Text) -> Authority:
    """Put a permitting authority on record; ``title`` is the permitting official's.

    Raises:
        NotFound: there is no such agency.
    """
    values = {
        "agency": one(Agency, agency),
        "name_th": name.th,
        "name_en": name.en,
        "title_th": title.th,
        "title_en": title.en,
    }
    return put(actor, Authority, code, "authority.recorded", values)


@command("agencies.record-unit", kinds=OPERATORS)
def record_unit(
    *,
    actor: Actor,
    code: str,
    agency: str,
    name: Text,
    calendar: str,
    authority: str = "",
    parent: str = "",
    office: Office | None = None,
) -> Unit:
    """Put a unit on record: whose it is, for which authority it works, by which calendar.

    Raises:
        NotFound: agency, authority, calendar or parent does not exist.
    """
    place = office or Office()
    above = one(Unit, parent).path if parent else agency
    values = {
        "agency": one(Agency, agency),
        "authority": one(Authority, authority) if authority else None,
        "calendar": one(Calendar, calendar),
        "path": f"{above}/{code}",
        "name_th": name.th,
        "name_en": name.en,
        "address_th": place.address.th,
        "address_en": place.address.en,
        "phone": place.phone,
        "hours_th": place.hours.th,
        "hours_en": place.hours.en,
    }
    return put(actor, Unit, code, "unit.recorded", values)


@command("agencies.record-position", kinds=OPERATORS)
def record_position(*, actor: Actor, code: str, authority: str, name: Text) -> Position:
    """Put a position on record.

    Raises:
        NotFound: there is no such authority.
    """
    values = {
        "authority": one(Authority, authority),
        "name_th": name.th,
        "name_en": name.en,
    }
    return put(actor, Position, code, "position.recorded", values)


@command("agencies.record-signing-order", kinds=OPERATORS)
def record_signing_order(
    *,
    actor: Actor,
    authority: str,
    position: str,
    basis: Basis,
    name: Text,
    number: str,
    ordered_on: date,
    valid_from: date,
    valid_to: date | None = None,
    power: str = "",
    own_position: str = "",
    user: User | None = None,
) -> SigningOrder:
    """Put an order on record that says who signs; the same number and day is the same order.

    Raises:
        NotFound: authority or position does not exist.
    """
    order, created = SigningOrder.objects.get_or_create(
        authority=one(Authority, authority),
        position=one(Position, position),
        number=number,
        ordered_on=ordered_on,
        power=power,
        defaults={
            "own_position": one(Position, own_position) if own_position else None,
            "basis": basis,
            "user": user,
            "name_th": name.th,
            "name_en": name.en,
            "valid_from": valid_from,
            "valid_to": valid_to,
        },
    )
    if created:
        subject = f"authority:{authority}"
        details = {"order": number, "basis": str(basis), "power": power}
        journal.record(actor=actor, name="signing-order.recorded", subject=subject, data=details)
    return order
