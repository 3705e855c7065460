"""What is stored: frozen graphs, processes pinned to one, visits of steps, the clock's ledger."""

from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from krob.engines.workflow import facts as fact
from krob.engines.workflow.graph import StepGraph, StepPlan, parse
from krob.engines.workflow.types import ClockState, ProcessStatus, StepState
from krob.foundation.core.actor import Actor, ActorKind
from krob.foundation.core.canonical import canonical_json
from krob.foundation.core.encryption import EncryptedJSONField, EncryptedTextField
from krob.foundation.core.pinned import Pinned
from krob.foundation.core.retention import Kept
from krob.foundation.core.text import Text
from krob.foundation.rules.expressions import Type
from krob.people.parties import participation


def digest_of(part: Mapping[str, Any]) -> str:
    """Return the name of a graph part: the SHA-256 of its canonical JSON."""
    return _of_pinned(part) if isinstance(part, Pinned) else _digest(part)


def _digest(part: Mapping[str, Any]) -> str:
    return sha256(canonical_json(part)).hexdigest()


@lru_cache(maxsize=256)
def _of_pinned(part: Pinned) -> str:
    return _digest(part)


class GraphManager(models.Manager["Graph"]):
    """Keeps each graph once."""

    def keep(self, part: Mapping[str, Any]) -> "Graph":
        """Store a graph part, or return the row that holds the same one."""
        digest = digest_of(part)
        return self.defer("part").get_or_create(digest=digest, defaults={"part": part})[0]


class Graph(models.Model):
    """A step graph, named by its digest; never changed, so that no running process can be."""

    digest = models.CharField(max_length=64, primary_key=True)
    part = models.JSONField()

    objects = GraphManager()

    class Meta:
        verbose_name = _("step graph")

    def __str__(self) -> str:
        return self.digest[:12]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store a new graph.

        Raises:
            TypeError: it is stored already.
        """
        if not self._state.adding:
            raise TypeError("a graph is never changed")
        super().save(*args, **kwargs)


@lru_cache(maxsize=256)
def graph_of(digest: str) -> StepGraph:
    """Return the graph with a digest, parsed; read from the database once per process."""
    return parse(Graph.objects.get(digest=digest).part)


def _units_of(actor: Actor) -> frozenset[str]:
    return actor.units if actor.kind == ActorKind.OFFICER else frozenset()


class ProcessQuerySet(models.QuerySet["Process"]):
    """Questions about processes."""

    def visible_to(self, actor: Actor) -> Self:
        """Keep those of the actor's units, and those in whose subject the actor takes part."""
        return self.filter(participation.visible(actor) | Q(unit__in=_units_of(actor)))

    def open(self) -> Self:
        """Keep those that still move."""
        return self.filter(status=ProcessStatus.OPEN)


