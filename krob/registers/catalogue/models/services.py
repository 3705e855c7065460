"""Services, their immutable versions, and what authorities offer."""

from datetime import date
from typing import Self, TypeVar

from django.db import models
from django.db.models import OuterRef, Subquery

from krob.foundation.core.pinned import PinnedJSONField
from krob.foundation.core.text import Text
from krob.people.agencies.models import Agency, Authority


class Service(models.Model):
    """A public service (งานบริการ), whoever gives it."""

    code = models.SlugField(max_length=60, unique=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="services")

    def __str__(self) -> str:
        return self.code


Row = TypeVar("Row", bound=models.Model)


class InForceQuerySet(models.QuerySet[Row]):
    """Numbered rows of which the one with the latest start counts on a day."""

    def in_force(self, on: date) -> Self:
        """Return the rows that have begun, the newest first."""
        return self.filter(in_force_from__lte=on).order_by("-in_force_from", "-number")


class VersionQuerySet(InForceQuerySet["ServiceVersion"]):
    """Versions of services."""

    def newest(self) -> Self:
        """Return the last published version of each service, whatever came before it."""
        same = self.model.objects.filter(service=OuterRef("service")).order_by("-number")
        return self.filter(number=Subquery(same.values("number")[:1]))


class OfferingQuerySet(InForceQuerySet["ServiceOffering"]):
    """Offerings of authorities."""

    def newest(self) -> Self:
        """Return the last published offering of each authority for each service."""
        same = self.model.objects.filter(
            service=OuterRef("service"), authority=OuterRef("authority")
        ).order_by("-number")
        return self.filter(number=Subquery(same.values("number")[:1]))


class ServiceVersion(models.Model):
    """One published version of a service's definition. A database trigger refuses any change.

    ``parts`` is canonical JSON; ``digest`` is the SHA-256 of its RFC 8785 form.
    """

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    parts = PinnedJSONField()
    digest = models.CharField(max_length=64)
    in_force_from = models.DateField()
    published_at = models.DateTimeField()

    objects = VersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service", "number"], name="one_version_per_number")
        ]
        indexes = [models.Index(fields=["service", "-in_force_from"], name="version_in_force")]

    def __str__(self) -> str:
        return f"{self.service_id} v{self.number}"

    @property
    def title(self) -> Text:
        """Return the service's name in this version."""
        return Text.of(self.parts["service"]["title"])

    @property
    def review_by(self) -> date | None:
        """Return the day by which the agency wants to look at it again."""
        by = self.parts["service"].get("review_by")
        return date.fromisoformat(by) if by else None


class ServiceOffering(models.Model):
    """A service as one authority gives it: fees by ordinance, payee, calendar, number pattern.

    Immutable like a version; a new ordinance is a new number with its own start.
    """

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="offerings")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="offerings")
    number = models.PositiveIntegerField()
    parts = PinnedJSONField()
    digest = models.CharField(max_length=64)
    in_force_from = models.DateField()
    published_at = models.DateTimeField()

    objects = OfferingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service", "authority", "number"], name="one_offering_per_number"
            )
        ]
        indexes = [
            models.Index(
                fields=["service", "authority", "-in_force_from"], name="offering_in_force"
            )
        ]

    def __str__(self) -> str:
        return f"{self.service_id} at {self.authority_id} #{self.number}"
