"""Handing events to subscribers: a delivery is a job, in order per subscriber and subject."""

from collections.abc import Callable

from krob.foundation.events.models import Event
from krob.foundation.jobs import queue

Subscriber = Callable[[Event], None]
subscriptions: dict[str, dict[str, Subscriber]] = {}
TASK = "events.deliver"


def enqueue(event: Event) -> None:
    """Write one job per subscriber of the event, in the transaction of the event."""
    keys = list(subscriptions.get(event.name, ()))
    if keys:
        queue.enqueue_many(
            TASK,
            [{"event": event.pk, "subscriber": key} for key in keys],
            [f"{event.subject} > {key}" for key in keys],
        )


@queue.task(TASK)
def deliver(*, event: int, subscriber: str) -> None:
    """Run one subscriber for one event.

    Raises:
        LookupError: the subscriber is gone; the job waits in the dead letters for a person.
    """
    row = Event.objects.get(pk=event)
    handler = subscriptions.get(row.name, {}).get(subscriber)
    if handler is None:
        raise LookupError(f"no subscriber {subscriber}")
    handler(row)
