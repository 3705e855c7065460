"""Persons, businesses, premises, who takes part in what, claims, contacts, notices, mandates."""

from typing import Any, Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from krob.foundation.core import clock
from krob.foundation.core.encryption import EncryptedJSONField, EncryptedTextField
from krob.foundation.core.retention import Kept, RecordClass
from krob.foundation.core.text import Text
from krob.people.parties.types import BusinessStatus, ClaimState, Director, MandateState, Role

KEY_LENGTH = 120
NUMBER_CONTEXT = "parties.number"


class Person(Kept):
    """A natural person (บุคคลธรรมดา), found again by the keyed hash of the 13-digit number."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    number = EncryptedTextField(_("13-digit number"))
    number_hash = models.CharField(max_length=64, unique=True)
    name = models.JSONField(_("name"))
    title = models.JSONField(_("title"), default=dict)
    birthdate = EncryptedTextField(_("date of birth"), blank=True, default="")
    address = EncryptedJSONField(_("address"), default=dict)
    ial = models.CharField(_("assurance level"), max_length=8, blank=True, default="")
    source = models.JSONField(_("source"), default=dict)
    as_of = models.DateTimeField(_("as of"))

    class Meta:
        verbose_name = _("person")

    def __str__(self) -> str:
        return self.key

    @property
    def key(self) -> str:
        """Return the party key."""
        return f"person:{self.id}"

    @property
    def full_name(self) -> Text:
        """Return given and family name."""
        return Text.of(self.name)

    @property
    def residence(self) -> dict[str, Any]:
        """Return the registered address as an address answer."""
        stored: Any = self.address
        return dict(stored or {})


class Business(Kept):
    """A juristic person (นิติบุคคล) as the registry last described it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    number = EncryptedTextField(_("registration number"))
    number_hash = models.CharField(max_length=64, unique=True)
    name = models.JSONField(_("name"))
    kind = models.CharField(_("kind"), max_length=32, default="other")
    status = models.CharField(
        _("status"), max_length=16, choices=BusinessStatus, default=BusinessStatus.UNKNOWN
    )
    directors = EncryptedJSONField(_("directors"), default=list)
    signing_text = EncryptedTextField(_("signing authority"), blank=True, default="")
    signing_rule = EncryptedJSONField(_("signing rule"), default=dict)
    address = models.JSONField(_("address"), default=dict)
    registered_on = models.CharField(_("registered on"), max_length=10, blank=True, default="")
    source = models.JSONField(_("source"), default=dict)
    as_of = models.DateTimeField(_("as of"))

    class Meta:
        verbose_name = _("business")

    def __str__(self) -> str:
        return self.key

    @property
    def key(self) -> str:
        """Return the party key."""
        return f"business:{self.id}"

    @property
    def full_name(self) -> Text:
        """Return the registered name."""
        return Text.of(self.name)

    @property
    def registered_directors(self) -> tuple[Director, ...]:
        """Return the directors or partners that the registry lists."""
        stored: Any = self.directors
        return tuple(Director(**director) for director in stored or [])


class ParticipationQuerySet(models.QuerySet["Participation"]):
    """Who takes part, asked by moment."""

    def now(self) -> Self:
        """Only those that hold at this moment."""
        at = clock.now()
        return self.filter(Q(until__isnull=True) | Q(until__gt=at), since__lte=at)


