"""What is stored of casework: filings, applications, submissions, corrections, decisions."""

import uuid
from typing import Any, Self

from django.db import models
from django.db.models import Q

from krob.casework.applications.types import OPEN, MoveState, Status
from krob.foundation.core.actor import Actor, ActorKind
from krob.foundation.core.encryption import EncryptedJSONField, EncryptedTextField
from krob.foundation.core.retention import Kept
from krob.people.agencies.models import Unit
from krob.people.parties import participation
from krob.people.parties.models import Premises
from krob.registers.catalogue.models import ServiceOffering, ServiceVersion


class Counter(models.Model):
    """The last number given in a series; raised in the transaction that uses the number."""

    series = models.CharField(max_length=20, unique=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.series}: {self.last}"


class Filing(models.Model):
    """A filing (คำขอรวม): what an applicant hands in at once, one or more applications."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    party = models.CharField(max_length=60, db_index=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.id)


class ApplicationQuerySet(models.QuerySet["Application"]):
    """Every view, query and command starts from ``visible_to``."""

    def visible_to(self, actor: Actor) -> Self:
        """Return what the actor may see: own filings, or filed work of the officer's units."""
        match actor.kind:
            case ActorKind.APPLICANT:
                return self.filter(participation.visible(actor, "subject"))
            case ActorKind.OFFICER:
                return self.filter(unit__code__in=actor.units).exclude(status=Status.DRAFT)
            case ActorKind.SYSTEM | ActorKind.OPERATOR:
                return self
        return self.none()

    def reachable_by(self, actor: Actor) -> Self:
        """Return what the actor may open by its number: also what an own unit is asked about."""
        if actor.kind != ActorKind.OFFICER:
            return self.visible_to(actor)
        asked = participation.visible(actor, "subject")
        return self.filter(Q(unit__code__in=actor.units) | asked).exclude(status=Status.DRAFT)

    def joined(self, *parts: str) -> Self:
        """Return applications with related rows, but without the long texts of published ones."""
        return self.select_related(*parts).defer("version__parts", "offering__parts")

    def open(self) -> Self:
        """Return applications that somebody still has to act on."""
        return self.filter(status__in=OPEN)


class Application(Kept):
    """An application (คำขอ) for one service, from draft to outcome.

    ``version`` and ``offering`` are pinned: later publications do not touch it. ``answers``,
    ``raw`` and ``provenance`` are a ``FormState``. ``edition`` counts saves of the draft, so that
    one tab cannot overwrite a newer save of another. ``moved`` says what a draft asks again since
    it was moved to a newer version, and how it was before (``newer``).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=20, unique=True)
    subject = models.CharField(max_length=40, unique=True)
    filing = models.ForeignKey(Filing, on_delete=models.PROTECT, related_name="applications")
    version = models.ForeignKey(ServiceVersion, on_delete=models.PROTECT, related_name="+")
    offering = models.ForeignKey(
        ServiceOffering, on_delete=models.PROTECT, related_name="+", null=True
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    action = models.CharField(max_length=12, default="new")
    status = models.CharField(max_length=12, default=Status.DRAFT)
    party = models.CharField(max_length=60, db_index=True)
    party_kind = models.CharField(max_length=10)
    filed_by = models.CharField(max_length=60)
    premises = models.ForeignKey(Premises, on_delete=models.PROTECT, related_name="+", null=True)
    label = models.CharField(max_length=120, blank=True)
    answers: "models.Field[Any, Any]" = EncryptedJSONField()
    raw: "models.Field[Any, Any]" = EncryptedJSONField()
    provenance: "models.Field[Any, Any]" = EncryptedJSONField()
    moved: "models.Field[Any, Any]" = EncryptedJSONField(default=dict)
    edition = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    withdrawal_reason = EncryptedTextField(blank=True, default="")

    reading: Any = None  # what dossier made of the answers; not stored
    objects = ApplicationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status=Status.DRAFT, submitted_at__isnull=True)
                | (~Q(status=Status.DRAFT) & Q(submitted_at__isnull=False)),
                name="only_a_draft_is_unsubmitted",
            )
        ]
        indexes = [
            models.Index(fields=["unit", "status", "-submitted_at"], name="application_queue"),
            models.Index(fields=["party", "-saved_at"], name="application_of_party"),
        ]

    def __str__(self) -> str:
        return self.reference


class SetAside(models.Model):
    """What somebody typed on a page that was older than the draft: kept until they choose.

    ``posted`` is the post of the page; ``tab`` tells the windows apart in which it was typed, so
    that each keeps its newest text and none writes over another's.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="asides")
    page = models.CharField(max_length=60)
    tab = models.CharField(max_length=32, blank=True)
    posted: "models.Field[Any, Any]" = EncryptedJSONField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application", "page", "tab"], name="one_aside_of_a_window"
            )
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.page}"


