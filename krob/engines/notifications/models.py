"""The inbox, and the copies that go out by other channels."""

from typing import Any, Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from krob.engines.notifications.types import DeliveryState
from krob.foundation.core.actor import Actor
from krob.foundation.core.encryption import EncryptedJSONField
from krob.foundation.core.retention import Kept
from krob.foundation.core.text import Text
from krob.people.parties.participation import EVERYTHING, keys_of


class MessageQuerySet(models.QuerySet["Message"]):
    """Messages, by who may read them."""

    def visible_to(self, actor: Actor) -> Self:
        """Only those sent to the actor's person, party, account or units."""
        if actor.kind in EVERYTHING:
            return self
        keys = keys_of(actor)
        return self.filter(to__in=keys | {f"user:{actor.id}"}) if keys else self.none()

    def unread(self) -> Self:
        """Only those nobody has read."""
        return self.filter(read_at__isnull=True)


class Message(Kept):
    """One message (ข้อความแจ้ง): the record of what a party was told, and when it was read."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    to = models.CharField(max_length=120)
    template = models.CharField(max_length=64)
    template_digest = models.CharField(max_length=64)
    title = EncryptedJSONField()
    body = EncryptedJSONField()
    subject = models.CharField(max_length=120, db_index=True)
    link = models.CharField(max_length=300, blank=True, default="")
    once_key = models.CharField(max_length=200, unique=True)
    sent_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    read_by = models.CharField(max_length=100, blank=True, default="")

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        indexes = [
            models.Index(fields=["to", "-sent_at", "id"], name="notifications_inbox"),
            models.Index(
                fields=["to"], condition=Q(read_at__isnull=True), name="notifications_unread"
            ),
        ]

    def __str__(self) -> str:
        return f"message:{self.id}"

    @property
    def heading(self) -> Text:
        """Return the title."""
        stored: Any = self.title
        return Text.of(stored)

    @property
    def text(self) -> Text:
        """Return the body."""
        stored: Any = self.body
        return Text.of(stored)


class Delivery(Kept):
    """A copy by another channel; its id is the Message-ID, so that receivers drop a repeat.

    A copy of an inbox message takes its words from there; mail of the framework (``message`` is
    null) carries its own envelope, encrypted.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    message = models.ForeignKey(Message, on_delete=models.CASCADE, null=True, blank=True)
    channel = models.CharField(max_length=16, default="email")
    envelope = EncryptedJSONField(default=dict)
    state = models.CharField(max_length=16, choices=DeliveryState, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=48, blank=True, default="")
    asked_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("delivery")
        constraints = [
            models.UniqueConstraint(
                fields=["message", "channel"], name="notifications_one_copy_per_channel"
            )
        ]

    def __str__(self) -> str:
        return f"delivery:{self.id}"

    @property
    def own_words(self) -> dict[str, Any]:
        """Return the envelope of mail that is no copy of a message."""
        stored: Any = self.envelope
        return dict(stored or {})
