"""The queue: once where it must be, in order where it must be, never lost."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from krob.foundation.core import clock
from krob.foundation.jobs import queue
from krob.foundation.jobs.claiming import LEASE, claim
from krob.foundation.jobs.models import Job, Schedule
from krob.foundation.jobs.running import run
from krob.foundation.jobs.tasks import clear_done
from krob.foundation.jobs.types import State
from krob.foundation.jobs.worker import enqueue_ticks, run_pending

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
NINE = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@pytest.fixture
def done():
    """Register ``try.note`` (notes what it is given) and ``try.fail`` (fails until told not to)."""
    noted = []

    @queue.task("try.note")
    def note(*, text):
        noted.append(text)

    @queue.task("try.fail")
    def fail(*, text):
        Schedule.objects.create(task=f"effect {text}", next_at=NINE)
        if text not in noted:
            raise ValueError("somebody's name")

    @queue.task("try.outside", atomic=False)
    def outside():
        noted.append(queue.idempotency_key())
        if len(noted) < 2:
            raise ConnectionError

    yield noted
    for name in ("try.note", "try.fail", "try.outside"):
        queue.handlers.remove(name)


def test_a_job_runs_with_its_arguments(done):
    job = queue.enqueue("try.note", {"text": "a"})

    assert run_pending() == 1
    job.refresh_from_db()
    assert (done, job.state, job.attempts, job.lease_until) == (["a"], State.DONE, 1, None)


def test_a_job_of_a_change_that_is_rolled_back_does_not_exist(done):
    with transaction.atomic():
        queue.enqueue("try.note", {"text": "a"})
        transaction.set_rollback(True)

    assert run_pending() == 0
    assert done == []


def test_a_task_that_nobody_registered_is_refused():
    with pytest.raises(LookupError):
        queue.enqueue("try.unheard-of")

    assert not Job.objects.exists()


@pytest.mark.parametrize("value", ["1101700230708", ["x", {"a": "of 1101700230708."}]])
def test_numbers_of_people_are_refused_as_arguments(value, done):
    with pytest.raises(ValueError, match="13-digit"):
        queue.enqueue("try.note", {"text": value})

    assert not Job.objects.exists()


def test_a_unique_key_waits_once(done):
    first = queue.enqueue("try.note", {"text": "a"}, unique_key="k")

    assert queue.enqueue("try.note", {"text": "b"}, unique_key="k") is None
    assert run_pending() == 1
    assert queue.enqueue("try.note", {"text": "c"}, unique_key="k") is not None
    assert first is not None


def test_a_later_job_waits_for_its_time(done):
    with clock.frozen(NINE):
        queue.enqueue("try.note", {"text": "a"}, run_at=NINE + timedelta(hours=1))
        assert run_pending() == 0

    with clock.frozen(NINE + timedelta(hours=1)):
        assert run_pending() == 1


def test_the_higher_priority_goes_first_then_the_older(done):
    queue.enqueue("try.note", {"text": "low"}, priority=-1)
    queue.enqueue("try.note", {"text": "a"})
    queue.enqueue("try.note", {"text": "b"})
    queue.enqueue("try.note", {"text": "high"}, priority=5)

    run_pending()

    assert done == ["high", "a", "b", "low"]


def test_jobs_with_one_serial_key_go_one_at_a_time_in_order(done):
    for text in ("a", "b"):
        queue.enqueue("try.note", {"text": text}, serial_key="s")
    queue.enqueue("try.note", {"text": "other"})

    taken = claim("w1", limit=10)

    assert [job.arguments["text"] for job in taken] == ["a", "other"]
    assert claim("w2", limit=10) == []


def test_a_failed_handler_leaves_nothing_behind_and_is_tried_later(done):
    with clock.frozen(NINE):
        job = queue.enqueue("try.fail", {"text": "x"})
        assert run_pending() == 0

    job.refresh_from_db()
    assert not Schedule.objects.exists()
    assert (job.state, job.attempts, job.run_at) == (
        State.WAITING,
        1,
        NINE + timedelta(seconds=10),
    )
    done.append("x")
    with clock.frozen(NINE + timedelta(seconds=10)):
        assert run_pending() == 1
    assert Schedule.objects.count() == 1


def test_what_went_wrong_is_kept_without_the_words_of_the_error(done):
    job = queue.enqueue("try.fail", {"text": "x"})

    run_pending()

    job.refresh_from_db()
    assert job.last_error.startswith("builtins.ValueError at ")
    assert "somebody" not in job.last_error


def test_a_job_that_always_fails_becomes_a_dead_letter(done):
    job = queue.enqueue("try.fail", {"text": "x"}, max_attempts=3, serial_key="s")
    queue.enqueue("try.note", {"text": "after"}, serial_key="s")
    for days in range(3):
        with clock.frozen(clock.later(days=days)):
            run_pending()

    job.refresh_from_db()
    assert (job.state, job.attempts) == (State.DEAD, 3)
    assert done == ["after"]


def test_a_job_whose_worker_died_is_taken_again_and_the_late_worker_does_nothing(done):
    queue.enqueue("try.fail", {"text": "x"})
    done.append("x")
    with clock.frozen(NINE + timedelta(days=365)):
        (late,) = claim("w1")
        assert claim("w2") == []
    with clock.frozen(NINE + timedelta(days=365) + LEASE + timedelta(seconds=1)):
        (again,) = claim("w2")
        assert run(again)
        assert not run(late)

    assert Schedule.objects.count() == 1
    assert Job.objects.get().attempts == 2


def test_a_handler_that_talks_outside_has_the_same_key_at_every_attempt(done):
    job = queue.enqueue("try.outside")

    run_pending()
    with clock.frozen(clock.later(days=1)):
        run_pending()

    assert done == [str(job.key)] * 2


def test_a_periodic_task_is_enqueued_once_per_period(done):
    queue.periodics.add("try.note", queue.Periodic(timedelta(minutes=1)))
    try:
        with clock.frozen(NINE):
            ticks = [enqueue_ticks(), enqueue_ticks()]
        with clock.frozen(NINE + timedelta(minutes=1)):
            Job.objects.all().delete()
            ticks.append(enqueue_ticks())
    finally:
        queue.periodics.remove("try.note")

    names = set(Job.objects.values_list("task", flat=True))
    assert "try.note" in names
    assert ticks[1] == 0
    assert ticks[2] >= 1


def test_jobs_that_were_done_long_ago_are_cleared_away_and_dead_letters_stay(settings):
    now = clock.now()
    long_ago = now - timedelta(days=settings.KROB_JOBS_KEEP_DAYS + 1)
    for state, finished in [
        (State.DONE, long_ago),
        (State.DONE, now),
        (State.DEAD, long_ago),
        (State.WAITING, None),
    ]:
        Job.objects.create(
            task="try", run_at=now, created_at=now, state=state, finished_at=finished
        )

    clear_done()

    states = Job.objects.order_by("id").values_list("state", flat=True)
    assert list(states) == [State.DONE, State.DEAD, State.WAITING]


def test_every_periodic_task_of_the_house_can_run():
    assert {"jobs.clear-done", "events.seal", "events.forget-answers"} <= set(queue.periodics)

    enqueue_ticks()

    assert run_pending(reraise=True) == len(list(queue.periodics))
