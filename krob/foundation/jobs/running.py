"""Doing one claimed job: the handler and the job's completion commit together, or neither does."""

import logging
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction

from krob.foundation.core import clock
from krob.foundation.core.errors import DomainError
from krob.foundation.jobs import queue
from krob.foundation.jobs.models import Job
from krob.foundation.jobs.types import State

logger = logging.getLogger(__name__)


class LeaseLost(Exception):
    """Another worker has taken the job over; what this one did is rolled back."""


def run(job: Job, *, reraise: bool = False) -> bool:
    """Do a claimed job; say whether it succeeded. A failure is written down and tried again later.

    ``reraise`` lets a handler's error through after it was written down (for tests).
    """
    token = queue.current.set(job)
    try:
        _perform(job)
    except LeaseLost:
        logger.warning("job %s (%s) was taken over by another worker", job.pk, job.task)
        return False
    except Exception as error:  # a handler may fail in any way; the queue outlives it
        _failed(job, error)
        if reraise:
            raise
        return False
    finally:
        queue.current.reset(token)
    return True


def _perform(job: Job) -> None:
    if job.attempts > job.max_attempts:
        raise RuntimeError("its worker was lost each time")
    handler = queue.handlers.get(job.task)
    if handler.atomic:
        with transaction.atomic():
            _complete(job, handler.function(**job.arguments))
    else:
        _complete(job, handler.function(**job.arguments))


def _mine(job: Job) -> Any:
    return Job.objects.filter(
        pk=job.pk, state=State.RUNNING, worker=job.worker, attempts=job.attempts
    )


def _complete(job: Job, result: Any) -> None:
    done = _mine(job).update(
        state=State.DONE, finished_at=clock.now(), lease_until=None, last_error="", result=result
    )
    if not done:
        raise LeaseLost


def _failed(job: Job, error: Exception) -> None:
    text = describe(error)
    final = job.attempts >= job.max_attempts
    logger.error("job %s (%s) failed, attempt %s: %s", job.pk, job.task, job.attempts, text)
    if final:
        _mine(job).update(
            state=State.DEAD, finished_at=clock.now(), lease_until=None, last_error=text
        )
    else:
        _wait_again(job, text, queue.retry_after(job.attempts))


def _wait_again(job: Job, text: str, delay: timedelta) -> None:
    values = {
        "state": State.WAITING,
        "run_at": clock.now() + delay,
        "lease_until": None,
        "last_error": text,
    }
    try:
        with transaction.atomic():
            _mine(job).update(**values)
    except IntegrityError:  # one with the same unique key was enqueued meanwhile
        _mine(job).update(**values, unique_key="")


def describe(error: Exception) -> str:
    """Return what failed and where, without the error's own text: that may be personal."""
    place = error.__traceback__
    while place and place.tb_next:
        place = place.tb_next
    where = f"{place.tb_frame.f_globals.get('__name__')}:{place.tb_lineno}" if place else "?"
    code = f" {error.code}" if isinstance(error, DomainError) else ""
    return f"{type(error).__module__}.{type(error).__qualname__}{code} at {where}"
