"""What is stored of services: the service, its immutable versions, and what authorities offer."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Self, TypeVar
from uuid import uuid4

from django.db import models
from django.db.models import Q

from krob.foundation.core.actor import Actor, ActorKind
from krob.foundation.core.permissions import Permission
from krob.foundation.core.pinned import PinnedJSONField
from krob.foundation.core.text import Text
from krob.people.agencies.models import Agency, Authority
from krob.registers.catalogue.types import DraftStatus, ReplayState


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


class OfferingQuerySet(InForceQuerySet["ServiceOffering"]):
    """Offerings of authorities."""


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


WORKING_ON_DRAFTS = frozenset(
    {
        Permission.CATALOGUE_APPROVE_SERVICE,
        Permission.CATALOGUE_EDIT_OFFERING,
        Permission.CATALOGUE_EDIT_SERVICE,
    }
)
OPEN = (DraftStatus.DRAFT, DraftStatus.IN_REVIEW)


class DraftQuerySet(models.QuerySet["ServiceDraft"]):
    """Drafts, seen by the agency that writes them and by nobody else."""

    def visible_to(self, actor: Actor) -> Self:
        """Return the drafts of the actor's own agency, for those who write or approve them."""
        if actor.kind in (ActorKind.SYSTEM, ActorKind.OPERATOR):
            return self
        if actor.kind is ActorKind.OFFICER and actor.permissions & WORKING_ON_DRAFTS:
            return self.filter(agency__code=actor.agency)
        return self.none()

    def open(self) -> Self:
        """Return the drafts that may still be published."""
        return self.filter(status__in=OPEN)


class ServiceDraft(models.Model):
    """A version or an offering in the making: the one thing that all tabs of a service change.

    With ``authority`` it is what that authority says about the service (an offering), without it
    the service itself. ``row_version`` counts the changes. ``errors`` and ``warnings`` were counted
    at ``counted_version``. ``asked_digest`` is what approval was asked for: the approver decides on
    exactly that. ``wanted_from`` is the day from which it shall be in force. ``replayed`` is what
    the replay found when it was approved, with the authors' reasons: what the approver saw.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    code = models.SlugField(max_length=60)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="drafts")
    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, null=True, blank=True, related_name="drafts"
    )
    number = models.PositiveIntegerField()
    parts = models.JSONField()
    row_version = models.PositiveIntegerField(default=1)
    status = models.CharField(max_length=12, choices=DraftStatus.choices, default=DraftStatus.DRAFT)
    wanted_from = models.DateField(null=True, blank=True)
    begun_by = models.CharField(max_length=80)
    begun_at = models.DateTimeField()
    changed_by = models.CharField(max_length=80)
    changed_at = models.DateTimeField()
    errors = models.PositiveIntegerField(null=True)
    warnings = models.PositiveIntegerField(null=True)
    counted_version = models.PositiveIntegerField(default=0)
    asked_by = models.CharField(max_length=80, blank=True, default="")
    asked_at = models.DateTimeField(null=True)
    asked_digest = models.CharField(max_length=64, blank=True, default="")
    decided_by = models.CharField(max_length=80, blank=True, default="")
    decided_at = models.DateTimeField(null=True)
    decision_note = models.TextField(blank=True, default="")
    replayed: "models.Field[Any, Any]" = models.JSONField(default=dict)

    objects = DraftQuerySet.as_manager()
    title_of_service: Text | None = None

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(status__in=OPEN, authority__isnull=True),
                name="one_open_draft_of_a_service",
            ),
            models.UniqueConstraint(
                fields=["code", "authority"],
                condition=Q(status__in=OPEN, authority__isnull=False),
                name="one_open_draft_of_an_offering",
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "status", "-changed_at"], name="drafts_of_an_agency")
        ]

    def __str__(self) -> str:
        return f"{self.code} draft {self.number}"

    @property
    def title(self) -> Text:
        """Return what the draft's service is called; of an offering, as far as it was looked up."""
        if self.title_of_service:
            return self.title_of_service
        part = self.parts.get("service")
        title = part.get("title") if isinstance(part, Mapping) else None
        known = Text.of(title) if isinstance(title, Mapping | str) else Text("")
        return known or Text(self.code, self.code)

    @property
    def is_offering(self) -> bool:
        """Say whether this is what one authority says about a service."""
        return self.authority_id is not None


