"""The one queue: what is to be done, and the next tick of what is done again and again."""

import uuid
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from krob.foundation.jobs.types import ACTIVE, State


class JobQuerySet(models.QuerySet["Job"]):
    """Questions to the queue."""

    def active(self) -> Self:
        """Only jobs that wait or run."""
        return self.filter(state__in=ACTIVE)

    def due(self, at: datetime) -> Self:
        """Only jobs that could be taken at a moment: waiting ones, and those whose worker died."""
        waiting = Q(state=State.WAITING, run_at__lte=at)
        return self.filter(waiting | Q(state=State.RUNNING, lease_until__lt=at))

    def dead(self) -> Self:
        """Only jobs that gave up."""
        return self.filter(state=State.DEAD)


class Job(models.Model):
    """One piece of work. ``arguments`` and ``last_error`` carry ids, never personal values.

    ``key`` stays the same over all attempts: receivers that drop a repeated key do the thing once.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    task = models.CharField(max_length=200)
    arguments = models.JSONField(default=dict)
    state = models.CharField(max_length=8, default=State.WAITING)
    priority = models.SmallIntegerField(default=0)
    serial_key = models.CharField(max_length=300, blank=True)
    unique_key = models.CharField(max_length=200, blank=True)
    run_at = models.DateTimeField()
    created_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=8)
    worker = models.CharField(max_length=100, blank=True)
    lease_until = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)
    result = models.JSONField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                models.F("priority").desc(),
                "id",
                name="jobs_active",
                condition=Q(state__in=[State.WAITING, State.RUNNING]),
            ),
            models.Index(
                fields=["serial_key", "id"],
                name="jobs_serial",
                condition=Q(state__in=[State.WAITING, State.RUNNING]) & ~Q(serial_key=""),
            ),
            models.Index(fields=["state", "finished_at"], name="jobs_finished"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["unique_key"],
                name="jobs_waits_once",
                condition=Q(state=State.WAITING) & ~Q(unique_key=""),
            ),
            models.CheckConstraint(
                name="jobs_running_has_lease",
                condition=~Q(state=State.RUNNING) | Q(lease_until__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.task} {self.state}"


class Schedule(models.Model):
    """When a periodic task is next due; whichever worker moves the row on enqueues the tick."""

    task = models.CharField(max_length=200, primary_key=True)
    next_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.task} at {self.next_at:%Y-%m-%d %H:%M:%S}"
