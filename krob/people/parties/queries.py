"""Who somebody is, whom they may act for, who takes part, and who looked at their data."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from krob.foundation.core import clock
from krob.foundation.core.actor import Actor
from krob.foundation.core.encryption import keyed_hash
from krob.foundation.core.errors import NotFound
from krob.foundation.core.text import Text
from krob.foundation.core.thai import digits, format_id13, mask_id13
from krob.foundation.events import access
from krob.people.parties import policies, ports
from krob.people.parties.models import (
    NUMBER_CONTEXT,
    Business,
    CompanyClaim,
    Contact,
    NoticeAcceptance,
    NoticeVersion,
    Participation,
    Person,
    Premises,
)
from krob.people.parties.participation import EVERYTHING, keys_of, visible
from krob.people.parties.types import (
    ActingParty,
    BusinessFacts,
    ContactPoint,
    Director,
    PartyName,
    PersonFacts,
    Role,
)

NOBODY = UUID(int=0)
PERSON_FIELDS = ("number", "name", "birthdate", "address")
BUSINESS_FIELDS = ("directors", "signing-authority")


def participants(subject: str) -> QuerySet[Participation]:
    """Return who takes part in a subject now, earliest first."""
    return Participation.objects.now().filter(subject=subject).order_by("since", "id")


def takes_part(actor: Actor, subject: str, roles: Iterable[str] | None = None) -> bool:
    """Say whether the actor's person, party, unit or agency takes part in a subject now."""
    return policies.takes_part(actor, subject, frozenset(roles or ()))


def person(key: str) -> Person:
    """Return a person by key.

    Raises:
        NotFound: there is no such person.
    """
    found = Person.objects.filter(pk=_uuid(key, "person")).first()
    if found is None:
        raise NotFound("person-not-found", _("There is no such person."))
    return found


def business(key: str) -> Business:
    """Return a business by key.

    Raises:
        NotFound: there is no such business.
    """
    found = Business.objects.filter(pk=_uuid(key, "business")).first()
    if found is None:
        raise NotFound("business-not-found", _("There is no such business."))
    return found


def person_by_number(number: str) -> Person | None:
    """Return the person with a 13-digit number (for identity; never shown in a list)."""
    hashed = keyed_hash(digits(number), context=NUMBER_CONTEXT)
    return Person.objects.filter(number_hash=hashed).first()


def _uuid(key: str, kind: str) -> UUID:
    found, _colon, rest = key.partition(":")
    try:
        return UUID(rest) if found == kind else NOBODY
    except ValueError:
        return NOBODY


def acting_choices(actor: Actor) -> list[ActingParty]:
    """Return whom the actor's person may act for now: itself first, then businesses by name."""
    own = Person.objects.filter(pk=_uuid(actor.person, "person")).first()
    subjects = (
        Participation.objects.now()
        .filter(party=actor.person, role__in=(Role.MAY_BIND, Role.ATTORNEY))
        .filter(subject__startswith="business:")
        .values_list("subject", flat=True)
    )
    ids = {_uuid(subject, "business") for subject in subjects}
    companies = sorted(Business.objects.filter(pk__in=ids), key=lambda one: str(one.full_name))
    persons = [ActingParty(own.key, own.full_name, "person")] if own else []
    return persons + [ActingParty(one.key, one.full_name, "juristic") for one in companies]


def party_named(key: str) -> PartyName:
    """Return how a party is named on a screen; its number only masked where it is a person's."""
    kind = key.partition(":")[0]
    if kind == "person" and (one := Person.objects.filter(pk=_uuid(key, kind)).first()):
        return PartyName(one.full_name, "person", mask_id13(one.number))
    if kind == "business" and (firm := Business.objects.filter(pk=_uuid(key, kind)).first()):
        return PartyName(firm.full_name, "juristic", format_id13(firm.number, juristic=True))
    namer = ports.party_namers.get(kind) if kind in ports.party_namers else None
    name = namer(key) if namer else None
    return PartyName(name or Text(key.partition(":")[2] or key), "unit")


