"""Telling people things, and noting that they have read them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from krob.engines.notifications.models import Delivery, Message
from krob.engines.notifications.quiet import quiet_until
from krob.engines.notifications.types import MessageTemplate
from krob.foundation.core import clock
from krob.foundation.core.actor import Actor, ActorKind
from krob.foundation.core.errors import NotFound
from krob.foundation.core.registry import command
from krob.foundation.core.text import Text
from krob.foundation.events import journal
from krob.foundation.jobs import queue

DELIVER = "notifications.deliver"
ATTEMPTS = 12
MAILED = ("person:", "business:", "user:")

journal.declare(
    {
        "notifications.message-sent": _("Message sent"),
        "notifications.message-read": _("Message read"),
    }
)
SENDERS = {ActorKind.SYSTEM, ActorKind.OPERATOR}
READERS = {ActorKind.APPLICANT, ActorKind.OFFICER}


@command("notifications.send-message", kinds=SENDERS)
def send_message(
    *,
    actor: Actor,
    to: str,
    template: MessageTemplate,
    values: Mapping[str, Text | str],
    subject: str,
    once_key: str,
    link: str = "",
    mail: bool = True,
    quiet: bool = False,
) -> Message:
    """Put a message into a party's inbox and ask for its copy by e-mail, once per ``once_key``.

    ``to`` is a party key, ``unit:<code>`` (any officer of it may read it) or ``user:<public id>``.
    Without ``mail`` there is no copy; a ``quiet`` one waits for the end of the quiet hours.

    Req: 1.3.7, 1.1.4, 2.9

    Raises:
        LookupError: the template needs a value that is not given.
    """
    title, body = template.filled(values)
    stored: dict[str, Any] = {
        "to": to,
        "template": template.code,
        "template_digest": template.digest,
        "title": title.as_json(),
        "body": body.as_json(),
        "subject": subject,
        "link": link,
        "sent_at": clock.now(),
        "kept_from": clock.today(),
    }
    message, created = Message.objects.get_or_create(once_key=once_key, defaults=stored)
    if not created:
        return message
    journal.record(
        actor=actor,
        name="notifications.message-sent",
        subject=subject,
        data={"message": str(message.pk), "template": template.code, "to": to},
    )
    if mail and to.startswith(MAILED):
        delivery = Delivery.objects.create(message=message, asked_at=clock.now())
        _enqueue(delivery, quiet_until(clock.now()) if quiet else None)
    return message


def _enqueue(delivery: Delivery, run_at: datetime | None = None) -> None:
    queue.enqueue(DELIVER, {"delivery": str(delivery.pk)}, max_attempts=ATTEMPTS, run_at=run_at)


@command("notifications.queue-mail", kinds={ActorKind.SYSTEM})
def queue_mail(*, actor: Actor, to: str, title: str, text: str, language: str) -> Delivery:
    """Keep a mail that the framework wrote (sign-in codes and the like) and send it by a job."""
    envelope: Any = {"to": to, "title": title, "text": text, "language": language}
    delivery = Delivery.objects.create(envelope=envelope, asked_at=clock.now())
    _enqueue(delivery)
    return delivery


@command("notifications.mark-read", kinds=READERS)
def mark_read(*, actor: Actor, message_id: UUID | str) -> Message:
    """Note that a message was read; the first reading counts.

    Raises:
        NotFound: there is no such message to the actor.
    """
    messages = Message.objects.visible_to(actor).select_for_update()
    message = messages.filter(pk=message_id).first()
    if message is None:
        raise NotFound("message-not-found", _("There is no such message."))
    if message.read_at is None:
        message.read_at, message.read_by = clock.now(), actor.id
        message.save(update_fields=["read_at", "read_by"])
        _record_read(actor, message)
    return message


def _record_read(actor: Actor, message: Message) -> None:
    journal.record(
        actor=actor,
        name="notifications.message-read",
        subject=message.subject,
        data={"message": str(message.pk)},
    )


@command("notifications.mark-all-read", kinds=READERS)
def mark_all_read(*, actor: Actor) -> int:
    """Note that every message in the actor's inbox was read; return how many were not before."""
    unread = list(Message.objects.visible_to(actor).unread().select_for_update().order_by("id"))
    for message in unread:
        message.read_at, message.read_by = clock.now(), actor.id
        message.save(update_fields=["read_at", "read_by"])
        _record_read(actor, message)
    return len(unread)
