"""What guides people to services: journeys, life events and kinds of business, as published."""

from django.db import models

from krob.foundation.core.pinned import PinnedJSONField
from krob.registers.catalogue.models.services import InForceQuerySet


class GuideQuerySet(InForceQuerySet["Guide"]):
    """Published guides."""


class Guide(models.Model):
    """One published wording of a journey or of the kinds of business, immutable like a version.

    ``code`` is the draft's: ``journey:restaurant``, ``business-types:all``. What ships is the
    wording before the first.
    """

    code = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    parts = PinnedJSONField()
    digest = models.CharField(max_length=64)
    in_force_from = models.DateField()
    published_at = models.DateTimeField()

    objects = GuideQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "number"], name="one_guide_per_number")
        ]

    def __str__(self) -> str:
        return f"{self.code} #{self.number}"