def person_facts(actor: Actor, key: str, purpose: str) -> PersonFacts:
    """Read what is known of a person; anybody but the person leaves one row in the access log.

    Req: S.6, V.2

    Raises:
        NotFound: there is no such person, or the actor shares no subject with them.
        LookupError: the purpose is not declared.
    """
    one = person(key)
    if not policies.may_read_party(actor, key):
        raise NotFound("person-not-found", _("There is no such person."))
    if actor.person != key:
        access.reading(actor=actor, purpose=purpose, subjects=[key], fields=PERSON_FIELDS)
    return PersonFacts(
        number=one.number,
        name=one.full_name,
        title=Text.of(one.title),
        birthdate=one.birthdate,
        address=one.residence,
        ial=one.ial,
        source=Text.of(one.source),
        as_of=one.as_of,
    )


def business_facts(key: str, *, actor: Actor | None = None, purpose: str = "") -> BusinessFacts:
    """Read what is known of a business: public facts, and with actor and purpose its directors.

    Those who may not bind the business leave one row in the access log.

    Raises:
        NotFound: there is no such business, or the actor shares no subject with it.
        LookupError: the purpose is not declared.
    """
    one = business(key)
    if actor is None:
        return _public_facts(one)
    if not policies.may_read_party(actor, key):
        raise NotFound("business-not-found", _("There is no such business."))
    if actor.party != key and not takes_part(actor, key, {Role.MAY_BIND}):
        access.reading(actor=actor, purpose=purpose, subjects=[key], fields=BUSINESS_FIELDS)
    return _public_facts(one, one.registered_directors, one.signing_text)


def _public_facts(
    one: Business, directors: tuple[Director, ...] = (), signing_text: str = ""
) -> BusinessFacts:
    return BusinessFacts(
        number=one.number,
        name=one.full_name,
        kind=one.kind,
        status=one.status,
        directors=directors,
        signing_text=signing_text,
        address=one.address,
        registered_on=one.registered_on,
        source=Text.of(one.source),
        as_of=one.as_of,
    )


def premises_of(actor: Actor) -> QuerySet[Premises]:
    """Return the places of business that the actor may see, newest knowledge first."""
    return Premises.objects.filter(visible(actor, "holder")).order_by("-as_of", "id")


def contact_of(party: str) -> ContactPoint | None:
    """Return where a party is told things; a business without its own is told through who binds it.

    ``None`` when nobody left an address.
    """
    keys = [party]
    if party.startswith("business:"):
        keys += participants(party).filter(role=Role.MAY_BIND).values_list("party", flat=True)
    for key in keys:
        row = Contact.objects.filter(party=key).first()
        if row and (row.email or row.phone):
            return ContactPoint(row.email, row.language, row.phone, bool(row.email_verified_at))
    return None


def contact(actor: Actor, party: str) -> Contact:
    """Return a party's own contact row for its screen, an unsaved empty one where none is kept.

    Raises:
        NotFound: it is another party's.
    """
    if actor.kind not in EVERYTHING and party not in keys_of(actor):
        raise NotFound("contact-not-found", _("There is no such contact."))
    return Contact.objects.filter(party=party).first() or Contact(party=party)


def claim(actor: Actor, claim_id: UUID | str) -> CompanyClaim:
    """Return a claim of the actor's person.

    Raises:
        NotFound: there is no such claim of theirs.
    """
    found = claims(actor).filter(pk=claim_id).first()
    if found is None:
        raise NotFound("claim-not-found", _("There is no such claim."))
    return found


def claims(actor: Actor) -> QuerySet[CompanyClaim]:
    """Return the claims of the actor's person, newest first."""
    return (
        CompanyClaim.objects.filter(visible(actor, "person"))
        .select_related("business")
        .order_by("-asked_at", "id")
    )


def claimant(one: CompanyClaim) -> Person:
    """Return the person behind a claim."""
    return person(one.person)


def current_notice(code: str) -> NoticeVersion:
    """Return the newest version of a privacy notice that is in force.

    Req: S.1

    Raises:
        NotFound: no version of it is in force.
    """
    found = _in_force(code).first()
    if found is None:
        raise NotFound("notice-not-found", _("There is no such notice."))
    return found


def _in_force(code: str) -> QuerySet[NoticeVersion]:
    begun = NoticeVersion.objects.filter(code=code, in_force_from__lte=clock.today())
    return begun.order_by("-number")


def has_accepted(actor: Actor, code: str, subject: str) -> bool:
    """Say whether the actor's party has read the notice that is current now, for a subject.

    Where no notice is in force there is nothing that could have been read.
    """
    current = Subquery(_in_force(code).values("pk")[:1])
    return NoticeAcceptance.objects.filter(
        notice=current, party=actor.party, subject=subject
    ).exists()
