"""The words of the room: roles, states, and the facts that registries hand over."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from krob.foundation.core.text import Text

SYSTEM_SOURCE = Text("ครบ", "Krob")
NO_TEXT = Text("")


class Role(models.TextChoices):
    """In which role a party takes part in a subject."""

    HOLDER = "holder", _("Holder")
    OPERATOR = "operator", _("Operator")
    RESPONSIBLE_PROFESSIONAL = "responsible-professional", _("Responsible professional")
    DIRECTOR = "director", _("Director")
    ATTORNEY = "attorney", _("Attorney")
    PAYER = "payer", _("Payer")
    DECIDING_UNIT = "deciding-unit", _("Deciding unit")
    CONSULTED = "consulted", _("Consulted")
    CLERK = "clerk", _("Clerk")
    MAY_BIND = "may-bind", _("May bind the business")
    STAFF = "staff", _("Staff")
    TRANSFEREE = "transferee", _("Transferee")
    HEIR = "heir", _("Heir")
    LIQUIDATOR = "liquidator", _("Liquidator")
    LEGAL_REPRESENTATIVE = "legal-representative", _("Legal representative")


class BusinessStatus(models.TextChoices):
    """What the juristic registry says about a business's life."""

    OPERATING = "operating", _("Operating")
    CONVERTED = "converted", _("Converted")
    MERGED = "merged", _("Merged")
    RECEIVERSHIP = "receivership", _("Under absolute receivership")
    BANKRUPT = "bankrupt", _("Bankrupt")
    LIQUIDATING = "liquidating", _("Dissolved, in liquidation")
    DISSOLVED = "dissolved", _("Dissolved")
    WITHDRAWN = "withdrawn", _("Registration withdrawn")
    DEFUNCT = "defunct", _("Struck off as defunct")
    UNKNOWN = "unknown", _("Unknown")


class Effect(StrEnum):
    """What a business's status means for a new filing."""

    ALLOW = "allow"
    ALLOW_WITH_NEW_NUMBER = "allow-with-new-number"
    REVIEW = "review"
    CLOSING_ONLY = "closing-only"
    STOP = "stop"


_EFFECTS = {
    BusinessStatus.OPERATING: Effect.ALLOW,
    BusinessStatus.CONVERTED: Effect.ALLOW_WITH_NEW_NUMBER,
    BusinessStatus.MERGED: Effect.ALLOW_WITH_NEW_NUMBER,
    BusinessStatus.RECEIVERSHIP: Effect.REVIEW,
    BusinessStatus.BANKRUPT: Effect.REVIEW,
    BusinessStatus.LIQUIDATING: Effect.CLOSING_ONLY,
    BusinessStatus.DISSOLVED: Effect.STOP,
    BusinessStatus.WITHDRAWN: Effect.STOP,
    BusinessStatus.DEFUNCT: Effect.STOP,
    BusinessStatus.UNKNOWN: Effect.REVIEW,
}


def effect_of(status: str) -> Effect:
    """Return what a status means for a new filing; an unknown one is reviewed by an officer."""
    return _EFFECTS.get(BusinessStatus(status), Effect.REVIEW)


class ClaimState(models.TextChoices):
    """Where a claim to act for a company stands."""

    ASKED = "asked", _("Asking the registry")
    CONFIRMED = "confirmed", _("Confirmed")
    REFUSED = "refused", _("Refused")
    FAILED = "failed", _("The registry did not answer")


class MandateState(models.TextChoices):
    """Where a mandate (หนังสือมอบอำนาจ) stands."""

    DRAFT = "draft", _("Draft")
    OFFERED = "offered", _("Offered")
    ACCEPTED = "accepted", _("In force")
    REVOKED = "revoked", _("Revoked")
    EXPIRED = "expired", _("Expired")


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFacts:
    """What an identity provider or the civil registry says about a person.

    ``number`` is the 13-digit number, ``name`` given and family name without the title,
    ``birthdate`` ISO C.E. (may lack month and day), ``address`` an address answer with DOPA codes.
    """

    number: str
    name: Text
    title: Text = NO_TEXT
    birthdate: str = ""
    address: Mapping[str, Any] = field(default_factory=dict)
    ial: str = ""
    source: Text = SYSTEM_SOURCE
    as_of: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Director:
    """One who is registered as director or partner; ``number`` only where the registry gives it."""

    name: str
    number: str = ""
    kind: str = "director"

    def as_json(self) -> dict[str, str]:
        """Return the director as it is stored (encrypted)."""
        return {"name": self.name, "number": self.number, "kind": self.kind}


@dataclass(frozen=True, slots=True, kw_only=True)
class BusinessFacts:
    """What the juristic registry says about a business.

    ``kind`` is ``limited-company``, ``public-company``, ``limited-partnership``,
    ``ordinary-partnership`` or ``other``; ``registered_on`` ISO C.E.
    """

    number: str
    name: Text
    kind: str = "other"
    status: str = BusinessStatus.UNKNOWN
    directors: tuple[Director, ...] = ()
    signing_text: str = ""
    address: Mapping[str, Any] = field(default_factory=dict)
    registered_on: str = ""
    source: Text = SYSTEM_SOURCE
    as_of: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PremisesFacts:
    """What is known of a place of business.

    ``house_code`` has 11 digits, ``address`` is an address answer with DOPA codes, ``latitude`` and
    ``longitude`` are decimal degrees as text, ``areas_sqm`` square metres by use, as text.
    """

    house_code: str = ""
    address: Mapping[str, Any] = field(default_factory=dict)
    address_text: Text = NO_TEXT
    latitude: str = ""
    longitude: str = ""
    areas_sqm: Mapping[str, str] = field(default_factory=dict)
    source: Text = SYSTEM_SOURCE
    as_of: datetime | None = None


@dataclass(frozen=True, slots=True)
class PartyName:
    """How a party is named on a screen; ``kind`` is person, juristic or unit."""

    name: Text
    kind: str
    masked_number: str = ""


@dataclass(frozen=True, slots=True)
class ActingParty:
    """A party that somebody may act for now; ``kind`` is person or juristic."""

    key: str
    name: Text
    kind: str


@dataclass(frozen=True, slots=True)
class ContactPoint:
    """Where a party is told things, and in which language."""

    email: str
    language: str
    phone: str = ""
    verified: bool = False
