"""What happened: written in the transaction that made it happen, read as history.

Names are declared once with a sentence for people. Recording also enqueues one job per subscriber.
"""

import re
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from krob.foundation.core import clock
from krob.foundation.core.actor import Actor
from krob.foundation.core.errors import Message
from krob.foundation.core.registry import Registry
from krob.foundation.events import delivery
from krob.foundation.events.models import Event
from krob.foundation.jobs.discretion import refuse_numbers_of_people

names: Registry[Message] = Registry("event")
FORM = re.compile(r"[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*")


def declare(sentences: Mapping[str, Message]) -> None:
    """Register events by name (``noun.past-participle``), each with what people read for it.

    Raises:
        ValueError: a name is taken or has another form.
    """
    for name, sentence in sentences.items():
        if not FORM.fullmatch(name):
            raise ValueError(f"event {name!r}: want noun.past-participle")
        names.add(name, sentence)


def record(
    *, actor: Actor, name: str, subject: str, data: Mapping[str, Any] | None = None
) -> Event:
    """Write an event in the caller's transaction, with one job for each of its subscribers.

    ``data`` holds ids and names of changed fields, never what a person wrote.

    Raises:
        RuntimeError: called outside a transaction, where a crash could lose the event.
        LookupError: the name is not declared.
        ValueError: ``data`` holds the number of a person or business.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("journal.record() must run inside transaction.atomic()")
    names.get(name)
    refuse_numbers_of_people(data)
    event = Event.objects.create(
        name=name, subject=subject, data=dict(data or {}), at=clock.now(), **stamp(actor)
    )
    delivery.enqueue(event)
    return event


def stamp(actor: Actor) -> dict[str, str]:
    """Return the columns that say who acted, for whom and by which way."""
    return {
        "actor_kind": actor.kind,
        "actor_id": actor.id,
        "actor_agency": actor.agency,
        "actor_units": ",".join(sorted(actor.units))[:200],
        "on_behalf_of": actor.on_behalf_of,
        "channel": actor.channel,
        "request_id": actor.request_id,
    }


def history(subject: str) -> QuerySet[Event]:
    """Return what happened to a subject, oldest first."""
    return Event.objects.filter(subject=subject).order_by("id")


def sentence(event: Event) -> Message:
    """Return what people read for an event; its bare name when its room is gone."""
    return names.get(event.name) if event.name in names else event.name
