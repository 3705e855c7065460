"""What other rooms use: register a handler, enqueue work, and repeat work in time.

A job is written in the caller's transaction: it exists when the change that asked for it does.
Handlers run at least once. A handler (unless ``atomic=False``) and its job's completion commit in
one transaction, so its effects in the database happen exactly once. ``atomic=False`` handlers talk
to the outside: they pass ``idempotency_key()`` on, and receivers drop what they have seen.
"""

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import IntegrityError, transaction

from krob.foundation.core import clock
from krob.foundation.core.registry import Registry
from krob.foundation.jobs.discretion import refuse_numbers_of_people
from krob.foundation.jobs.models import Job
from krob.foundation.jobs.types import State

F = TypeVar("F", bound=Callable[..., Any])

FIRST_RETRY = timedelta(seconds=10)
LONGEST_RETRY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Handler:
    """A function that does one kind of job; ``atomic`` gives it one transaction with the job."""

    function: Callable[..., Any]
    atomic: bool


@dataclass(frozen=True, slots=True)
class Periodic:
    """A task without arguments that is enqueued again and again."""

    every: timedelta


handlers: Registry[Handler] = Registry("task")
periodics: Registry[Periodic] = Registry("periodic task")
current: ContextVar[Job | None] = ContextVar("current job", default=None)


def task(name: str, *, atomic: bool = True) -> Callable[[F], F]:
    """Register a handler; the job's arguments are its keyword arguments.

    ``atomic=False`` is for handlers that talk to the outside and open their own transactions.
    """

    def register(function: F) -> F:
        handlers.add(name, Handler(function, atomic))
        return function

    return register


def periodic(name: str, *, every: timedelta, atomic: bool = True) -> Callable[[F], F]:
    """Register a handler without arguments that some worker runs once per ``every``.

    A tick is skipped while the one before it still waits.
    """

    def register(function: F) -> F:
        periodics.add(name, Periodic(every))
        return task(name, atomic=atomic)(function)

    return register


def enqueue(
    task: str,
    arguments: Mapping[str, Any] | None = None,
    *,
    serial_key: str = "",
    unique_key: str = "",
    run_at: datetime | None = None,
    priority: int = 0,
    max_attempts: int = 8,
) -> Job | None:
    """Write a job in the caller's transaction; give ``None`` when ``unique_key`` already waits.

    Jobs with the same ``serial_key`` run one at a time in the order in which they were enqueued; a
    failed one holds the others back until it is done or dead. Arguments are ids, not personal
    values.

    Raises:
        LookupError: no handler of that name is registered.
        ValueError: an argument is the number of a person or business.
    """
    handlers.get(task)
    refuse_numbers_of_people(arguments)
    job = Job(
        task=task,
        arguments=dict(arguments or {}),
        serial_key=serial_key,
        unique_key=unique_key,
        run_at=run_at or clock.now(),
        created_at=clock.now(),
        priority=priority,
        max_attempts=max_attempts,
    )
    return _save_once(job) if unique_key else _save(job)


def _save(job: Job) -> Job:
    job.save(force_insert=True)
    return job


def _save_once(job: Job) -> Job | None:
    if Job.objects.filter(unique_key=job.unique_key, state=State.WAITING).exists():
        return None
    try:
        with transaction.atomic():
            return _save(job)
    except IntegrityError:  # another process was faster
        return None


def enqueue_many(task: str, arguments: list[dict[str, Any]], serial_keys: list[str]) -> None:
    """Write one job per set of arguments with one statement (deliveries of an event)."""
    now = clock.now()
    handlers.get(task)
    Job.objects.bulk_create(
        Job(task=task, arguments=one, serial_key=serial, run_at=now, created_at=now)
        for one, serial in zip(arguments, serial_keys, strict=True)
    )


def idempotency_key() -> str:
    """Return the key of the job that is being run: the same at every attempt.

    Raises:
        RuntimeError: no job is being run.
    """
    job = current.get()
    if job is None:
        raise RuntimeError("idempotency_key() is for handlers of jobs")
    return str(job.key)


def retry_after(attempts: int) -> timedelta:
    """Return how long to wait after the n-th failed attempt: doubling, at most an hour."""
    doublings = min(max(attempts - 1, 0), 20)
    return min(FIRST_RETRY * (1 << doublings), LONGEST_RETRY)
