"""Sealing: every event and every read gets its place in one chain whose heads are signed.

Rows are written unsealed, so that writers never wait for each other. A periodic job chains what is
new and signs the head with a key that the database does not hold; each head is also appended to a
file outside the database (``KROB_HEADS``). A row younger than ``INTERVAL`` may be unsealed.
"""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q

from krob.foundation.core import clock
from krob.foundation.events import chain, signing
from krob.foundation.events.audit import INTERVAL, Report, verify
from krob.foundation.events.chain import Head
from krob.foundation.events.models import Happening, Link, Seal
from krob.foundation.events.types import RowKind
from krob.foundation.jobs.queue import periodic

__all__ = ["INTERVAL", "Report", "publish_heads", "seal_new_rows", "verify"]

BATCH = 5000
LONGEST_TRANSACTION = timedelta(days=1)
ADVISORY_LOCK = 0x6B726F62


@periodic("events.seal", every=INTERVAL / 2, atomic=False)
def seal_new_rows() -> int:
    """Chain rows that are not sealed yet, batch by batch; give how many.

    One sealer at a time: on PostgreSQL a second one returns at once.
    """
    sealed = 0
    while True:
        with transaction.atomic():
            count = _seal_batch() if _alone() else 0
        sealed += count
        if count < BATCH:
            break
    publish_heads()
    return sealed


def publish_heads() -> None:
    """Append to the file outside the database every head that it does not hold yet."""
    kept = chain.heads_in(settings.KROB_HEADS)
    newest = kept[-1].last if kept else 0
    new = [Head.of(seal) for seal in Seal.objects.filter(last__gt=newest).order_by("last")]
    if new:
        chain.append_heads(settings.KROB_HEADS, new)


def _alone() -> bool:
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [ADVISORY_LOCK])
        return bool(cursor.fetchone()[0])


def _seal_batch() -> int:
    before = Seal.objects.order_by("-last").first()
    position, value = (before.last, before.head) if before else (0, chain.START)
    newest = dict(before.newest) if before else {}
    links = []
    for kind, row in _waiting():
        position += 1
        value = chain.chained(value, kind, row.pk, chain.digest(row))
        links.append(Link(position=position, kind=kind, row=row.pk, chained=value))
        newest[str(kind)] = max(newest.get(str(kind), 0), row.pk)
    if links:
        Link.objects.bulk_create(links, batch_size=500)
        _sign(links[0].position, position, value, newest)
    return len(links)


def _sign(first: int, last: int, value: str, newest: dict[str, int]) -> None:
    head = Head(last, value, clock.now().isoformat(), signing.key_id())
    Seal.objects.create(
        first=first,
        last=last,
        head=value,
        at=head.at,
        newest=newest,
        key_id=head.key_id,
        signature=signing.sign(head.message()),
    )


def _waiting() -> Iterator[tuple[RowKind, Happening]]:
    """Yield unsealed rows of ended transactions, at most a batch."""
    left, ended, floors = BATCH, _ended(), _floors()
    for kind in RowKind:
        rows = list(chain.unsealed(kind, above=floors.get(kind, 0)).filter(ended)[:left])
        left -= len(rows)
        yield from ((kind, row) for row in rows)


def _floors() -> dict[str, int]:
    """Return per kind an id below which nothing can be unsealed.

    On PostgreSQL a long transaction may hold an id below sealed ones, so the floor lags behind.
    """
    seals = Seal.objects.order_by("-last")
    if connection.vendor == "postgresql":
        seals = seals.filter(at__lt=clock.now() - LONGEST_TRANSACTION)
    seal = seals.first()
    return seal.newest if seal else {}


def _ended() -> Q:
    """Return what rows of ended transactions have in common.

    A slow transaction may hold a lower id than rows that are sealed already; its rows become
    visible later and are sealed then. Numbers above the newest come from another cluster's backup.
    """
    if connection.vendor != "postgresql":
        return Q()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_snapshot_xmin(s)::text::bigint, pg_snapshot_xmax(s)::text::bigint"
            " FROM pg_current_snapshot() s"
        )
        oldest_running, next_one = cursor.fetchone()
    return Q(transaction__lt=oldest_running) | Q(transaction__gt=next_one)
