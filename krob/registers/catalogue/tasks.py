"""Work of the catalogue that nobody asks for, and the replays that officials start."""

from datetime import timedelta

from django.utils.translation import gettext_noop

from krob.engines.exchange.calls import Call, on_behalf
from krob.engines.smartforms import codes
from krob.foundation.core import clock
from krob.foundation.core.actor import SYSTEM, Actor
from krob.foundation.core.errors import DomainError
from krob.foundation.jobs.queue import enqueue, periodic, task
from krob.registers.catalogue.code_lists.keeping import codes_of
from krob.registers.catalogue.code_lists.ports import OPEN_DATA, open_tables
from krob.registers.catalogue.commands import advance_replay, note_list, note_manual
from krob.registers.catalogue.commands.lists import FETCH
from krob.registers.catalogue.commands.manuals import LOOK
from krob.registers.catalogue.finding import indexing
from krob.registers.catalogue.models import CodeList, Replay
from krob.registers.catalogue.ports import keepers
from krob.registers.catalogue.proving import replaying
from krob.registers.catalogue.proving.replay import Comparison
from krob.registers.catalogue.public_manuals import drifting
from krob.registers.catalogue.public_manuals.manual_ports import PUBLIC_MANUALS, manual_sources
from krob.registers.catalogue.types import REPLAY_JOB, ReplayState

CHUNK = 250
TURN = timedelta(seconds=10)
codes.keepers.add("catalogue", codes_of)


@periodic("catalogue.rebuild-search", every=timedelta(days=1))
def rebuild_search() -> None:
    """Index all services again: versions begin on their day, dictionaries change with releases."""
    indexing.rebuild()


@periodic("catalogue.watch-manuals", every=timedelta(days=1))
def watch_manuals() -> None:
    """Look at every public manual that a service in force keeps to."""
    if PUBLIC_MANUALS not in manual_sources or manual_sources.get(PUBLIC_MANUALS).check():
        return
    for code in sorted({str(drifting.manual_of(row)["code"]) for row in drifting.watched()}):
        enqueue(LOOK, {"code": code}, unique_key=f"{LOOK}:{code}")


@task(LOOK, atomic=False)
def look_at_manual(code: str) -> None:
    """Ask the manual system for one manual and note what it says; safe to repeat."""
    call = Call(actor="system:system", purpose="public-manual", subject=f"manual:{code}")
    try:
        with on_behalf(call):
            manual = manual_sources.get(PUBLIC_MANUALS).fetch(code)
    except DomainError as error:
        note_manual(actor=SYSTEM, code=code, fault=error.code)
    else:
        note_manual(actor=SYSTEM, code=code, manual=manual)


@periodic("catalogue.fetch-lists", every=timedelta(days=1))
def fetch_lists() -> None:
    """Ask the portal of open data for every list that follows one of its tables."""
    if OPEN_DATA not in open_tables or open_tables.get(OPEN_DATA).check():
        return
    for pk in CodeList.objects.exclude(source={}).values_list("pk", flat=True):
        enqueue(FETCH, {"code_list": pk}, unique_key=f"{FETCH}:{pk}")


@task(FETCH, atomic=False)
def fetch_list(code_list: int) -> None:
    """Ask the portal for one list and note what it gives; safe to repeat."""
    each = CodeList.objects.filter(pk=code_list).first()
    if each is None or not each.source:
        return
    call = Call(actor="system:system", purpose="code-list", subject=f"code-list:{code_list}")
    try:
        with on_behalf(call):
            rows = open_tables.get(OPEN_DATA).rows(each.source)
    except DomainError as error:
        note_list(actor=SYSTEM, code_list=code_list, fault=error.code)
    else:
        note_list(actor=SYSTEM, code_list=code_list, rows=rows)


@task(REPLAY_JOB, atomic=False)
def replay(replay: int) -> None:
    """Go on with a replay for a while, then give way to other jobs.

    Reading and comparing hold no lock. A chunk is counted in one short transaction with the place
    that it reached, so that a killed worker loses one chunk at most and counts none twice.
    """
    until = clock.now() + TURN
    row = Replay.objects.select_related("draft__agency", "draft__authority").get(pk=replay)
    base = replaying.base_of(row.draft)
    if base is None or not replaying.is_current(row, row.draft):
        Replay.objects.filter(pk=row.pk, state=ReplayState.RUNNING).update(
            state=ReplayState.FAILED, fault=CHANGED
        )
        return
    both = replaying.comparison(row.draft, base, row.since)
    while row.state == ReplayState.RUNNING:
        row = _chunk(row, both)
        if clock.now() > until and row.state == ReplayState.RUNNING:
            enqueue(REPLAY_JOB, {"replay": replay}, serial_key=f"replay:{replay}")
            return


CHANGED = gettext_noop("The draft was changed meanwhile.")


def _chunk(row: Replay, both: Comparison) -> Replay:
    (keeper,) = keepers()
    batch = keeper.batch(
        actor=_reader(row),
        service=row.draft.code,
        authority=replaying.authority_of(row.draft),
        before=row.cursor,
        many=CHUNK,
        one_in=row.one_in,
    )
    return advance_replay(
        actor=SYSTEM,
        replay=row.pk,
        before=row.cursor,
        cursor=batch.cursor,
        passed=batch.passed,
        found=replaying.tally(both, batch.applications),
        both=both,
    )


def _reader(row: Replay) -> Actor:
    """Return the worker, reading for the official who started the replay."""
    return Actor(
        kind=SYSTEM.kind,
        id=row.started_by,
        agency=row.draft.agency.code,
        channel=SYSTEM.channel,
        request_id=f"replay:{row.pk}"[:40],
    )
