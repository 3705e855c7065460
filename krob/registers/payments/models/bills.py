"""Bills with their charges, what the bank reported, and the ledger."""

from typing import Any, NoReturn, Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from krob.foundation.core import clock
from krob.foundation.core.actor import Actor, ActorKind
from krob.foundation.core.encryption import EncryptedJSONField
from krob.foundation.core.text import Text
from krob.people.parties import participation
from krob.registers.payments.models.base import NOTHING, SUBJECT_LENGTH, Money, baht
from krob.registers.payments.types import (
    CLOSED,
    OWED,
    PAID,
    Account,
    Kind,
    NoticeKind,
    Precedes,
    Status,
)


class BillQuerySet(models.QuerySet["Bill"]):
    """Bills, by who may see them and where they stand."""

    def visible_to(self, actor: Actor) -> Self:
        """Only what ``actor`` may see: the payer's, the authority's unit's, participants'."""
        own = participation.visible(actor)
        if actor.kind == ActorKind.APPLICANT and actor.party:
            own |= Q(payer=actor.party)
        if actor.kind == ActorKind.OFFICER and actor.units:
            own |= Q(authority__in=actor.units)
        return self.filter(own)

    def owed(self) -> Self:
        """Only bills on which money is still to be paid."""
        return self.filter(status__in=OWED)

    def paid(self) -> Self:
        """Only bills that are paid in full."""
        return self.filter(status__in=PAID)


