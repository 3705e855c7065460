"""Replays: a draft tried on the applications that were filed."""

from django.db import models

from krob.foundation.core.text import Text
from krob.registers.catalogue.models.drafts import ServiceDraft
from krob.registers.catalogue.types import ReplayState


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
