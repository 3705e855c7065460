"""What happened, who read personal data, what was already answered, and the seals over it.

Events, reads, links and seals are only ever added: the database itself refuses to change them.
"""

from django.db import models
from django.db.models import Q

from krob.foundation.events.types import RowKind, TransactionNumber


class Happening(models.Model):
    """What events and reads share: when, by whom, for whom, by which way."""

    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=20)
    actor_id = models.CharField(max_length=100)
    actor_agency = models.CharField(max_length=60, blank=True)
    actor_units = models.CharField(max_length=200, blank=True)
    on_behalf_of = models.CharField(max_length=120, blank=True)
    channel = models.CharField(max_length=20, blank=True)
    request_id = models.CharField(max_length=64, blank=True)
    transaction = models.BigIntegerField(db_default=TransactionNumber(), editable=False)

    class Meta:
        abstract = True


class Event(Happening):
    """One thing that happened; ``data`` holds ids and changed field names, no personal values."""

    name = models.CharField(max_length=80)
    subject = models.CharField(max_length=120)
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["subject", "id"], name="events_by_subject"),
            models.Index(fields=["name", "id"], name="events_by_name"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.name} {self.subject}"


class PersonalRead(Happening):
    """One request in which personal data was read: why, about whom, which fields."""

    purpose = models.CharField(max_length=80)
    subjects = models.JSONField()
    fields = models.JSONField()

    def __str__(self) -> str:
        return f"{self.pk} {self.purpose}"


class ReadSubject(models.Model):
    """Finds reads by the subject that they were about."""

    read = models.ForeignKey(PersonalRead, on_delete=models.PROTECT, related_name="about")
    subject = models.CharField(max_length=120)

    class Meta:
        indexes = [models.Index(fields=["subject", "read"], name="reads_by_subject")]

    def __str__(self) -> str:
        return f"{self.read_id} {self.subject}"


class IdempotencyKey(models.Model):
    """A request that was carried out, and what it answered."""

    actor_id = models.CharField(max_length=100)
    key = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    answer = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["actor_id", "key"], name="events_one_answer_each")
        ]

    def __str__(self) -> str:
        return f"{self.actor_id} {self.key}"


class Seal(models.Model):
    """A signed head of the chain: everything up to ``last`` is as it was when it was sealed.

    ``newest`` maps each kind of row to the highest id that was sealed until then.
    """

    first = models.BigIntegerField()
    last = models.BigIntegerField(unique=True)
    head = models.CharField(max_length=64)
    at = models.DateTimeField()
    newest = models.JSONField()
    key_id = models.CharField(max_length=64)
    signature = models.CharField(max_length=128)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(first__lte=models.F("last")), name="seal_is_not_empty"
            )
        ]

    def __str__(self) -> str:
        return f"{self.last} {self.head[:12]}"


class Link(models.Model):
    """One sealed row's place in the chain; ``chained`` covers this row and all before it."""

    position = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=8, choices=[(kind, kind) for kind in RowKind])
    row = models.BigIntegerField()
    chained = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "row"], name="events_sealed_once")]

    def __str__(self) -> str:
        return f"{self.position} {self.kind} {self.row}"


class Allowance(models.Model):
    """How often something was asked for in one minute, or that a place is taken; see ``limits``."""

    key = models.CharField(max_length=80, primary_key=True)
    used = models.PositiveIntegerField()
    until = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.used} until {self.until:%H:%M}"
