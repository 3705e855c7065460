"""Where the outside is, what was asked of it, and the history of every call."""

from typing import Any, Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from krob.engines.exchange.types import CallStatus, HandOverState, LookupState
from krob.foundation.core.actor import Actor
from krob.foundation.core.encryption import EncryptedJSONField, EncryptedTextField
from krob.foundation.core.retention import Kept
from krob.people.parties.participation import visible


class Endpoint(models.Model):
    """Where one outside system is reached, and how; secrets are references, never values."""

    code = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=32)
    adapter = models.CharField(max_length=64)
    base_url = models.CharField(max_length=200)
    secret_ref = models.CharField(max_length=100, blank=True, default="")
    options = models.JSONField(default=dict, blank=True)
    timeout_s = models.DecimalField(max_digits=5, decimal_places=1, default=8)
    enabled = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("endpoint")

    def __str__(self) -> str:
        return self.code


class LookupQuerySet(models.QuerySet["Lookup"]):
    """Look-ups, by who may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """Only look-ups about subjects in which the actor takes part."""
        return self.filter(visible(actor))


class Lookup(Kept):
    """One question to a registry, and its answer (encrypted)."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    registry = models.CharField(max_length=64)
    key = EncryptedTextField()
    key_hash = models.CharField(max_length=64)
    subject = models.CharField(max_length=120)
    purpose = models.CharField(max_length=64)
    asked_by = models.CharField(max_length=64)
    agency = models.CharField(max_length=64, blank=True, default="")
    state = models.CharField(max_length=16, choices=LookupState, default=LookupState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=48, blank=True, default="")
    facts = EncryptedJSONField(default=dict)
    source = models.JSONField(default=dict)
    as_of = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = LookupQuerySet.as_manager()

    class Meta:
        verbose_name = _("look-up")
        constraints = [
            models.CheckConstraint(
                condition=Q(state=LookupState.WAITING, answered_at__isnull=True)
                | (~Q(state=LookupState.WAITING) & Q(answered_at__isnull=False)),
                name="exchange_lookup_answered",
            )
        ]
        indexes = [
            models.Index(fields=["subject", "registry", "key_hash"], name="exchange_same_question")
        ]

    def __str__(self) -> str:
        return f"lookup:{self.id}"

    @property
    def found(self) -> dict[str, Any]:
        """Return the facts of the answer; empty until there is one."""
        stored: Any = self.facts
        return dict(stored or {})


class HandOver(Kept):
    """A case that was handed to an agency's own system (content encrypted), and its answer.

    ``key`` names the visit of the step, so that a repeat is known on both sides.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    key = models.CharField(max_length=180, unique=True)
    endpoint = models.CharField(max_length=64)
    subject = models.CharField(max_length=120, db_index=True)
    step = models.CharField(max_length=40)
    visit = models.PositiveSmallIntegerField()
    case: "models.Field[Any, Any]" = EncryptedJSONField(default=dict)
    state = models.CharField(max_length=12, choices=HandOverState, default=HandOverState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=48, blank=True, default="")
    action = models.CharField(max_length=40, blank=True, default="")
    note = EncryptedTextField(blank=True, default="")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("hand-over")

    def __str__(self) -> str:
        return f"hand-over:{self.id}"

    @property
    def handed(self) -> dict[str, Any]:
        """Return the case as it is handed over."""
        stored: Any = self.case
        return dict(stored or {})


class ExchangeRecord(Kept):
    """One call to the outside: who, why, where, how long, how it ended. No values, a digest."""

    at = models.DateTimeField()
    endpoint = models.CharField(max_length=64)
    operation = models.CharField(max_length=64)
    actor = models.CharField(max_length=64)
    agency = models.CharField(max_length=64, blank=True, default="")
    purpose = models.CharField(max_length=64)
    subject = models.CharField(max_length=120, blank=True, default="")
    status = models.CharField(max_length=16, choices=CallStatus)
    http_status = models.PositiveSmallIntegerField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=1)
    duration_ms = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        verbose_name = _("exchange")
        indexes = [
            models.Index(fields=["subject", "id"], name="exchange_by_subject"),
            models.Index(fields=["endpoint", "id"], name="exchange_by_endpoint"),
        ]

    def __str__(self) -> str:
        return f"{self.endpoint} {self.operation} {self.status}"
