"""What people see of themselves: their data, the companies they added, who looked."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from krob.foundation.core import clock
from krob.foundation.core.actor import Actor
from krob.foundation.core.errors import Message
from krob.foundation.core.text import Text
from krob.foundation.core.thai import format_id13, mask_id13
from krob.foundation.events import access
from krob.foundation.events.models import PersonalRead
from krob.people.parties import queries
from krob.people.parties.addresses import address_line
from krob.people.parties.binding import REASONS
from krob.people.parties.models import CompanyClaim, Contact, Participation
from krob.people.parties.types import NO_TEXT, BusinessFacts, ClaimState, PersonFacts

FIELDS: dict[str, Message] = {
    "address": _("Address"),
    "birthdate": _("Date of birth"),
    "directors": _("Directors"),
    "holder-name": _("Name"),
    "licence-document": _("Licence"),
    "name": _("Name"),
    "number": _("13-digit number"),
    "payer-name": _("Name"),
    "premises": _("Address"),
    "signing-authority": _("Signing authority"),
}

ANSWERS: Message = _("Answers in an application")


@dataclass(frozen=True, slots=True)
class Reading:
    """One read of personal data as its owner is told."""

    at: datetime
    who: Text
    purpose: Text
    fields: tuple[Message, ...]


def readings(actor: Actor, *, limit: int = 100) -> list[Reading]:
    """Return who looked at the data of the actor's party, newest first.

    Counts reads about the party and about every subject in which it takes or took part, the
    actor's own excepted.

    Req: S.6
    """
    subjects = Participation.objects.filter(party=actor.party).values("subject")
    about = Q(about__subject=actor.party) | Q(about__subject__in=subjects)
    rows = PersonalRead.objects.filter(about).exclude(actor_id=actor.id).distinct()
    found = list(rows.order_by("-id")[:limit])
    names = {key: _named(key) for key in {_reader(row) for row in found}}
    return [_reading(row, names[_reader(row)]) for row in found]


def _reading(row: PersonalRead, who: Text) -> Reading:
    named = {str(words): words for code in row.fields if (words := FIELDS.get(code))}
    if any(code not in FIELDS for code in row.fields):
        named[str(ANSWERS)] = ANSWERS
    return Reading(row.at, who, _purpose(row.purpose), tuple(named.values()))


def _reader(row: PersonalRead) -> str:
    unit = row.actor_units.partition(",")[0]
    if unit:
        return f"unit:{unit}"
    return f"agency:{row.actor_agency}" if row.actor_agency else ""


def _named(reader: str) -> Text:
    return queries.party_named(reader).name if reader else Text("ระบบของครบ", "Krob's own systems")


def _purpose(code: str) -> Text:
    return access.purposes.get(code) if code in access.purposes else Text(code)


@dataclass(frozen=True, slots=True)
class Account:
    """What a person sees of themselves, and of the company acted for."""

    person: PersonFacts
    masked_number: str
    address: Text
    contact: Contact
    company: BusinessFacts | None = None
    company_number: str = ""
    company_address: Text = NO_TEXT


def account(actor: Actor) -> Account:
    """Return the actor's own data with its source and time.

    Req: 1.2.1, 1.2.2

    Raises:
        NotFound: the account has no person.
    """
    facts = queries.person_facts(actor, actor.person, "")
    own = Account(
        person=facts,
        masked_number=mask_id13(facts.number),
        address=address_line(facts.address),
        contact=queries.contact(actor, actor.party),
    )
    if actor.party == actor.person:
        return own
    company = queries.business_facts(actor.party, actor=actor)
    return replace(
        own,
        company=company,
        company_number=format_id13(company.number, juristic=True),
        company_address=address_line(company.address),
    )


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A claim as its page says it; ``signers`` must sign where one alone does not bind."""

    id: UUID
    number: str
    name: Text
    state: str
    asked_at: datetime
    expires_at: datetime | None
    reason: Message
    signers: int
    seal: bool

    @property
    def waiting(self) -> bool:
        """Say whether the registry is still being asked."""
        return self.state == ClaimState.ASKED


def _view_of(one: CompanyClaim) -> ClaimView:
    return ClaimView(
        id=one.pk,
        number=format_id13(one.number, juristic=True),
        name=one.business.full_name if one.business else NO_TEXT,
        state=_state_now(one),
        asked_at=one.asked_at,
        expires_at=one.expires_at,
        reason=REASONS.get(one.reason, ""),
        signers=int(one.needed.get("signers", 0)),
        seal=bool(one.needed.get("seal")),
    )


def _state_now(one: CompanyClaim) -> str:
    over = one.expires_at is not None and one.expires_at <= clock.now()
    return "expired" if over else str(one.state)


def claim_views(actor: Actor) -> list[ClaimView]:
    """Return the companies that the actor's person has added, newest first."""
    return [_view_of(one) for one in queries.claims(actor)]


def claim_view(actor: Actor, claim_id: UUID | str) -> ClaimView:
    """Return one claim of the actor's person as its page says it.

    Raises:
        NotFound: there is no such claim of theirs.
    """
    return _view_of(queries.claim(actor, claim_id))
