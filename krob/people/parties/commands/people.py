"""What is known of persons, businesses, their contacts and their premises."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from krob.foundation.core import clock
from krob.foundation.core.actor import Actor, ActorKind
from krob.foundation.core.encryption import keyed_hash
from krob.foundation.core.errors import Invalid, NotAllowed
from krob.foundation.core.registry import command
from krob.foundation.core.thai import digits, is_id13
from krob.foundation.events import journal
from krob.people.parties import policies
from krob.people.parties.models import (
    NUMBER_CONTEXT,
    Business,
    Contact,
    Person,
    Premises,
    account_class,
)
from krob.people.parties.participation import EVERYTHING, keys_of
from krob.people.parties.signing_rules import parse
from krob.people.parties.types import BusinessFacts, PersonFacts, PremisesFacts


def _hashed(number: str) -> tuple[str, str]:
    """Return the bare number and its keyed hash, or refuse a wrong one."""
    if not is_id13(number):
        raise Invalid("number-invalid", _("This is not a valid 13-digit number."))
    bare = digits(number)
    return bare, keyed_hash(bare, context=NUMBER_CONTEXT)


def _changed(row: Any, values: dict[str, Any]) -> list[str]:
    """Set the values on the row; return the names of those that were different."""
    names = sorted(name for name, value in values.items() if getattr(row, name) != value)
    for name in names:
        setattr(row, name, values[name])
    return names


def _keep(row: Any, fresh: bool, values: dict[str, Any], *, actor: Actor, event: str) -> None:
    """Save what changed and say so, except where only the time of the answer is newer."""
    changed = [] if fresh else _changed(row, values)
    if changed:
        row.save(update_fields=changed)
    if fresh or set(changed) - {"as_of", "source"}:
        journal.record(actor=actor, name=event, subject=row.key, data={"fields": changed})


@command("parties.record-person", kinds={ActorKind.SYSTEM, ActorKind.OPERATOR})
def record_person(*, actor: Actor, facts: PersonFacts) -> Person:
    """Keep what an identity provider says about a person, under one row per 13-digit number.

    Recording the same person again brings the row up to date.

    Req: 1.2.2

    Raises:
        Invalid: the number's check digit is wrong.
    """
    number, hashed = _hashed(facts.number)
    values: dict[str, Any] = {
        "name": facts.name.as_json(),
        "title": facts.title.as_json(),
        "birthdate": facts.birthdate,
        "address": dict(facts.address),
        "ial": facts.ial,
        "source": facts.source.as_json(),
        "as_of": facts.as_of or clock.now(),
    }
    person, fresh = Person.objects.select_for_update().get_or_create(
        number_hash=hashed, defaults={**values, "number": number, **account_class()}
    )
    _keep(person, fresh, values, actor=actor, event="parties.person-recorded")
    return person


@command("parties.record-business", kinds={ActorKind.SYSTEM, ActorKind.OPERATOR})
def record_business(*, actor: Actor, facts: BusinessFacts) -> Business:
    """Keep what the juristic registry says about a business, one row per registration number.

    Raises:
        Invalid: the number's check digit is wrong.
    """
    number, hashed = _hashed(facts.number)
    rule = parse(facts.signing_text, facts.directors)
    values: dict[str, Any] = {
        "name": facts.name.as_json(),
        "kind": facts.kind,
        "status": facts.status,
        "directors": [director.as_json() for director in facts.directors],
        "signing_text": facts.signing_text,
        "signing_rule": rule.as_json() if rule else {},
        "address": dict(facts.address),
        "registered_on": facts.registered_on,
        "source": facts.source.as_json(),
        "as_of": facts.as_of or clock.now(),
    }
    business, fresh = Business.objects.select_for_update().get_or_create(
        number_hash=hashed, defaults={**values, "number": number, **account_class()}
    )
    _keep(business, fresh, values, actor=actor, event="parties.business-recorded")
    return business


@command(
    "parties.change-contact",
    kinds={ActorKind.APPLICANT, ActorKind.OFFICER, ActorKind.SYSTEM, ActorKind.OPERATOR},
)
def change_contact(
    *, actor: Actor, party: str, email: str, phone: str = "", language: str = "th"
) -> Contact:
    """Keep where a party wants to be told things; an empty address stops e-mail.

    An officer is told as the party ``user:<public id>``; nobody changes the contact of a unit.

    Req: 1.2.1

    Raises:
        NotAllowed: it is another party's contact.
        Invalid: the address or the telephone number is not one.
    """
    if not policies.may_change_contact(actor, party):
        raise NotAllowed("not-your-contact", _("This is not your contact."))
    values = {"email": _email(email), "phone": _phone(phone), "language": language[:2]}
    contact, _fresh = Contact.objects.select_for_update().get_or_create(
        party=party, defaults=account_class()
    )
    if contact.email != values["email"]:
        contact.email_verified_at = None
    changed = _changed(contact, values)
    contact.save()
    if changed:
        journal.record(
            actor=actor, name="parties.contact-changed", subject=party, data={"fields": changed}
        )
    return contact


def _email(text: str) -> str:
    if not (email := text.strip()):
        return ""
    try:
        validate_email(email)
    except ValidationError:
        message = _("Enter an e-mail address, such as name@example.com.")
        raise Invalid("email-invalid", message, fields={"email": message}) from None
    return email


def _phone(text: str) -> str:
    phone = digits(text)
    if phone and not (phone.isascii() and phone.lstrip("+").isdigit() and 9 <= len(phone) <= 15):
        message = _("Enter a telephone number, such as 081 234 5678.")
        raise Invalid("phone-invalid", message, fields={"phone": message})
    return phone


@command(
    "parties.record-premises", kinds={ActorKind.APPLICANT, ActorKind.SYSTEM, ActorKind.OPERATOR}
)
def record_premises(*, actor: Actor, holder: str, facts: PremisesFacts) -> Premises:
    """Keep a place of business of a holder; the same house code or address is the same place.

    Raises:
        NotAllowed: the holder is somebody else.
        Invalid: the point is not one.
    """
    if actor.kind not in EVERYTHING and holder not in keys_of(actor):
        raise NotAllowed("not-your-premises", _("This is not your place of business."))
    address = dict(facts.address)
    values: dict[str, Any] = {
        "house_code": facts.house_code,
        **{part: str(address.get(part, "")) for part in ("province", "district", "subdistrict")},
        "address": address,
        "address_text": facts.address_text.as_json(),
        "latitude": _degrees(facts.latitude, 90),
        "longitude": _degrees(facts.longitude, 180),
        "areas_sqm": dict(facts.areas_sqm),
        "source": facts.source.as_json(),
        "as_of": facts.as_of or clock.now(),
    }
    known = _known_premises(holder, facts)
    premises = known or Premises.objects.create(holder=holder, **values)
    _keep(premises, known is None, values, actor=actor, event="parties.premises-recorded")
    return premises


def _known_premises(holder: str, facts: PremisesFacts) -> Premises | None:
    theirs = Premises.objects.select_for_update().filter(holder=holder).order_by("id")
    if facts.house_code:
        return theirs.filter(house_code=facts.house_code).first()
    return next((one for one in theirs if one.address == dict(facts.address)), None)


def _degrees(text: str, limit: int) -> Decimal | None:
    if not text:
        return None
    try:
        value = Decimal(text).quantize(Decimal("0.000001"))
    except InvalidOperation:
        value = Decimal(999)
    if abs(value) > limit:
        raise Invalid("point-invalid", _("This is not a point on the map."))
    return value
