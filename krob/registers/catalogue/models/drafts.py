"""Drafts with every change of them, and the blocks that forms share."""

from collections.abc import Mapping
from typing import Any, Self
from uuid import uuid4

from django.db import models
from django.db.models import Q

from krob.foundation.core.actor import Actor, ActorKind
from krob.foundation.core.permissions import Permission
from krob.foundation.core.text import Text
from krob.people.agencies.models import Agency, Authority
from krob.registers.catalogue.types import DraftStatus, title_of_guide

WORKING_ON_DRAFTS = frozenset(
    {
        Permission.CATALOGUE_APPROVE_SERVICE,
        Permission.CATALOGUE_EDIT_GUIDES,
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
        if self.is_guide:
            return title_of_guide(self.code, self.parts)
        part = self.parts.get("service")
        title = part.get("title") if isinstance(part, Mapping) else None
        known = Text.of(title) if isinstance(title, Mapping | str) else Text("")
        return known or Text(self.code, self.code)

    @property
    def is_guide(self) -> bool:
        """Say whether this is a journey or the kinds of business, and no service."""
        return ":" in self.code

    @property
    def is_offering(self) -> bool:
        """Say whether this is what one authority says about a service."""
        return self.authority_id is not None


class DraftChange(models.Model):
    """One change of a draft: where, by whom, and what it takes to undo it.

    ``number`` is the draft's row version after it. ``changes`` are ``editing.differences``.
    ``undoes`` names the change that this one took back; ``undone`` says that one did. ``window``
    is the page from which it came and ``was`` the digest of the item before it: by them a page
    that saved itself a moment ago is told apart from somebody else's. ``renamed`` are new names
    (kind, old, new), which ordinances follow when the draft is published.
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
    renamed = models.JSONField(default=list)

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

    def standing(self) -> Self:
        """Return the wordings of blocks that were not removed, the oldest first."""
        return self.filter(removed_at=None).order_by("code", "number")


class Block(models.Model):
    """Questions that an agency asks in many forms: one wording of them, kept for ever.

    ``digest`` are the first twelve digits of the SHA-256 of code, title and fields; the questions
    of a form carry it (``applicant@0123456789ab``). The highest number is the wording of today.
    What was removed (``removed_at``) is offered to no form any more.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="blocks")
    code = models.SlugField(max_length=60)
    number = models.PositiveIntegerField()
    title = models.JSONField()
    fields = models.JSONField()
    digest = models.CharField(max_length=12)
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    objects = BlockQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "code", "number"], name="one_wording_per_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code}@{self.digest}"