class DraftChange(models.Model):
    """One change of a draft: where, by whom, and what it takes to undo it.

    ``number`` is the draft's row version after it. ``changes`` are ``editing.differences``.
    ``undoes`` names the change that this one took back; ``undone`` says that one did. ``window``
    is the page from which it came and ``was`` the digest of the item before it: by them a page
    that saved itself a moment ago is told apart from somebody else's.
    """

    draft = models.ForeignKey(ServiceDraft, on_delete=models.CASCADE, related_name="changes")
    number = models.PositiveIntegerField()
    tab = models.CharField(max_length=40)
    item = models.CharField(max_length=200, blank=True, default="")
    changes = models.JSONField()
    by = models.CharField(max_length=80)
    at = models.DateTimeField()
    undoes = models.PositiveIntegerField(null=True)
    undone = models.BooleanField(default=False)
    window = models.CharField(max_length=32, blank=True, default="")
    was = models.CharField(max_length=32, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["draft", "number"], name="one_change_per_number")
        ]
        indexes = [models.Index(fields=["draft", "by", "-number"], name="changes_of_an_official")]

    def __str__(self) -> str:
        return f"change {self.number} of {self.draft_id}"


class BlockQuerySet(models.QuerySet["Block"]):
    """Blocks as officials see them: those of the own agency."""

    def visible_to(self, actor: Actor) -> Self:
        """Return the blocks of the actor's agency."""
        return self.filter(agency__code=actor.agency) if actor.agency else self.none()


class Block(models.Model):
    """Questions that an agency asks in many forms: one wording of them, kept for ever.

    ``digest`` are the first twelve digits of the SHA-256 of code, title and fields; the questions
    of a form carry it (``applicant@0123456789ab``). The highest number is the wording of today.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="blocks")
    code = models.SlugField(max_length=60)
    number = models.PositiveIntegerField()
    title = models.JSONField()
    fields = models.JSONField()
    digest = models.CharField(max_length=12)
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()

    objects = BlockQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "code", "number"], name="one_wording_per_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code}@{self.digest}"


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


class Replay(models.Model):
    """A draft tried on the applications that were filed: how far it came, and what it found.

    It belongs to one content (``digest``): after an edit another one is needed. ``one_in`` is how
    far a sample goes from one application to the next. ``cursor`` is the last reference that was
    passed; ``passed`` of ``total`` were. Only the worker moves it, chunk by chunk.
    """

    draft = models.ForeignKey(ServiceDraft, on_delete=models.CASCADE, related_name="replays")
    digest = models.CharField(max_length=64)
    base = models.CharField(max_length=64)
    since = models.DateField()
    one_in = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=8, choices=ReplayState.choices, default=ReplayState.RUNNING)
    cursor = models.CharField(max_length=40, blank=True, default="")
    total = models.PositiveIntegerField()
    passed = models.PositiveIntegerField(default=0)
    compared = models.PositiveIntegerField(default=0)
    affected = models.PositiveIntegerField(default=0)
    fault = models.CharField(max_length=300, blank=True, default="")
    started_by = models.CharField(max_length=80)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["draft", "-id"], name="replays_of_a_draft")]

    def __str__(self) -> str:
        return f"replay of {self.draft_id}"

    @property
    def percent(self) -> int:
        """Return how much is done, in whole percent."""
        return 100 if self.state == ReplayState.DONE else 100 * self.passed // max(self.total, 1)


class ReplayDifference(models.Model):
    """What would be different for some applications: counted, named, perhaps explained.

    ``signature`` names it the same in every replay. ``examples`` are a few reference numbers, shown
    to those only who may open them. ``explained_by`` is who gave ``reason`` and ``law``; a reason
    without it is a proposal from an earlier replay.
    """

    replay = models.ForeignKey(Replay, on_delete=models.CASCADE, related_name="differences")
    signature = models.CharField(max_length=120)
    kind = models.CharField(max_length=12)
    words = models.JSONField()
    count = models.PositiveIntegerField(default=0)
    examples = models.JSONField(default=list)
    reason = models.TextField(blank=True, default="")
    law = models.CharField(max_length=300, blank=True, default="")
    explained_by = models.CharField(max_length=80, blank=True, default="")
    explained_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["replay", "signature"], name="one_row_per_difference")
        ]

    def __str__(self) -> str:
        return self.signature

    @property
    def text(self) -> Text:
        """Return what would be different, in words."""
        return Text.of(self.words)


class Synonym(models.Model):
    """A word people use, and what services call it; officers keep these rows.

    ``first_word`` is the first word of ``word`` as the search cuts it; rows are found by it.
    """

    word = models.CharField(max_length=80)
    means = models.CharField(max_length=80)
    first_word = models.CharField(max_length=80, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["word", "means"], name="synonym_once"),
        ]

    def __str__(self) -> str:
        return f"{self.word} = {self.means}"


class SearchEntry(models.Model):
    """What the search knows of one service: words between spaces, as ``segmenting`` cuts them.

    Derived from the version in force; can be thrown away and made again.
    """

    code = models.CharField(max_length=60, unique=True)
    title = models.TextField()
    body = models.TextField()
    grams = models.TextField()

    def __str__(self) -> str:
        return self.code
