"""Words of licences: terms, states, and the answers of a verification."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from krob.foundation.core.errors import Message
from krob.foundation.core.text import Text
from krob.foundation.events import access, journal

journal.declare(
    {
        "licences.granted": _("Granted the licence"),
        "licences.sealed": _("Issued and sealed the licence"),
        "licences.suspended": _("Suspended the licence"),
        "licences.reinstated": _("Put the licence in force again"),
        "licences.revoked": _("Revoked the licence"),
        "licences.superseded": _("Replaced the licence by a new one"),
        "licences.expired": _("The licence expired"),
    }
)
access.declare_purpose("licences.supervision", Text("กำกับดูแลใบอนุญาต", "Supervision of licences"))


class LicenceStatus(models.TextChoices):
    """Where a licence stands."""

    GRANTED = "granted", _("Being prepared")
    SEALING = "sealing", _("Being sealed")
    IN_FORCE = "in-force", _("Valid")
    SUSPENDED = "suspended", _("Suspended")
    REVOKED = "revoked", _("Revoked")
    EXPIRED = "expired", _("Expired")
    SUPERSEDED = "superseded", _("Replaced")


class OutputKind(models.TextChoices):
    """What sort of output a service gives."""

    LICENCE = "licence", _("Licence")
    REGISTRATION = "registration", _("Registration")
    ACKNOWLEDGEMENT = "acknowledgement", _("Acknowledgement of notification")
    CERTIFICATE = "certificate", _("Certificate")
    OPINION = "opinion", _("Opinion")

    @property
    def noun(self) -> Message:
        """Return what it is called inside a sentence."""
        return _NOUNS[self]


_NOUNS: dict[str, Message] = {
    OutputKind.LICENCE: _("licence"),
    OutputKind.REGISTRATION: _("registration"),
    OutputKind.ACKNOWLEDGEMENT: _("acknowledgement"),
    OutputKind.CERTIFICATE: _("certificate"),
    OutputKind.OPINION: _("opinion"),
}


class Relation(models.TextChoices):
    """How a licence follows an earlier one."""

    REPLACES = "replaces", _("Replaces")
    CONVERTS = "converts", _("Converts")


NO_TEXT = Text("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What is granted, handed down by whoever decided.

    ``subject`` is what it was decided on (one licence for each). ``number_pattern`` may use
    ``{running}`` or ``{running:05}``, ``{year_be}``, ``{fiscal_year_be}``, ``{year}``. ``rows`` and
    ``conditions`` are printed, so whoever holds the document reads them: no full numbers of people.
    ``signatory`` holds ``name`` and ``position`` ({"th","en"} or text) and ``basis``. ``template``
    is Typst (empty: Krob's own). ``manifest`` says on which decision, form, rules and law it rests.
    ``replaces`` and ``converts`` are numbers of earlier licences of the same authority.
    """

    subject: str
    service: str
    service_version: str
    title: Text
    holder: str
    holder_name: Text
    authority: str
    authority_name: Text
    unit: str
    decided_on: date
    number_pattern: str
    output_kind: str = OutputKind.LICENCE
    holder_number_masked: str = ""
    premises_text: Text = NO_TEXT
    signatory: Mapping[str, Any] = field(default_factory=dict)
    valid_from: date | None = None
    valid_until: date | None = None
    conditions: tuple[Text, ...] = ()
    rows: tuple[tuple[Text, str], ...] = ()
    template: str = ""
    manifest: Mapping[str, Any] = field(default_factory=dict)
    replaces: str = ""
    converts: str = ""


class Answer(StrEnum):
    """The answer to one question of a verification."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Verdict(StrEnum):
    """What the four answers come to, in the order in which they matter."""

    NOT_A_DOCUMENT = "not-a-document"
    NOT_SEALED = "not-sealed"
    TAMPERED = "tampered"
    FOREIGN = "foreign"
    APPENDED = "appended"
    SEAL_NOT_GOOD = "seal-not-good"
    UNKNOWN = "unknown"
    PREPARING = "preparing"
    REVOKED = "revoked"
    SUSPENDED = "suspended"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"
    NOT_YET = "not-yet"
    VALID = "valid"


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicLicence:
    """What a stranger may read of a licence."""

    token: str
    number: str
    title: Text
    holder_name: Text
    premises: Text
    authority: str
    authority_name: Text
    unit: str
    status: str
    decided_on: date
    valid_from: date
    valid_until: date | None
    ended_on: date | None
    suspended_until: date | None
    reason: str
    sealed_at: datetime | None
    signer: str
    signatory: str
    manifest: Mapping[str, Any]
    successor: str
    output_kind: OutputKind = OutputKind.LICENCE


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """The four answers, never one tick, and what they come to.

    ``file`` says whether a file was examined; without one the answers are about the document that
    the register keeps.
    """

    verdict: Verdict
    issued_by_us: Answer
    intact: Answer
    seal_good: Answer
    in_force: Answer
    licence: PublicLicence | None
    checked_at: datetime
    file: bool = False
    signer: str = ""
    signed_at: datetime | None = None
