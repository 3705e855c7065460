"""Reactions to events. Each room's ``subscribers.py`` registers its own."""

from collections.abc import Callable

from krob.foundation.events.delivery import Subscriber, subscriptions


def subscribe(*events: str) -> Callable[[Subscriber], Subscriber]:
    """Register a handler for events of these names.

    It runs as a job: at least once, in the order of events per subject, in one transaction with
    the job's completion. So it must be safe to run again and must not talk to the outside.
    """

    def register(handler: Subscriber) -> Subscriber:
        for event in events:
            subscriptions.setdefault(event, {})[f"{handler.__module__}.{handler.__qualname__}"] = (
                handler
            )
        return handler

    return register
