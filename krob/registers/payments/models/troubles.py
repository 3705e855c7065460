"""Notices that did not fit, and messages that were not believed."""

from typing import Any, Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from krob.foundation.core.actor import Actor, ActorKind
from krob.foundation.core.encryption import EncryptedTextField
from krob.registers.payments.models.base import Money, baht
from krob.registers.payments.models.bills import Bill, Payment
from krob.registers.payments.types import (
    Resolution,
    Trouble,
)

REFUSALS = {
    "bad-signature": _("The signature is missing, wrong or not fresh"),
    "unknown-biller": _("Nobody here is paid under this biller id"),
    "notice-changed": _("Sent before with other content"),
}


class PaymentExceptionQuerySet(models.QuerySet["PaymentException"]):
    """Notices that need a decision, by who may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """Only those about the actor's bills, or about money at a payee of the actor's units."""
        if actor.kind not in {ActorKind.OFFICER, ActorKind.OPERATOR, ActorKind.SYSTEM}:
            return self.none()
        bills = Bill.objects.visible_to(actor)
        return self.filter(
            Q(payment__bill__in=bills.values("pk"))
            | Q(payment__bill=None, payment__biller__in=bills.values("biller"))
            | Q(trouble=Trouble.WRONG_BILLER, payment__biller__in=bills.values("biller"))
        )

    def waiting(self) -> Self:
        """Only those that nobody has decided."""
        return self.filter(resolved_at=None)


class PaymentException(Money):
    """A notice that does not simply settle a bill, until an officer or a later notice ends it."""

    uuid = models.UUIDField(unique=True, default=uuid4, editable=False)
    payment = models.ForeignKey(Payment, models.PROTECT, related_name="exceptions")
    trouble = models.CharField(max_length=16, choices=Trouble)
    amount = baht(_("amount in question"))
    raised_at = models.DateTimeField(_("raised"))
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)
    resolution = models.CharField(max_length=8, choices=Resolution, blank=True, default="")
    reasons = EncryptedTextField(_("reasons"), blank=True, default="")
    resolved_by = models.CharField(max_length=64, blank=True, default="")

    objects = PaymentExceptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment exception")
        constraints = [
            models.UniqueConstraint(fields=["payment", "trouble"], name="one_trouble_a_payment"),
        ]
        indexes = [
            models.Index(
                fields=["raised_at"], condition=Q(resolved_at=None), name="exception_waiting"
            )
        ]

    def __str__(self) -> str:
        return f"{self.trouble} {self.payment}"


class RefusedNoticeQuerySet(models.QuerySet["RefusedNotice"]):
    """Messages that were not believed, by who may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """Only those that claim to be about a payee of the actor's units."""
        if actor.kind not in {ActorKind.OFFICER, ActorKind.OPERATOR, ActorKind.SYSTEM}:
            return self.none()
        billers = Bill.objects.visible_to(actor).values("biller")
        own = Q(claimed_biller__in=billers)
        return self.filter(own if actor.kind == ActorKind.OFFICER else Q())


class RefusedNotice(Money):
    """A message that claimed to be a bank's and was refused: forged, stale, malformed, not ours.

    What it claims is not to be believed; it is kept for the officers who look into it.
    """

    digest = models.CharField(max_length=64, unique=True)
    reason = models.CharField(max_length=32)
    claimed_biller = models.CharField(max_length=15, blank=True, default="", db_index=True)
    claimed_ref1 = models.CharField(max_length=20, blank=True, default="")
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)

    objects = RefusedNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("refused notice")

    def __str__(self) -> str:
        return f"{self.reason} {self.claimed_ref1}"

    @property
    def explanation(self) -> Any:
        """Return in words why it was refused."""
        return REFUSALS.get(self.reason, _("It was not a notice"))
