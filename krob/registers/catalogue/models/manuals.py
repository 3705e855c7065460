"""Public manuals (คู่มือสำหรับประชาชน) and the watch over them."""

from django.db import models

from krob.people.agencies.models import Agency


class PublicManual(models.Model):
    """One version of a public manual (คู่มือสำหรับประชาชน), as the manual system or a file gave it.

    ``parts`` is what ``manuals.read`` gives, ``digest`` its digest without the day. ``agency`` is
    whose officer brought it as a file ("" = the manual system gave it): a file counts there only.
    """

    code = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    as_of = models.DateField()
    parts = models.JSONField()
    agency = models.CharField(max_length=40, blank=True, default="")
    noted_at = models.DateTimeField()
    noted_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code", "digest", "agency"], name="one_row_per_manual_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} of {self.as_of}"


class ManualWatch(models.Model):
    """A public manual that services keep to: its newest version, and how the last look went.

    ``fault`` is the code of what went wrong at the last look ("" = nothing); ``missing`` says that
    the manual system has no such manual.
    """

    code = models.CharField(max_length=80, unique=True)
    current = models.ForeignKey(PublicManual, on_delete=models.PROTECT, null=True)
    asked_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=48, blank=True, default="")
    missing = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.code


class KeptField(models.Model):
    """A field in which a service keeps to its own words, not the public manual's, and why.

    It holds for exactly what the manual said (``theirs``); where the manual says something else
    again, the field is open again. ``field`` is the key of ``manuals.compare``.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="kept_fields")
    service = models.SlugField(max_length=60)
    manual = models.CharField(max_length=80)
    field = models.CharField(max_length=120)
    theirs = models.TextField()
    reason = models.TextField()
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "service", "manual", "field"], name="one_reason_per_field"
            )
        ]

    def __str__(self) -> str:
        return f"{self.service}: {self.field}"
