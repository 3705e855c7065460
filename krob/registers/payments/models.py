"""Bills with their charges, what the bank reported, the ledger, exceptions and receipts."""

from decimal import Decimal
from typing import Any, NoReturn, Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from krob.foundation.core.actor import Actor, ActorKind
from krob.foundation.core.encryption import EncryptedJSONField
from krob.foundation.core.retention import Kept, RecordClass
from krob.foundation.core.text import Text
from krob.people.parties import participation
from krob.registers.payments.types import (
    CLOSED,
    OWED,
    PAID,
    Account,
    Kind,
    NoticeKind,
    Precedes,
    ReceiptState,
    Resolution,
    Status,
    Trouble,
)

SUBJECT_LENGTH = 120
NOTHING = Decimal("0.00")
REFUSALS = {
    "bad-signature": _("The signature is missing, wrong or not fresh"),
    "unknown-biller": _("Nobody here is paid under this biller id"),
    "notice-changed": _("Sent before with other content"),
}


def _baht(label: Any, **options: Any) -> "models.DecimalField[Any, Any]":
    return models.DecimalField(label, max_digits=14, decimal_places=2, **options)


class Money(Kept):
    """A record about money, kept as long as the law of public accounts asks."""

    record_class = models.CharField(max_length=16, default=RecordClass.MONEY)

    class Meta:
        abstract = True


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
    amount = _baht(_("amount"))
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
    amount = _baht(_("amount"))
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
    amount = _baht(_("amount"))
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
    debit = _baht(_("debit"), default=NOTHING)
    credit = _baht(_("credit"), default=NOTHING)
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
    amount = _baht(_("amount in question"))
    raised_at = models.DateTimeField(_("raised"))
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)
    resolution = models.CharField(max_length=8, choices=Resolution, blank=True, default="")
    reasons = models.TextField(_("reasons"), blank=True, default="")
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
    amount = _baht(_("amount"))
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
