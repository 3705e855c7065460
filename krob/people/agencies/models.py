"""What is stored about agencies: who they are, who serves where, who may sign, which days count."""

from collections.abc import Iterable
from datetime import date
from typing import Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from krob.foundation.core.encryption import EncryptedTextField
from krob.foundation.core.permissions import Permission
from krob.foundation.core.text import Text
from krob.people.agencies.types import Basis, HolidayKind


class Named(models.Model):
    """A thing with a Thai name and, where there is one, an English name."""

    name_th = models.CharField(_("name in Thai"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True, default="")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.name)

    @property
    def name(self) -> Text:
        """Return the name in both languages."""
        return Text(self.name_th, self.name_en)


def holding_on(day: date) -> Q:
    """Return the condition that a dated row holds on a day."""
    return Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gt=day))


class Dated(models.Model):
    """A row that holds from ``valid_from`` until before ``valid_to`` (empty: for good)."""

    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid until before"), null=True, blank=True)

    class Meta:
        abstract = True


class Calendar(Named):
    """Which days are worked (ปฏิทินวันทำการ); ``base`` lends its holidays, such as the nation's.

    ``version`` is another one after every change, so that what was computed from it can be kept.
    """

    code = models.SlugField(max_length=40, unique=True)
    base = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    days_off = models.JSONField(default=list)  # of the week, Monday is 0
    version = models.UUIDField(default=uuid4)


class Holiday(Named):
    """A day that is not worked (วันหยุดราชการ)."""

    calendar = models.ForeignKey(Calendar, models.CASCADE, related_name="holidays")
    day = models.DateField()
    kind = models.CharField(
        max_length=16, choices=HolidayKind.choices, default=HolidayKind.NATIONAL
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["calendar", "day"], name="holiday_once_a_calendar")
        ]


class Agency(Named):
    """A body of the state that gives services (หน่วยงาน)."""

    code = models.SlugField(max_length=40, unique=True)
    tax_id = models.CharField(_("tax number"), max_length=13, blank=True, default="")


class Authority(Named):
    """Who may permit (เจ้าพนักงานผู้อนุญาต); the name is the body's, the title the official's."""

    code = models.SlugField(max_length=40, unique=True)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="authorities")
    title_th = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True, default="")

    @property
    def title(self) -> Text:
        """Return the title of the permitting official in both languages."""
        return Text(self.title_th, self.title_en)


class Unit(Named):
    """A part of an agency that does the work (ศูนย์ สำนักงาน); ``path`` holds its ancestors."""

    code = models.SlugField(max_length=40, unique=True)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="units")
    authority = models.ForeignKey(
        Authority, models.PROTECT, null=True, blank=True, related_name="units"
    )
    calendar = models.ForeignKey(Calendar, models.PROTECT, related_name="+")
    path = models.CharField(max_length=400, db_index=True)
    address_th = models.CharField(max_length=400, blank=True, default="")
    address_en = models.CharField(max_length=400, blank=True, default="")
    phone = models.CharField(max_length=40, blank=True, default="")
    hours_th = models.CharField(max_length=200, blank=True, default="")
    hours_en = models.CharField(max_length=200, blank=True, default="")

    @property
    def address(self) -> Text:
        """Return where people find it."""
        return Text(self.address_th, self.address_en)

    @property
    def hours(self) -> Text:
        """Return when people find it open."""
        return Text(self.hours_th, self.hours_en)


class Position(Named):
    """A post that holds powers by law (ตำแหน่ง), whoever sits on it."""

    code = models.SlugField(max_length=60, unique=True)
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="positions")


class SigningOrder(Dated):
    """Who signs for an authority, by which order (คำสั่งแต่งตั้ง มอบอำนาจ รักษาราชการแทน).

    ``power`` empty means every power of the authority. ``own_position`` is the post of the one who
    signs, when it is not the position signed for.
    """

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="signing_orders")
    position = models.ForeignKey(Position, models.PROTECT, related_name="+")
    own_position = models.ForeignKey(Position, models.PROTECT, null=True, related_name="+")
    power = models.CharField(max_length=60, blank=True, default="")
    basis = models.CharField(max_length=16, choices=Basis.choices)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    name_th = EncryptedTextField()
    name_en = EncryptedTextField(blank=True, default="")
    number = models.CharField(_("number of the order"), max_length=100)
    ordered_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="signing_order_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} ({self.basis})"


_PERMISSIONS = {permission.value: permission for permission in Permission}


def existing(names: Iterable[str]) -> frozenset[Permission]:
    """Return the permissions of these names that still exist."""
    return frozenset(_PERMISSIONS[name] for name in names if name in _PERMISSIONS)


class Role(Named):
    """A set of permissions by name; which it holds is an agency's decision, not code."""

    code = models.SlugField(max_length=40, unique=True)
    permissions = models.JSONField(default=list)

    @property
    def granted(self) -> frozenset[Permission]:
        """Return the permissions that still exist."""
        return existing(self.permissions)


class Staff(models.Model):
    """What an agency knows about its officer; the account itself carries no personal data."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="staff")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="staff")
    name_th = EncryptedTextField()
    name_en = EncryptedTextField(blank=True, default="")

    def __str__(self) -> str:
        return f"staff {self.user_id}"

    @property
    def name(self) -> Text:
        """Return the officer's name in both languages."""
        return Text(self.name_th, self.name_en)


class DutyQuerySet(models.QuerySet["Duty"]):
    """Duties, with the question which of them hold."""

    def on(self, day: date) -> Self:
        """Return the duties that hold on a day."""
        return self.filter(Q(until__isnull=True) | Q(until__gt=day), since__lte=day)


class Duty(models.Model):
    """An officer does the work of a role in a unit (หน้าที่), ``since`` … before ``until``."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="duties")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="duties")
    role = models.ForeignKey(Role, models.PROTECT, related_name="duties")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    granted_by = models.CharField(max_length=80)

    objects = DutyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="duty_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return f"{self.role_id}@{self.unit_id} since {self.since}"


class Jurisdiction(Dated):
    """One rule of who is competent where (เขตอำนาจ): power and place to authority and unit.

    Codes are those of the Department of Provincial Administration (2, 4 and 6 digits); an empty
    column means everywhere within the wider one, the province ``00`` the whole country. ``area``
    keeps a polygon (GeoJSON) for places that codes cannot describe; it is stored, not yet searched.
    """

    power = models.CharField(max_length=60)
    province = models.CharField(max_length=2)
    district = models.CharField(max_length=4, blank=True, default="")
    subdistrict = models.CharField(max_length=6, blank=True, default="")
    moo = models.CharField(max_length=8, blank=True, default="")
    area = models.JSONField(null=True, blank=True)
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="jurisdictions")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="jurisdictions")
    source = models.CharField(max_length=300, blank=True, default="")
    taught_by = models.CharField(max_length=80)

    class Meta:
        indexes = [
            models.Index(fields=["power", "province", "district"], name="jurisdiction_place")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="jurisdiction_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return " ".join(
            filter(None, [self.power, self.province, self.district, self.subdistrict, self.moo])
        )
