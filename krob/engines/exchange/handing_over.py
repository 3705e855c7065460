"""Handing a case to an agency's own system, outside the transaction, and asking for its answer.

The outbox is the row and its job, written with the step. The system is asked again until it
answers; a case is known by its key on both sides, so that nothing here or there happens twice.
"""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from krob.engines.exchange import calls, ports
from krob.engines.exchange.commands import DELIVER_CASE, record_hand_over
from krob.engines.exchange.models import HandOver
from krob.engines.exchange.ports import BackOfficeAnswer
from krob.engines.exchange.types import HandOverState
from krob.foundation.core import clock
from krob.foundation.core.actor import SYSTEM
from krob.foundation.core.errors import DomainError, Unavailable
from krob.foundation.jobs import queue

AFTER_FAILURE = tuple(timedelta(seconds=s) for s in (5, 30, 300, 1800, 3600))
AFTER_SILENCE = timedelta(minutes=5)
OPEN = (HandOverState.WAITING, HandOverState.DELIVERED)


@queue.task(DELIVER_CASE, atomic=False)
def deliver_case(*, hand_over: str) -> None:
    """Hand a case over or ask for its answer; running it again after an answer does nothing."""
    row = HandOver.objects.filter(pk=hand_over).first()
    if row is None or row.state not in OPEN:
        return
    HandOver.objects.filter(pk=row.pk).update(attempts=row.attempts + 1)
    try:
        answer = _called(row)
    except Unavailable as error:
        again = AFTER_FAILURE[min(row.attempts, len(AFTER_FAILURE) - 1)]
        HandOver.objects.filter(pk=row.pk).update(problem=error.code)
        _later(row, again)
    except DomainError as error:
        record_hand_over(actor=SYSTEM, hand_over=row.pk, answer=None, problem=error.code)
    else:
        _understood(row, answer)


def _called(row: HandOver) -> BackOfficeAnswer:
    call = calls.Call(actor="system:system", purpose="hand-over", subject=row.subject)
    with calls.on_behalf(call):
        office = _office(row.endpoint)
        if row.state == HandOverState.WAITING:
            return office.deliver(row.endpoint, key=row.key, case=row.handed)
        return office.ask(row.endpoint, key=row.key)


def _office(endpoint: str) -> ports.AgencyBackOffice:
    settings = calls.endpoint(endpoint)
    if settings is None or settings.adapter not in ports.back_offices:
        raise Unavailable("outside-not-configured", _("The connection is not configured."))
    return ports.back_offices.get(settings.adapter)


def _understood(row: HandOver, answer: BackOfficeAnswer) -> None:
    """Keep an answer that names an offered action; anything else leaves the case where it is."""
    offered = {each["key"] for each in row.handed.get("actions", ())}
    if not answer.action:
        HandOver.objects.filter(pk=row.pk, state__in=OPEN).update(
            state=HandOverState.DELIVERED, problem=""
        )
        _later(row, AFTER_SILENCE)
    elif answer.action not in offered:
        record_hand_over(actor=SYSTEM, hand_over=row.pk, answer=None, problem="unknown-answer")
    else:
        record_hand_over(actor=SYSTEM, hand_over=row.pk, answer=answer)


def _later(row: HandOver, after: timedelta) -> None:
    queue.enqueue(DELIVER_CASE, {"hand_over": str(row.pk)}, run_at=clock.now() + after)