class Bill(Money):
    """An amount owed by one payer to one authority (ใบแจ้งการชำระเงิน).

    ``reference`` is Ref1 at the bank and ``check_value`` Ref2. ``status`` follows from the ledger.
    """

    uuid = models.UUIDField(unique=True, default=uuid4, editable=False)
    reference = models.CharField(_("reference"), max_length=20, unique=True)
    check_value = models.CharField(max_length=20)
    subject = models.CharField(_("subject"), max_length=SUBJECT_LENGTH, db_index=True)
    title = models.JSONField(_("title"), default=dict)
    precedes = models.CharField(max_length=8, choices=Precedes)
    payer = models.CharField(_("payer"), max_length=SUBJECT_LENGTH, db_index=True)
    payer_name = EncryptedJSONField(_("name of the payer"), default=dict)
    authority = models.CharField(_("authority"), max_length=64)
    authority_name = models.JSONField(default=dict)
    tax_id = models.CharField(max_length=13)
    biller = models.CharField(max_length=15)
    revenue_code = models.CharField(max_length=32, blank=True, default="")
    amount = baht(_("amount"))
    due_on = models.DateField(_("due date"))
    status = models.CharField(max_length=12, choices=Status, default=Status.OPEN)
    raised_at = models.DateTimeField(_("raised"))
    settled_at = models.DateTimeField(_("paid"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    objects = BillQuerySet.as_manager()

    class Meta:
        verbose_name = _("bill")
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "precedes"],
                condition=Q(status__in=OWED),
                name="one_open_bill_per_subject",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="bill_has_an_amount"),
            models.CheckConstraint(
                condition=Q(status__in=PAID, settled_at__isnull=False)
                | (~Q(status__in=PAID) & Q(settled_at__isnull=True)),
                name="paid_bill_knows_when",
            ),
            models.CheckConstraint(
                condition=Q(status__in=CLOSED, closed_at__isnull=False)
                | (~Q(status__in=CLOSED) & Q(closed_at__isnull=True)),
                name="closed_bill_knows_when",
            ),
        ]
        indexes = [
            models.Index(fields=["due_on"], condition=Q(status__in=OWED), name="bill_due"),
            models.Index(fields=["authority", "-raised_at"], name="bill_authority"),
            models.Index(fields=["biller"], name="bill_biller"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def heading(self) -> Text:
        """Return what the bill is for, in the payer's words."""
        return Text.of(self.title)

    @property
    def payee_name(self) -> Text:
        """Return the authority's name."""
        return Text.of(self.authority_name)

    @property
    def is_owed(self) -> bool:
        """Say whether money is still to be paid."""
        return self.status in OWED

    @property
    def is_payable(self) -> bool:
        """Say whether money may still be paid: owed, and its last day has not passed."""
        return self.is_owed and clock.today() <= self.due_on

    @property
    def is_paid(self) -> bool:
        """Say whether the bill is paid in full."""
        return self.status in PAID


class Charge(models.Model):
    """One line of a bill, with the evaluation that led to it; never recomputed."""

    bill = models.ForeignKey(Bill, models.PROTECT, related_name="charges")
    place = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=64)
    kind = models.CharField(max_length=8, choices=Kind)
    label = models.JSONField(default=dict)
    amount = baht(_("amount"))
    explanation = models.JSONField(default=dict)
    law = models.CharField(max_length=500)
    mark = models.CharField(max_length=1)
    evaluation = EncryptedJSONField(default=dict)

    class Meta:
        verbose_name = _("charge")
        constraints = [
            models.UniqueConstraint(fields=["bill", "place"], name="charge_has_a_place"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="charge_is_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.amount}"

    @property
    def words(self) -> Text:
        """Return what is charged."""
        return Text.of(self.label)

    @property
    def reason(self) -> Text:
        """Return why this amount."""
        return Text.of(self.explanation)


class Payment(Money):
    """One notice of a bank: money that came or was taken back. Its bank's id is unique there."""

    uuid = models.UUIDField(unique=True, default=uuid4, editable=False)
    bank = models.CharField(_("bank"), max_length=32)
    notice_id = models.CharField(_("notice"), max_length=64)
    kind = models.CharField(max_length=8, choices=NoticeKind)
    biller = models.CharField(max_length=15)
    ref1 = models.CharField(max_length=20)
    ref2 = models.CharField(max_length=20, blank=True, default="")
    amount = baht(_("amount"))
    paid_at = models.DateTimeField(_("paid"))
    channel = models.CharField(max_length=32, blank=True, default="")
    reverses = models.CharField(max_length=64, blank=True, default="")
    received_at = models.DateTimeField(_("received"))
    outcome = models.CharField(max_length=16, default="")
    repeats = models.PositiveIntegerField(_("sent again"), default=0)
    bill = models.ForeignKey(Bill, models.PROTECT, null=True, blank=True, related_name="payments")

    class Meta:
        verbose_name = _("payment")
        constraints = [
            models.UniqueConstraint(fields=["bank", "notice_id"], name="notice_counts_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_has_an_amount"),
        ]
        indexes = [models.Index(fields=["ref1"], name="payment_ref1")]

    def __str__(self) -> str:
        return f"{self.bank} {self.notice_id}"


class LedgerEntry(models.Model):
    """One side of a posting. Rows are added, never changed or removed.

    The entries of a posting balance: what is debited on one account is credited on another.
    """

    posting = models.UUIDField(db_index=True)
    posted_at = models.DateTimeField()
    account = models.CharField(max_length=12, choices=Account)
    debit = baht(_("debit"), default=NOTHING)
    credit = baht(_("credit"), default=NOTHING)
    reason = models.CharField(max_length=32)
    authority = models.CharField(max_length=64, blank=True, default="")
    revenue_code = models.CharField(max_length=32, blank=True, default="")
    bill = models.ForeignKey(Bill, models.PROTECT, null=True, related_name="entries")
    payment = models.ForeignKey(Payment, models.PROTECT, null=True, related_name="entries")

    class Meta:
        verbose_name = _("ledger entry")
        constraints = [
            models.CheckConstraint(
                condition=Q(debit__gt=0, credit=0) | Q(debit=0, credit__gt=0),
                name="entry_has_one_side",
            )
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.debit - self.credit}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the row; refuse to change one that exists."""
        if not self._state.adding:
            raise TypeError("the ledger is append-only")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse."""
        raise TypeError("the ledger is append-only")