class Process(Kept):
    """The way of one subject through its graph, with the statutory clock's standing.

    ``due_on`` is stored while the clock runs, so that what is overdue is found by an index.
    ``attention_on`` is the next day on which somebody is to be told about the time, ``told`` how
    many times somebody was.
    """

    subject = models.CharField(max_length=120, unique=True)
    graph = models.ForeignKey(Graph, models.PROTECT, related_name="+")
    unit = models.CharField(max_length=40)
    calendar = models.CharField(max_length=40)
    status = models.CharField(max_length=8, choices=ProcessStatus, default=ProcessStatus.OPEN)
    end = models.CharField(max_length=40, blank=True, default="")
    kept_facts: "models.Field[Any, Any]" = EncryptedJSONField(default=dict)
    kept_types = models.JSONField(default=dict)
    clock_state = models.CharField(
        max_length=12, choices=ClockState, default=ClockState.NOT_STARTED
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)
    attention_on = models.DateField(_("to be looked at on"), null=True, blank=True)
    told = models.PositiveSmallIntegerField(default=0)
    started_at = models.DateTimeField(_("started at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = ProcessQuerySet.as_manager()

    class Meta:
        verbose_name = _("process")
        indexes = [
            models.Index(
                fields=["due_on"], condition=Q(status="open"), name="workflow_process_due"
            ),
            models.Index(
                fields=["calendar"], condition=Q(status="open"), name="workflow_process_calendar"
            ),
            models.Index(fields=["unit", "status"], name="workflow_process_unit"),
            models.Index(
                fields=["attention_on"],
                condition=Q(status="open"),
                name="workflow_process_attention",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="open", end="", ended_at__isnull=True)
                | (Q(status="ended", ended_at__isnull=False) & ~Q(end="")),
                name="workflow_process_ended_with_an_end",
            )
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def plan(self) -> StepGraph:
        """Return the graph, parsed."""
        return graph_of(self.graph_id)

    @property
    def facts(self) -> dict[str, Any]:
        """Return the typed facts that conditions read."""
        return {key: fact.decode(value) for key, value in (self.kept_facts or {}).items()}

    @property
    def fact_types(self) -> dict[str, Type]:
        """Return the declared types of the facts that conditions read."""
        return {name: fact.decode_type(kind) for name, kind in self.kept_types.items()}

    def keep_types(self, types: Mapping[str, Type]) -> None:
        """Keep the types of facts, as far as conditions read them."""
        read = fact.read_by(self.plan.conditions)
        self.kept_types = {name: fact.encode_type(types[name]) for name in read & types.keys()}

    def keep_facts(self, facts: Mapping[str, Any]) -> None:
        """Add facts, as far as conditions read them."""
        kept = fact.only_read(fact.merged(self.facts, facts), self.plan.conditions)
        self.kept_facts = {key: fact.encode(value) for key, value in kept.items()}

    @property
    def has_ended(self) -> bool:
        """Whether an end was reached."""
        return self.status == ProcessStatus.ENDED


class StepQuerySet(models.QuerySet["Step"]):
    """Questions about visits of steps."""

    def visible_to(self, actor: Actor) -> Self:
        """Keep those of the actor's units, and those in whose subject the actor takes part."""
        mine = Q(unit__in=_units_of(actor))
        return self.filter(participation.visible(actor, "process__subject") | mine)

    def open(self) -> Self:
        """Keep those that wait for someone."""
        return self.filter(state=StepState.OPEN)


class Step(models.Model):
    """One visit of a step: a token, a work item and its own due date in one row.

    ``attention_on`` is the next day on which somebody is to be told about its time, ``told`` how
    many times somebody was.
    """

    process = models.ForeignKey(Process, models.CASCADE, related_name="steps")
    key = models.CharField(max_length=40)
    visit = models.PositiveSmallIntegerField(default=1)
    role = models.CharField(max_length=40)
    unit = models.CharField(max_length=40)
    assignee = models.CharField(max_length=80, blank=True, default="")
    state = models.CharField(max_length=10, choices=StepState, default=StepState.OPEN)
    opened_at = models.DateTimeField(_("opened at"))
    due_on = models.DateField(_("due on"), null=True, blank=True)
    attention_on = models.DateField(_("to be looked at on"), null=True, blank=True)
    told = models.PositiveSmallIntegerField(default=0)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    action = models.CharField(max_length=40, blank=True, default="")
    closed_by = models.CharField(max_length=80, blank=True, default="")
    note = EncryptedTextField(_("note"), blank=True, default="")
    checklist: "models.Field[Any, Any]" = EncryptedJSONField(default=dict)

    objects = StepQuerySet.as_manager()

    class Meta:
        verbose_name = _("step")
        indexes = [
            models.Index(
                fields=["unit", "due_on", "id"],  # the order of the worklist
                condition=Q(state="open"),
                name="workflow_step_queue",
            ),
            models.Index(
                fields=["assignee", "due_on"],
                condition=Q(state="open"),
                name="workflow_step_assignee",
            ),
            models.Index(fields=["due_on"], condition=Q(state="open"), name="workflow_step_due"),
            models.Index(
                fields=["attention_on"], condition=Q(state="open"), name="workflow_step_attention"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["process", "key"],
                condition=Q(state="open"),
                name="workflow_step_open_once",
            ),
            models.UniqueConstraint(fields=["process", "key", "visit"], name="workflow_step_visit"),
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True)
                | (~Q(state="open") & Q(closed_at__isnull=False)),
                name="workflow_step_closed_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} ({self.visit})"

    @property
    def subject(self) -> str:
        """Return what the step is about; ask with ``select_related("process")``."""
        return self.process.subject

    @property
    def plan(self) -> StepPlan:
        """Return what the graph says about the step; ask with ``select_related("process")``."""
        return self.process.plan.steps[self.key]

    @property
    def kind(self) -> str:
        """Return what sort of step it is: review, applicant, inspection, decision …."""
        return self.plan.kind

    @property
    def title(self) -> Text:
        """Return what people call the step."""
        return self.plan.title


class ClockEntry(models.Model):
    """One line of the clock's ledger: what started or stopped it, when, and by which step.

    An extension carries its ``days``, in the unit of the deadline, and why it was made (``note``).
    """

    class Kind(models.TextChoices):
        """What happened to the clock."""

        START = "start", _("start")
        STOP = "stop", _("stop")
        RESUME = "resume", _("resume")
        END = "end", _("end")
        EXTEND = "extend", _("extended")

    process = models.ForeignKey(Process, models.CASCADE, related_name="clock_entries")
    kind = models.CharField(max_length=8, choices=Kind)
    at = models.DateTimeField()
    step = models.CharField(max_length=40, blank=True, default="")
    action = models.CharField(max_length=40, blank=True, default="")
    actor = models.CharField(max_length=80)
    days = models.PositiveSmallIntegerField(default=0)
    note = EncryptedTextField(_("note"), blank=True, default="")

    class Meta:
        verbose_name = _("clock entry")

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"
