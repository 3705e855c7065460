"""What somebody was told."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from krob.engines.notifications.models import Delivery, Message
from krob.foundation.core.actor import Actor
from krob.foundation.core.errors import NotFound

PAGE_SIZE = 20


@dataclass(frozen=True, slots=True)
class Page:
    """One page of an inbox; whether there is a next one is known without counting all."""

    messages: list[Message]
    number: int
    has_next: bool


def inbox(actor: Actor) -> QuerySet[Message]:
    """Return the actor's messages, newest first."""
    return Message.objects.visible_to(actor).order_by("-sent_at", "id")


def page(actor: Actor, number: int) -> Page:
    """Return one page of the actor's inbox, counted from 1."""
    number = max(number, 1)
    first = (number - 1) * PAGE_SIZE
    rows = list(inbox(actor)[first : first + PAGE_SIZE + 1])
    return Page(rows[:PAGE_SIZE], number, len(rows) > PAGE_SIZE)


def unread_count(actor: Actor) -> int:
    """Return how many messages nobody has read."""
    return Message.objects.visible_to(actor).unread().count()


def message(actor: Actor, message_id: UUID | str) -> Message:
    """Return one message.

    Raises:
        NotFound: there is no such message to the actor.
    """
    found = Message.objects.visible_to(actor).filter(pk=message_id).first()
    if found is None:
        raise NotFound("message-not-found", _("There is no such message."))
    return found


def copies(message: Message) -> QuerySet[Delivery]:
    """Return the copies of a message by other channels."""
    return Delivery.objects.filter(message=message).order_by("asked_at", "id")
