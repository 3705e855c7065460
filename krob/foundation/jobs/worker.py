"""Running jobs: here until none is due, or for ever with threads, heartbeat and wake-up calls."""

import logging
import os
import threading
import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from django.db import DatabaseError, connection, connections, transaction

from krob.foundation.core import clock
from krob.foundation.jobs import queue
from krob.foundation.jobs.claiming import LEASE, claim
from krob.foundation.jobs.models import Job, Schedule
from krob.foundation.jobs.running import run
from krob.foundation.jobs.types import State

if TYPE_CHECKING:
    import psycopg

logger = logging.getLogger(__name__)

POLL_S = 0.3
LISTEN_S = 1.0
CHANNEL = "krob_jobs"


def worker_name() -> str:
    """Return a name that no other worker has, now or later."""
    return f"{os.uname().nodename[:60]}:{os.getpid()}:{uuid.uuid4().hex[:12]}"


def run_pending(limit: int = 1000, *, reraise: bool = False) -> int:
    """Run due jobs in this process until none is left; give how many succeeded.

    Includes jobs that the handlers enqueue. ``reraise`` lets the first handler's error through.
    """
    name = worker_name()
    done = 0
    for _ in range(limit):
        jobs = claim(name)
        if not jobs:
            break
        done += run(jobs[0], reraise=reraise)
    return done


def enqueue_ticks() -> int:
    """Enqueue every periodic task that is due, once over all workers; give how many."""
    now = clock.now()
    known = dict(Schedule.objects.values_list("task", "next_at"))
    return sum(_tick(name, now, known.get(name)) for name in queue.periodics)


def _tick(name: str, now: datetime, next_at: datetime | None) -> bool:
    following = now + queue.periodics.get(name).every
    if next_at is not None and next_at > now:
        return False
    with transaction.atomic():
        if next_at is None:
            _, mine = Schedule.objects.get_or_create(task=name, defaults={"next_at": following})
        else:
            rows = Schedule.objects.filter(task=name, next_at=next_at)
            mine = bool(rows.update(next_at=following))
        return bool(mine and queue.enqueue(name, unique_key=f"periodic:{name}"))


def beat(worker: str, lease: timedelta = LEASE) -> None:
    """Say that the worker lives: its jobs stay its own for another lease."""
    Job.objects.filter(state=State.RUNNING, worker=worker).update(lease_until=clock.now() + lease)


class Polling:
    """Waits a little: SQLite has nobody to call."""

    def wait(self, stop: threading.Event) -> None:
        """Return after a moment, at once when the worker is to end."""
        stop.wait(POLL_S)

    def close(self) -> None:
        """Nothing to give back."""


class Listening:
    """Waits for PostgreSQL's NOTIFY, at most a second (jobs also fall due by time)."""

    def __init__(self) -> None:
        self.wrapper = connections.create_connection("default")
        self.wrapper.ensure_connection()
        self.line = cast("psycopg.Connection[Any]", self.wrapper.connection)
        self.line.execute(f"LISTEN {CHANNEL}")

    def wait(self, stop: threading.Event) -> None:
        """Return when a job was enqueued somewhere, or after a second."""
        if not stop.is_set():
            list(self.line.notifies(timeout=LISTEN_S, stop_after=1))

    def close(self) -> None:
        """Give the connection back."""
        self.wrapper.close()


class Pool:
    """A few threads that run jobs, each with its own connection."""

    def __init__(self, worker: str, threads: int, stop: threading.Event, lease: timedelta) -> None:
        self.worker = worker
        self.lease = lease
        self.stop = stop
        self.wake = threading.Event()
        self.threads = [
            threading.Thread(target=self._run, name=f"jobs-{number}", daemon=True)
            for number in range(threads)
        ]

    def start(self) -> None:
        """Start the threads."""
        for thread in self.threads:
            thread.start()

    def join(self) -> None:
        """Wait until what is running has ended."""
        self.wake.set()
        for thread in self.threads:
            thread.join()

    def _run(self) -> None:
        while not self.stop.is_set():
            self.wake.wait(1.0)
            self.wake.clear()
            try:
                self._drain()
            except DatabaseError:
                logger.exception("the queue could not be read; trying again")
                self.stop.wait(1.0)
            connection.close_if_unusable_or_obsolete()
        connection.close()

    def _drain(self) -> None:
        while not self.stop.is_set() and Job.objects.due(clock.now()).exists():
            jobs = claim(self.worker, lease=self.lease)
            if not jobs:
                return
            self.wake.set()  # there may be more for the next thread
            run(jobs[0])


def work(stop: threading.Event, *, threads: int = 4, lease: timedelta = LEASE) -> None:
    """Run jobs and enqueue periodic ones until ``stop`` is set, then finish what is running.

    A worker that dies is noticed after ``lease``; one that lives renews its leases in time.
    """
    worker = worker_name()
    pool = Pool(worker, threads, stop, lease)
    waker = Listening() if connection.vendor == "postgresql" else Polling()
    pool.start()
    logger.info("worker %s runs jobs in %s threads", worker, threads)
    rounds = Rounds(worker, lease)
    while not stop.is_set():
        try:
            if rounds.go():
                pool.wake.set()
        except DatabaseError:
            logger.exception("the queue could not be kept; trying again")
            connection.close_if_unusable_or_obsolete()
        waker.wait(stop)
    pool.join()
    waker.close()
    connection.close()


class Rounds:
    """What a worker does beside running jobs: heartbeat, periodic tasks, looking for work."""

    def __init__(self, worker: str, lease: timedelta) -> None:
        self.worker = worker
        self.lease = lease
        self.next_beat = self.next_tick = clock.now()

    def go(self) -> bool:
        """Do what is due; say whether a job waits."""
        if clock.now() >= self.next_beat:
            beat(self.worker, self.lease)
            self.next_beat = clock.now() + self.lease / 4
        if clock.now() >= self.next_tick:
            enqueue_ticks()
            self.next_tick = clock.later(seconds=1)
        return Job.objects.due(clock.now()).exists()
