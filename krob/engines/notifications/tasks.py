"""Carrying copies: at least once here, once at a receiver that drops repeats."""

from krob.engines.exchange.calls import Call, on_behalf
from krob.engines.notifications import copies, ports
from krob.engines.notifications.commands import ATTEMPTS, DELIVER
from krob.engines.notifications.models import Delivery
from krob.engines.notifications.types import DeliveryState
from krob.foundation.core import clock
from krob.foundation.core.errors import Invalid, Unavailable
from krob.foundation.jobs import queue


@queue.task(DELIVER, atomic=False)
def deliver(*, delivery: str) -> None:
    """Hand one copy to its channel; after it was handed over, running again does nothing.

    Raises:
        Unavailable: the channel does not take it now; the queue tries again later.
    """
    row = Delivery.objects.select_related("message").get(pk=delivery)
    if row.state != DeliveryState.WAITING:
        return
    copy = copies.outgoing(row)
    if copy is None:
        _mark(row, DeliveryState.SKIPPED)
        return
    row.attempts += 1
    subject = row.message.subject if row.message else ""
    try:
        with on_behalf(Call(actor="system:system", purpose="notify", subject=subject)):
            ports.channels.get(row.channel).send(copy)
    except Unavailable as error:
        last = row.attempts >= ATTEMPTS
        _mark(row, DeliveryState.FAILED if last else DeliveryState.WAITING, problem=error.code)
        raise
    except Invalid as error:
        _mark(row, DeliveryState.FAILED, problem=error.code)
        return
    _mark(row, DeliveryState.SENT)


def _mark(row: Delivery, state: DeliveryState, *, problem: str = "") -> None:
    row.state, row.problem = state, problem
    row.sent_at = clock.now() if state == DeliveryState.SENT else None
    row.save(update_fields=["state", "problem", "sent_at", "attempts"])
