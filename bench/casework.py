"""Rows of filing and of the officer's screens, over HTTP on the installation's own web server."""

import os

from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench import cases, world
from bench.rows import Figure, row
from bench.serving import Ask, asked, serving, slow_uploads
from krob.casework.applications import commands, dossier

FILINGS = 160


def _submits(references: list[str]) -> list[Ask]:
    return [Ask("POST", f"/applications/{one}/submit/", "notice=read") for one in references]


@row(
    "submit an application of 54 fields",
    how="the command in this process: check, rules, documents, placing, steps, events, one commit",
    goal="<= 30 statements",
)
def submit_command() -> Figure:
    """Return how many statements one filing takes."""
    actor = world.loaded()
    fields = len(dossier.form_and_state(world.template_draft())[0].fields)
    first, second = world.drafts(2)
    commands.submit_application(actor=actor, reference=first)
    with CaptureQueriesContext(connection) as seen:
        commands.submit_application(actor=actor, reference=second)
    return Figure(f"{len(seen)} statements, BEGIN and COMMIT included", f"{fields} fields")


@row(
    "submit over HTTP, 16 users",
    how=f"{FILINGS} drafts filed by 16 connections; the senders run on the same cores",
    goal="<= 12 server CPU ms, >= 100 /s",
)
def submit_over_http() -> Figure:
    """Return what a filing costs the server, how many it takes and how long they wait."""
    session, asks = world.applicant_session(), _submits(world.drafts(FILINGS + 32))
    with serving() as server:
        asked(server, session, asks[:32])
        bare = asked(server, session, [Ask("GET", "/healthz")] * 200)
        told = asked(server, session, asks[32:])
        return Figure(str(told), f"{told.cpu_each / bare.cpu_each:.0f} x a GET of /healthz")


@row(
    "submit over HTTP beside 8 slow uploads",
    how=f"{FILINGS} drafts, 16 connections, while 8 others send a file of 1 MB at 5 kB/s each",
    goal="p95 < 300 ms",
)
def submit_beside_uploads() -> Figure:
    """Return how long filings wait while slow senders hold connections."""
    session, references = world.applicant_session(), world.drafts(FILINGS + 33)
    upload = f"/applications/{references.pop()}/documents/floor-plan/"
    asks = _submits(references)
    with serving() as server:
        asked(server, session, asks[:32])
        with slow_uploads(server, session, upload):
            return Figure(str(asked(server, session, asks[32:])))


@row(
    "the officer's queue, 16 users",
    how="KROB_BENCH_CASES cases (100,000), a tenth of them in the officer's unit; 320 pages asked",
    goal="p95 < 150 ms with 100,000 visible of 1,000,000; constant queries, no exact COUNT",
)
def queue() -> Figure:
    """Return how long officers wait for the first pages of a long queue."""
    world.loaded()
    many = int(os.environ.get("KROB_BENCH_CASES", "100000"))
    visible = cases.make(many)
    session = world.officer_session("bangrak.checker")
    pages = [Ask("GET", f"/officer/applications/?page={1 + n % 4}") for n in range(320)]
    with serving() as server:
        asked(server, session, pages[:32])
        told = asked(server, session, pages)
    return Figure(str(told), f"{visible:,} visible of {many:,}")


@row("the officer's page of one application, 16 users", how="160 pages of 20 applications")
def dossier_page() -> Figure:
    """Return how long officers wait for the whole of an application."""
    return _read("/officer/applications/{}/", officer=True)


@row("my applications, 16 users", how="160 pages of somebody who has hundreds")
def my_applications() -> Figure:
    """Return how long an applicant waits for the list."""
    return _read("/applications/", officer=False)


def _read(path: str, *, officer: bool) -> Figure:
    actor, references = world.loaded(), world.drafts(20)
    for reference in references:
        commands.submit_application(actor=actor, reference=reference)
    session = world.officer_session("bangrak.checker") if officer else world.applicant_session()
    asks = [Ask("GET", path.format(references[n % 20])) for n in range(160)]
    with serving() as server:
        asked(server, session, asks[:32])
        return Figure(str(asked(server, session, asks)))
