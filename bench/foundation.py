"""Rows of the queue, the journal and SQLite's turns."""

import threading
import time

from django.db import connection, connections, transaction

from bench.rows import Figure, best_of, per_second, row
from krob.foundation.core.actor import SYSTEM
from krob.foundation.events import journal, seal
from krob.foundation.events.models import IdempotencyKey
from krob.foundation.jobs import queue
from krob.foundation.jobs.models import Job
from krob.foundation.jobs.worker import run_pending

journal.declare({"bench.measured": "Measured"})


@queue.task("bench.nothing")
def nothing() -> None:
    """Do nothing, to measure what doing costs."""


def bare_insert() -> None:
    """Write one row as the database itself does it, in a transaction of its own."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO events_idempotencykey(actor_id, key, digest, answer, at)"
            " VALUES ('bench', %s, '', '{}', '2026-11-23 00:00:00')",
            [f"{time.perf_counter_ns()}"],
        )


def bare_seconds(count: int) -> float:
    """Return how long bare inserts take, for comparison."""

    def insert() -> None:
        for _ in range(count):
            bare_insert()

    seconds = best_of(3, insert)
    IdempotencyKey.objects.filter(actor_id="bench").delete()
    return seconds


@row("jobs, one worker thread", how="300 jobs without work: claim, run and complete one at a time")
def jobs_per_second() -> Figure:
    """Return how many jobs a thread gets through."""
    for _ in range(300):
        queue.enqueue("bench.nothing")
    seconds = best_of(1, run_pending)
    Job.objects.all().delete()
    return Figure(per_second(300, seconds), f"{seconds / bare_seconds(300):.1f} x a bare insert")


@row("enqueue a job", how="300 enqueued in one transaction")
def enqueue_cost() -> Figure:
    """Return what enqueuing costs in the caller's transaction."""

    def enqueue() -> None:
        with transaction.atomic():
            for _ in range(300):
                queue.enqueue("bench.nothing")

    seconds = best_of(3, enqueue)
    Job.objects.all().delete()
    return Figure(f"{seconds / 300 * 1e3:.2f} ms")


@row("record an event", how="300 transactions with one event each, no subscriber")
def record_cost() -> Figure:
    """Return what recording costs."""

    def record() -> None:
        for number in range(300):
            with transaction.atomic():
                journal.record(actor=SYSTEM, name="bench.measured", subject=f"bench:{number}")

    seconds = best_of(3, record)
    return Figure(
        f"{seconds / 300 * 1e3:.2f} ms", f"{seconds / bare_seconds(300):.1f} x a bare insert"
    )


@row("seal events", how="all events so far, chained, signed once per batch, then verified")
def seal_rate() -> Figure:
    """Return how fast rows are sealed and verified."""
    began = time.perf_counter()
    count = seal.seal_new_rows()
    sealed = time.perf_counter() - began
    verified = best_of(1, seal.verify)
    return Figure(f"sealed {per_second(count, sealed)}, verified {per_second(count, verified)}")


@row(
    "wait for a turn to write, 8 threads",
    how="8 threads x 50 transactions of 3 rows, and the wait of each until it has committed",
    goal="no writer starves",
)
def waiting_for_turns() -> Figure:
    """Return how long writers wait when many write at once."""
    waits: list[float] = []

    def write() -> None:
        for _ in range(50):
            began = time.perf_counter()
            with transaction.atomic():
                for _ in range(3):
                    bare_insert()
            waits.append(time.perf_counter() - began)
        connections.close_all()

    threads = [threading.Thread(target=write) for _ in range(8)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rate = per_second(len(waits), time.perf_counter() - began)
    waits.sort()
    high = waits[int(len(waits) * 0.99)] * 1e3
    IdempotencyKey.objects.filter(actor_id="bench").delete()
    return Figure(f"p99 {high:.0f} ms, longest {waits[-1] * 1e3:.0f} ms, {rate}")