class Submission(models.Model):
    """The answers as they were handed in: one row per filing and per resubmission."""

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="submissions"
    )
    number = models.PositiveSmallIntegerField()
    answers: "models.Field[Any, Any]" = EncryptedJSONField()
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="one_submission_number")
        ]

    def __str__(self) -> str:
        return f"{self.application_id} #{self.number}"


class Correction(models.Model):
    """What an officer asks to be corrected: named fields and documents, each with a reason.

    ``items`` is a list of ``{"kind": "field" | "document", "key": …, "reason": …}``;
    ``explanations`` says by ``kind.key`` why the applicant left something as it was.
    """

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="corrections"
    )
    round = models.PositiveSmallIntegerField()
    items: "models.Field[Any, Any]" = EncryptedJSONField()
    explanations: "models.Field[Any, Any]" = EncryptedJSONField(default=dict)
    note = EncryptedTextField(blank=True)
    asked_by = models.CharField(max_length=60)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "round"], name="one_correction_round")
        ]

    def __str__(self) -> str:
        return f"{self.application_id} round {self.round}"

    def keys(self, kind: str) -> frozenset[str]:
        """Return the keys of the fields, or of the documents, that are asked for."""
        items: list[dict[str, Any]] = self.items
        return frozenset(item["key"] for item in items if item["kind"] == kind)


class Finding(models.Model):
    """What an officer recorded when closing a step: checklist, note, reasons, outcome.

    Recommendation and decision are findings of their steps; ``signatory`` is kept with a decision.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="findings")
    step = models.CharField(max_length=40)
    visit = models.PositiveSmallIntegerField()
    action = models.CharField(max_length=40)
    officer = models.CharField(max_length=60)
    checklist = models.JSONField(default=dict)
    note = EncryptedTextField(blank=True)
    signatory = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application", "step", "visit"], name="one_finding_per_visit"
            )
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.step} {self.action}"


class DelayNotice(models.Model):
    """A stretch of days in which the applicant must be told why it takes longer than the law gives.

    ``until`` is the last of these days. The system asks for it once (``asked_at``); an officer
    writes the ``reason`` and the ``state`` of the matter (``told_at``). ``copied_to`` is the unit
    that received a copy, empty where there is none.
    """

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="delay_notices"
    )
    until = models.DateField()
    asked_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    told_by = models.CharField(max_length=60, blank=True, default="")
    days_late = models.PositiveSmallIntegerField(default=0)
    reason = EncryptedTextField(blank=True, default="")
    state = EncryptedTextField(blank=True, default="")
    copied_to = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application", "until"], name="one_delay_notice_per_period"
            )
        ]

    def __str__(self) -> str:
        return f"{self.application_id} until {self.until}"


class FetchedDocument(models.Model):
    """A document that its issuer is asked for, so that the applicant need not bring it."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="fetched")
    requirement = models.CharField(max_length=40)
    lookup = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application", "requirement"], name="one_fetch_per_requirement"
            )
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.requirement}"


class VersionMove(models.Model):
    """Running applications of an agency moved to another version of their service, or to be.

    ``steps`` says which new step takes an old one's place. ``report`` lists what cannot be moved:
    ``{"reference", "reasons": [text]}``; ``able`` counts the others.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.CharField(max_length=40)
    before = models.ForeignKey(ServiceVersion, on_delete=models.PROTECT, related_name="+")
    after = models.ForeignKey(ServiceVersion, on_delete=models.PROTECT, related_name="+")
    steps = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=MoveState.choices, default=MoveState.CHECKING)
    able = models.PositiveIntegerField(default=0)
    report = models.JSONField(default=list)
    started_by = models.CharField(max_length=80)
    started_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["agency", "-started_at"], name="moves_of_an_agency")]

    def __str__(self) -> str:
        return f"{self.before_id} to {self.after_id}"


class MovedApplication(models.Model):
    """One application that a move took along; ``event`` is what it left in the history.

    ``undone`` says that it was moved back.
    """

    move = models.ForeignKey(VersionMove, on_delete=models.CASCADE, related_name="moved")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="moves")
    event = models.BigIntegerField()
    undone = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["move", "application"], name="one_place_in_a_move")
        ]

    def __str__(self) -> str:
        return f"{self.application_id} by {self.move_id}"
