"""The worker's loop: wakes up, shares the work, ends when asked, outlives a bad job."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import connections

from krob.foundation.jobs import queue, worker
from krob.foundation.jobs.models import Job
from krob.foundation.jobs.types import State

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


@pytest.fixture
def working():
    """Run a real worker loop in a thread, with tasks that note who did them."""
    noted = []

    @queue.task("try.note")
    def note(*, number):
        noted.append((number, threading.current_thread().name))

    @queue.task("try.slow", atomic=False)
    def slow(*, number):
        time.sleep(0.3)
        noted.append((number, threading.current_thread().name))

    stop = threading.Event()

    def run():
        worker.work(stop, threads=3, lease=timedelta(seconds=20))
        connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    yield noted
    stop.set()
    thread.join()
    queue.handlers.remove("try.note")
    queue.handlers.remove("try.slow")


def wait_for(condition, seconds=10):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.02)


def test_a_new_job_is_noticed_at_once(working):
    began = time.monotonic()

    queue.enqueue("try.note", {"number": 1})

    wait_for(lambda: working)
    assert time.monotonic() - began < 2


def test_slow_jobs_run_beside_each_other(working):
    for number in range(3):
        queue.enqueue("try.slow", {"number": number})

    wait_for(lambda: not Job.objects.filter(task="try.slow").exclude(state=State.DONE).exists())

    assert sorted(number for number, _ in working) == [0, 1, 2]
    assert len({name for _, name in working}) == 3


def test_a_worker_that_lives_keeps_its_jobs():
    now = worker.clock.now()
    Job.objects.create(task="try.note", run_at=now, created_at=now)
    with worker.clock.frozen(now):
        worker.claim("w1", lease=timedelta(seconds=10))
    with worker.clock.frozen(now + timedelta(seconds=9)):
        worker.beat("w1", timedelta(seconds=10))

    with worker.clock.frozen(now + timedelta(seconds=18)):
        assert worker.claim("w2") == []
    with worker.clock.frozen(now + timedelta(seconds=20)):
        assert len(worker.claim("w2")) == 1


def test_a_job_that_cannot_run_does_not_stop_the_others(working):
    queue.handlers.add("try.gone", queue.Handler(print, atomic=True))
    bad = queue.enqueue("try.gone", {"no": "such argument"})
    queue.handlers.remove("try.gone")
    queue.enqueue("try.note", {"number": 1})

    wait_for(lambda: working)

    wait_for(lambda: Job.objects.get(pk=bad.pk).state == State.WAITING)
    assert Job.objects.get(pk=bad.pk).last_error.startswith("builtins.LookupError at ")


def test_two_workers_never_take_the_same_job():
    for number in range(60):
        Job.objects.create(
            task="try.note",
            arguments={"number": number},
            run_at=worker.clock.now(),
            created_at=worker.clock.now(),
        )
    taken, mutex = [], threading.Lock()

    def take(name):
        while jobs := worker.claim(name, limit=3):
            with mutex:
                taken.extend(job.pk for job in jobs)
        connections.close_all()

    threads = [threading.Thread(target=take, args=(f"w{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(taken) == len(set(taken)) == 60
