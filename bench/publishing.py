"""Rows of applicants who file while an official publishes, over HTTP on the own web server."""

import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import count, islice

from bench import world
from bench.rows import Figure, row
from bench.serving import Ask, Server, asked, serving
from demo.filings import officer
from demo.services import FOLDER
from krob.foundation.core import clock
from krob.foundation.core.actor import OPERATOR
from krob.registers.catalogue import commands
from krob.registers.catalogue.checking.checks import problems
from krob.registers.catalogue.types import DraftStatus
from krob.registers.catalogue.versioning.definition import Definition, read_all

ROUNDS = 3
FILINGS = 100
EVERY_S = 0.5
SERVICE = "food-premises-licence"
TOWN = "nonthaburi-city"
WORK = "import django; django.setup(); from bench import publishing; publishing.{}()"


def _version() -> Definition:
    (found,) = (one for one in read_all(FOLDER, (SERVICE,)) if isinstance(one, Definition))
    return found


def publish() -> None:
    """Publish a version and an ordinance in turn, for tomorrow, until somebody ends it."""
    version, tomorrow = _version(), clock.today() + timedelta(days=1)
    editor, publisher = officer("nonthaburi.editor"), officer("nonthaburi.publisher")
    for number in count(2 + int(time.time())):
        fresh = replace(version, number=number, in_force_from=tomorrow)
        commands.publish_version(actor=OPERATOR, definition=fresh)
        draft = commands.begin_offering(actor=editor, service=SERVICE, authority=TOWN)
        if draft.status == DraftStatus.DRAFT:  # else whoever was ended left it to be approved
            commands.schedule_draft(actor=editor, draft=draft.pk, wanted_from=tomorrow)
        row = commands.ask_approval(actor=editor, draft=draft.pk)
        commands.approve_draft(actor=publisher, draft=row.pk, digest=row.asked_digest)
        print("done", flush=True)
        time.sleep(EVERY_S)


def check() -> None:
    """Check the same as often, and publish nothing: what it takes of the processors alone."""
    version = _version()
    while True:
        for _time in range(2):
            list(problems(version))
        print("done", flush=True)
        time.sleep(EVERY_S)


@contextmanager
def _beside(what: str) -> Iterator[list[str]]:
    """Let another process work for the length of the block; gives a line for each round of it."""
    words = [sys.executable, "-c", WORK.format(what)]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)  # noqa: S603
    told: list[str] = []
    try:
        assert process.stdout  # noqa: S101 - it was asked for
        if not process.stdout.readline():
            raise RuntimeError(f"{what} failed")
        yield told
    finally:
        process.terminate()
        told += process.communicate()[0].splitlines()


def _at_once(server: Server, session: str, references: Sequence[str]) -> list[float]:
    """Let 16 applicants save and file; return how long they waited."""
    asks = [Ask("POST", f"/applications/{one}/submit/", "notice=read") for one in references]
    return asked(server, session, asks).waits


@row(
    "submit over HTTP while officials publish",
    how=f"{ROUNDS} times {FILINGS} filings by 16 connections, alone, beside a process that checks "
    f"a version, and beside one that publishes a version and an ordinance every {EVERY_S} s",
    goal="p95 as beside the checks",
)
def submit_beside_publishing() -> Figure:
    """Return how long filings wait alone, beside checks, and beside somebody who publishes."""
    session = world.applicant_session()
    references = iter(world.drafts(3 * ROUNDS * FILINGS + 32))
    waits: dict[str, list[float]] = {"alone": [], "check": [], "publish": []}
    rounds = 0
    with serving() as server:
        _at_once(server, session, list(islice(references, 32)))
        for _round in range(ROUNDS):
            waits["alone"] += _at_once(server, session, list(islice(references, FILINGS)))
            for what in ("check", "publish"):
                with _beside(what) as told:
                    waits[what] += _at_once(server, session, list(islice(references, FILINGS)))
            rounds += len(told)
    alone, checks, publishes = (_p95(each) for each in waits.values())
    return Figure(
        f"p95 {alone:.0f} ms alone, {checks:.0f} ms beside checks, {publishes:.0f} ms while "
        f"{rounds} of each were published",
        f"{publishes / checks:.2f} x the checks, {publishes / alone:.2f} x alone",
    )


def _p95(waits: Sequence[float]) -> float:
    return sorted(waits)[int(len(waits) * 0.95)] * 1e3
