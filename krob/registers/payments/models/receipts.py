"""Receipts and their numbers."""

from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from krob.foundation.core.actor import Actor
from krob.registers.payments.models.base import Money, baht
from krob.registers.payments.models.bills import Bill
from krob.registers.payments.types import (
    ReceiptState,
)


class ReceiptCounter(models.Model):
    """The last receipt number of an authority in a fiscal year; the row is the lock."""

    authority = models.CharField(max_length=64)
    fiscal_year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["authority", "fiscal_year"], name="counter_per_year")
        ]

    def __str__(self) -> str:
        return f"{self.authority} {self.fiscal_year}: {self.last}"


class ReceiptQuerySet(models.QuerySet["Receipt"]):
    """Receipts, by who may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """Only receipts of bills that the actor may see."""
        return self.filter(bill__in=Bill.objects.visible_to(actor).values("pk"))


class Receipt(Money):
    """An e-receipt (ใบเสร็จรับเงิน), numbered without gaps per authority and fiscal year (B.E.)."""

    uuid = models.UUIDField(unique=True, default=uuid4, editable=False)
    token = models.CharField(max_length=32, unique=True)
    bill = models.ForeignKey(Bill, models.PROTECT, related_name="receipts")
    authority = models.CharField(max_length=64)
    fiscal_year = models.PositiveSmallIntegerField()
    running = models.PositiveIntegerField()
    amount = baht(_("amount"))
    issued_at = models.DateTimeField(_("issued"))
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)
    state = models.CharField(
        max_length=8, choices=[(s.value, s.value) for s in ReceiptState], default="waiting"
    )
    digest = models.CharField(max_length=64, blank=True, default="")

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        verbose_name = _("receipt")
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "fiscal_year", "running"], name="receipt_number_once"
            ),
            models.UniqueConstraint(
                fields=["bill"], condition=Q(cancelled_at=None), name="one_receipt_a_bill"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """Return the number as people read it: fiscal year (B.E.) and running number."""
        return f"{self.fiscal_year}/{self.running:06d}"

    @property
    def is_ready(self) -> bool:
        """Say whether the document can be downloaded."""
        return self.state != ReceiptState.WAITING
