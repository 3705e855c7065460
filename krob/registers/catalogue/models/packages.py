"""What came from other installations: packages that agencies took in."""

from typing import Self
from uuid import uuid4

from django.db import models

from krob.foundation.core.actor import Actor, ActorKind
from krob.foundation.core.text import Text
from krob.people.agencies.models import Agency
from krob.registers.catalogue.models.drafts import WORKING_ON_DRAFTS, ServiceDraft


class PackageQuerySet(models.QuerySet["ImportedPackage"]):
    """Packages, seen by the agency that brought them in and by nobody else."""

    def visible_to(self, actor: Actor) -> Self:
        """Return the packages of the actor's own agency, for those who write what is in them."""
        if actor.kind in (ActorKind.SYSTEM, ActorKind.OPERATOR):
            return self
        if actor.kind is ActorKind.OFFICER and actor.permissions & WORKING_ON_DRAFTS:
            return self.filter(agency__code=actor.agency)
        return self.none()


class ImportedPackage(models.Model):
    """A signed package that an agency took in: what became of it, and ordinances that wait.

    ``fingerprint`` is the SHA-256 of its manifest: the same package is taken in once. ``draft`` is
    the service's; where there is none, ``left_out`` says why. ``ordinances`` are those of the
    package, as they came; ``brought`` says what became of each (authority there → authority here,
    draft, what was left out of it in words).
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="packages")
    fingerprint = models.CharField(max_length=64)
    installation = models.CharField(max_length=300)
    code = models.SlugField(max_length=60)
    number = models.PositiveIntegerField()
    title = models.JSONField()
    draft = models.ForeignKey(ServiceDraft, on_delete=models.PROTECT, null=True, related_name="+")
    left_out = models.JSONField(default=dict)
    ordinances = models.JSONField(default=list)
    brought = models.JSONField(default=dict)
    imported_by = models.CharField(max_length=80)
    imported_at = models.DateTimeField()

    objects = PackageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "fingerprint"], name="one_row_per_package")
        ]
        indexes = [models.Index(fields=["agency", "-imported_at"], name="packages_of_an_agency")]

    def __str__(self) -> str:
        return f"{self.code} v{self.number} from {self.installation}"

    @property
    def name(self) -> Text:
        """Return what the service is called in the package."""
        return Text.of(self.title)
