"""On whose behalf a call to the outside is made, and the history row that every call leaves."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from krob.engines.exchange.models import Endpoint, ExchangeRecord
from krob.foundation.core import clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """Who asks the outside, why, and about what; set round every use of an adapter."""

    actor: str
    purpose: str
    agency: str = ""
    subject: str = ""


_current: ContextVar[Call | None] = ContextVar("call to the outside", default=None)


@contextmanager
def on_behalf(call: Call) -> Iterator[None]:
    """Make calls to the outside within the block count as made for ``call``."""
    token = _current.set(call)
    try:
        yield
    finally:
        _current.reset(token)


def current() -> Call:
    """Return on whose behalf the outside is called.

    Raises:
        RuntimeError: nobody said; no call leaves without a purpose.
    """
    call = _current.get()
    if call is None:
        raise RuntimeError("a call to the outside needs calls.on_behalf(...)")
    return call


def endpoint(code: str) -> Endpoint | None:
    """Return the configured endpoint, ``None`` when there is none or it is switched off."""
    return Endpoint.objects.filter(code=code, enabled=True).first()


def note(
    *,
    endpoint: str,
    operation: str,
    status: str,
    duration_ms: int,
    http_status: int | None = None,
    attempts: int = 1,
    digest: str = "",
) -> ExchangeRecord:
    """Write the history row of one call; called by the adapters' base client alone.

    Req: 2.11.8
    """
    call = current()
    return ExchangeRecord.objects.create(
        at=clock.now(),
        endpoint=endpoint,
        operation=operation,
        actor=call.actor,
        agency=call.agency,
        purpose=call.purpose,
        subject=call.subject,
        status=status,
        http_status=http_status,
        attempts=attempts,
        duration_ms=duration_ms,
        digest=digest,
        kept_from=clock.today(),
    )