class Participation(Kept):
    """A party's role in a subject, for a time. Both are texts, never foreign keys."""

    subject = models.CharField(max_length=KEY_LENGTH)
    party = models.CharField(max_length=KEY_LENGTH)
    role = models.CharField(_("role"), max_length=32, choices=Role)
    scope = models.JSONField(default=dict, blank=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        verbose_name = _("participation")
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "party", "role"],
                condition=Q(until__isnull=True),
                name="parties_takes_part_once",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=models.F("since")),
                name="parties_ends_after_start",
            ),
        ]
        indexes = [
            models.Index(fields=["party", "subject"], name="parties_by_party"),
            models.Index(fields=["subject", "party"], name="parties_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.party} {self.role} {self.subject}"


class Premises(Kept):
    """A place of business (สถานประกอบการ): licences, inspections and orders hang on it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    holder = models.CharField(max_length=KEY_LENGTH, db_index=True)
    house_code = models.CharField(_("house code"), max_length=11, blank=True, default="")
    province = models.CharField(max_length=2, blank=True, default="")
    district = models.CharField(max_length=4, blank=True, default="")
    subdistrict = models.CharField(max_length=6, blank=True, default="")
    address = models.JSONField(_("address"), default=dict)
    address_text = models.JSONField(default=dict)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    areas_sqm = models.JSONField(_("areas in square metres"), default=dict)
    source = models.JSONField(default=dict)
    as_of = models.DateTimeField()

    class Meta:
        verbose_name = _("premises")

    def __str__(self) -> str:
        return self.key

    @property
    def key(self) -> str:
        """Return the subject key."""
        return f"premises:{self.id}"


class CompanyClaim(Kept):
    """A person says that they may bind a company; the registry is asked whether it is so."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.CharField(max_length=KEY_LENGTH, db_index=True)
    number = EncryptedTextField(_("registration number"))
    number_hash = models.CharField(max_length=64)
    business = models.ForeignKey(Business, on_delete=models.PROTECT, null=True, blank=True)
    state = models.CharField(max_length=16, choices=ClaimState, default=ClaimState.ASKED)
    reason = models.CharField(max_length=48, blank=True, default="")
    needed = models.JSONField(default=dict, blank=True)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("company claim")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "number_hash"], name="parties_one_claim_per_company"
            ),
            models.CheckConstraint(
                condition=Q(state=ClaimState.ASKED, answered_at__isnull=True)
                | (~Q(state=ClaimState.ASKED) & Q(answered_at__isnull=False)),
                name="parties_claim_answered",
            ),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def key(self) -> str:
        """Return the subject key."""
        return f"claim:{self.id}"


class Contact(Kept):
    """Where a party wants to be told things."""

    party = models.CharField(max_length=KEY_LENGTH, unique=True)
    email = EncryptedTextField(_("e-mail"), blank=True, default="")
    phone = EncryptedTextField(_("telephone"), blank=True, default="")
    language = models.CharField(_("language"), max_length=2, default="th")
    email_verified_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("contact")

    def __str__(self) -> str:
        return self.party


class NoticeVersion(models.Model):
    """One published version of a privacy notice (ประกาศความเป็นส่วนตัว); never changed."""

    code = models.CharField(max_length=64)
    number = models.PositiveIntegerField()
    title = models.JSONField()
    body = models.JSONField()
    purposes = models.JSONField(default=list)
    in_force_from = models.DateField()

    class Meta:
        verbose_name = _("privacy notice")
        constraints = [
            models.UniqueConstraint(fields=["code", "number"], name="parties_notice_number")
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.number}"


class NoticeAcceptance(Kept):
    """That a party has read a notice, and to which optional purposes it agreed."""

    notice = models.ForeignKey(NoticeVersion, on_delete=models.PROTECT)
    party = models.CharField(max_length=KEY_LENGTH)
    subject = models.CharField(max_length=KEY_LENGTH, blank=True, default="")
    purposes = models.JSONField(default=list)
    accepted_at = models.DateTimeField()

    class Meta:
        verbose_name = _("acceptance of a notice")
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "party", "subject"], name="parties_accepted_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.party} {self.notice_id}"


class Mandate(Kept):
    """A delegation (หนังสือมอบอำนาจ): the agent's acts bind the principal, within its scopes."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    principal = models.CharField(max_length=KEY_LENGTH, db_index=True)
    agent = models.CharField(max_length=KEY_LENGTH, db_index=True)
    scopes = models.JSONField(default=list)
    limits = models.JSONField(default=dict)
    text_version = models.CharField(max_length=32, blank=True, default="")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=16, choices=MandateState, default=MandateState.DRAFT)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("mandate")
        constraints = [
            models.CheckConstraint(
                condition=Q(state=MandateState.REVOKED, revoked_at__isnull=False)
                | (~Q(state=MandateState.REVOKED) & Q(revoked_at__isnull=True)),
                name="parties_mandate_revoked",
            )
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def key(self) -> str:
        """Return the subject key."""
        return f"mandate:{self.id}"


def account_class() -> dict[str, Any]:
    """Return the retention fields of rows that live as long as the account."""
    return {"record_class": RecordClass.ACCOUNT, "kept_from": clock.today()}
