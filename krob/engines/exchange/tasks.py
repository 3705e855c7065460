"""The work of asking: one job per look-up, tried again a few times, then later."""

from datetime import timedelta

from django.conf import settings

from krob.engines.exchange import calls, handing_over, ports
from krob.engines.exchange.commands import FETCH, record_answer
from krob.engines.exchange.models import Lookup
from krob.engines.exchange.types import LookupState
from krob.foundation.core import clock
from krob.foundation.core.actor import SYSTEM
from krob.foundation.core.errors import DomainError, Unavailable
from krob.foundation.core.retention import RecordClass
from krob.foundation.jobs import queue

__all__ = ["fetch", "forget_lookups", "handing_over"]

# After the third attempt the person is told to go on by hand; the later ones verify afterwards.
AGAIN_AFTER = tuple(timedelta(seconds=s) for s in (5, 30, 600, 3600, 6 * 3600, 24 * 3600))
TOLD_AFTER = 3
OPEN = (LookupState.WAITING, LookupState.FAILED)


@queue.task(FETCH, atomic=False)
def fetch(*, lookup: str) -> None:
    """Ask the registry of a look-up; running it again after an answer does nothing."""
    row = Lookup.objects.filter(pk=lookup).first()
    if row is None or row.state not in OPEN:
        return
    attempts = row.attempts + 1
    Lookup.objects.filter(pk=lookup).update(attempts=attempts)
    try:
        answer = _ask(row)
    except Unavailable as error:
        _later(row, attempts, error.code)
    except DomainError as error:
        record_answer(actor=SYSTEM, lookup_id=lookup, answer=None, problem=error.code)
    else:
        record_answer(actor=SYSTEM, lookup_id=lookup, answer=answer)


def _ask(row: Lookup) -> ports.RegistryAnswer:
    call = calls.Call(
        actor=row.asked_by, agency=row.agency, purpose=row.purpose, subject=row.subject
    )
    with calls.on_behalf(call):
        source = ports.registries.get(row.registry)
        return source.fetch(row.key, agent=row.agency or "krob", purpose=row.purpose)


def _later(row: Lookup, attempts: int, problem: str) -> None:
    if attempts >= TOLD_AFTER:
        record_answer(actor=SYSTEM, lookup_id=row.pk, answer=None, problem=problem)
    if attempts <= len(AGAIN_AFTER):
        run_at = clock.now() + AGAIN_AFTER[attempts - 1]
        queue.enqueue(FETCH, {"lookup": str(row.pk)}, run_at=run_at)


@queue.periodic("exchange.forget-lookups", every=timedelta(hours=6))
def forget_lookups() -> None:
    """Delete look-ups that are working papers and older than is allowed, but for legal holds."""
    limit = clock.today() - timedelta(days=settings.KROB_KEEP_WORKING_DAYS)
    Lookup.objects.filter(
        record_class=RecordClass.WORKING, kept_from__lte=limit, legal_hold=False
    ).delete()
