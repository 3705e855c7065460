"""Licences, their documents, and what became of them."""

import secrets
from datetime import date
from typing import Any, Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from krob.foundation.core import clock
from krob.foundation.core.actor import Actor, ActorKind
from krob.foundation.core.encryption import EncryptedJSONField
from krob.foundation.core.retention import Kept
from krob.foundation.core.text import Text
from krob.foundation.linkeddata.status_list import PLACES
from krob.people.parties.participation import keys_of, visible
from krob.registers.licences.types import LicenceStatus, OutputKind, Relation


def new_token() -> str:
    """Return a random token for a verification address (128 bits)."""
    return secrets.token_urlsafe(16)


class NumberSeries(models.Model):
    """The last number given in a series: one per authority, pattern and year."""

    authority = models.CharField(max_length=60)
    pattern = models.CharField(max_length=80)
    year = models.PositiveIntegerField(default=0)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "pattern", "year"], name="licences_one_series"
            )
        ]

    def __str__(self) -> str:
        return f"{self.authority} {self.pattern} {self.year}"


class LicenceQuerySet(models.QuerySet["Licence"]):
    """Licences, as far as an actor may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """Return those held, decided by the actor's units, or about what they take part in."""
        seen = visible(actor)
        if actor.kind == ActorKind.APPLICANT:
            seen |= Q(holder__in=keys_of(actor))
        if actor.kind == ActorKind.OFFICER:
            seen |= Q(unit__in=actor.units)
        return self.filter(seen)


class Licence(Kept):
    """A licence (ใบอนุญาต) or other output that somebody holds; its words are a snapshot."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    number = models.CharField(_("number"), max_length=80)
    status = models.CharField(
        _("status"), max_length=16, choices=LicenceStatus, default=LicenceStatus.GRANTED
    )
    output_kind = models.CharField(_("kind"), max_length=20, choices=OutputKind)
    subject = models.CharField(max_length=120, unique=True)
    holder = models.CharField(_("holder"), max_length=120, db_index=True)
    holder_name = EncryptedJSONField(_("holder's name"))
    title = models.JSONField(_("title"))
    service = models.CharField(_("service"), max_length=80, db_index=True)
    service_version = models.CharField(max_length=40)
    authority = models.CharField(_("authority"), max_length=60)
    authority_name = models.JSONField(_("authority's name"))
    unit = models.CharField(_("unit"), max_length=60, db_index=True)
    decided_on = models.DateField(_("decided on"))
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    granted_at = models.DateTimeField(_("granted at"))
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    suspended_until = models.DateField(_("suspended until"), null=True, blank=True)
    verify_token = models.CharField(max_length=32, unique=True, default=new_token)
    template = models.TextField(blank=True, default="")
    template_digest = models.CharField(max_length=64)
    snapshot = EncryptedJSONField(_("content"))
    manifest = models.JSONField(_("on what it rests"), default=dict)

    objects = LicenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("licence")
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "number"], name="licences_number_per_authority"
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=models.F("valid_from")),
                name="licences_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(status__in=LicenceStatus.values), name="licences_status"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def key(self) -> str:
        """Return the licence as a subject."""
        return f"licence:{self.number}"

    @property
    def kind(self) -> OutputKind:
        """Return what sort of output it is; what is not known counts as a licence."""
        known = self.output_kind in OutputKind.values
        return OutputKind(self.output_kind) if known else OutputKind.LICENCE

    @property
    def title_text(self) -> Text:
        """Return the title."""
        return Text.of(self.title)

    @property
    def holder_text(self) -> Text:
        """Return the holder's name at the time of granting."""
        stored: Any = self.holder_name
        return Text.of(stored)

    @property
    def authority_text(self) -> Text:
        """Return the authority's name at the time of granting."""
        return Text.of(self.authority_name)

    @property
    def content(self) -> dict[str, Any]:
        """Return the snapshot: rows, conditions, premises, signatory."""
        stored: Any = self.snapshot
        return dict(stored)

    def status_on(self, day: date) -> LicenceStatus:
        """Return the status on a day: past its end it has expired, a suspension may be over."""
        status = LicenceStatus(self.status)
        over = self.suspended_until is not None and self.suspended_until < day
        if status == LicenceStatus.SUSPENDED and over:
            status = LicenceStatus.IN_FORCE
        ended = self.valid_until is not None and self.valid_until < day
        if ended and status in {LicenceStatus.IN_FORCE, LicenceStatus.SUSPENDED}:
            return LicenceStatus.EXPIRED
        return status

    @property
    def status_today(self) -> LicenceStatus:
        """Return the status as it is today."""
        return self.status_on(clock.today())


class LicenceRelation(models.Model):
    """A licence that follows an earlier one."""

    later = models.ForeignKey(Licence, models.PROTECT, related_name="follows")
    earlier = models.ForeignKey(Licence, models.PROTECT, related_name="followed_by")
    relation = models.CharField(max_length=16, choices=Relation)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["later", "earlier"], name="licences_one_relation_each")
        ]

    def __str__(self) -> str:
        return f"{self.later_id} {self.relation} {self.earlier_id}"


class LicenceDocument(models.Model):
    """The sealed document of a licence: exactly one; the bytes lie under ``key``."""

    licence = models.OneToOneField(Licence, models.PROTECT, related_name="document")
    key = models.CharField(max_length=80, unique=True)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField()
    sealed_at = models.DateTimeField(_("sealed at"))
    signer = models.CharField(_("sealed by"), max_length=200)
    seal_sound = models.BooleanField(default=False)
    credential = models.TextField(_("credential"))

    def __str__(self) -> str:
        return self.sha256


class StatusEntry(models.Model):
    """The licence's place in the published status lists."""

    licence = models.OneToOneField(Licence, models.PROTECT, related_name="status_entry")

    def __str__(self) -> str:
        return f"{self.list_number}#{self.place}"

    @property
    def list_number(self) -> int:
        """Return the number of the list, from 1."""
        return (self.pk - 1) // PLACES + 1

    @property
    def place(self) -> int:
        """Return the place in the list, from 0."""
        return (self.pk - 1) % PLACES


class StatusChange(models.Model):
    """A measure on a licence: suspended, reinstated, revoked; with the reason that is published."""

    licence = models.ForeignKey(Licence, models.PROTECT, related_name="changes")
    status = models.CharField(max_length=16, choices=LicenceStatus)
    reason = models.TextField(_("reason"))
    at = models.DateTimeField(_("at"))
    by = models.CharField(_("by"), max_length=120)
    until = models.DateField(_("until"), null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.licence_id} {self.status}"
