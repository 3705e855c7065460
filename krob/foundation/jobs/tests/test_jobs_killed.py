"""Workers are killed in the middle of their work: nothing is lost, nothing is done twice."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager

import pytest
from django.db import connection
from werkzeug.wrappers import Request, Response

from krob.foundation.jobs import queue
from krob.foundation.jobs.models import Job
from krob.foundation.jobs.types import State
from simulators.server import running

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
JOBS, KILLS, PATIENCE_S = 500, 20, 45


class Receiver:
    """Takes numbers; drops those that come again with the same key, as outside systems do."""

    def __init__(self):
        self.calls = Counter()
        self.taken = {}

    def app(self, base_url):
        """Return the receiver as a web application."""

        @Request.application
        def receive(request):
            key = request.headers["Idempotency-Key"]
            self.calls[key] += 1
            self.taken.setdefault(key, int(request.get_data()))
            return Response("ok")

        return receive


def address_of_database():
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:{values['NAME']}"
    return f"postgresql://{values['USER']}@{values['HOST']}:{values['PORT']}/{values['NAME']}"


@contextmanager
def nursery(folder):
    """Give a function that starts a worker and returns its process id."""
    environment = os.environ | {
        "KROB_DATABASE_URL": address_of_database(),
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "KROB_LOG_LEVEL": "CRITICAL",
        "KROB_VAR": str(folder),
    }
    with subprocess.Popen(
        [sys.executable, "-m", "krob.foundation.jobs.tests.nursery"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
        start_new_session=True,
    ) as process:

        def start():
            process.stdin.write("\n")
            process.stdin.flush()
            return int(process.stdout.readline())

        try:
            yield start
        finally:
            os.killpg(process.pid, signal.SIGKILL)


@pytest.fixture
def receiver():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE try_effect (number INTEGER)")
    queue.handlers.add("try.effect", queue.Handler(print, atomic=True))
    queue.handlers.add("try.send", queue.Handler(print, atomic=False))
    yield Receiver()
    queue.handlers.remove("try.effect")
    queue.handlers.remove("try.send")
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE try_effect")


def effects():
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM try_effect")
        return sorted(number for (number,) in cursor.fetchall())


def wait_until_at_work(worker):
    """Wait until a worker has taken a job, or none is left to take at this moment."""
    until = time.monotonic() + PATIENCE_S
    while not Job.objects.filter(worker__contains=f":{worker}:").exists():
        assert time.monotonic() < until, "the worker takes no job"
        if not Job.objects.filter(task__startswith="try.").exclude(state=State.DONE).exists():
            return
        time.sleep(0.005)


def wait_until_all_are_done():
    until = time.monotonic() + PATIENCE_S
    while Job.objects.filter(task__startswith="try.").exclude(state=State.DONE).exists():
        assert time.monotonic() < until, "jobs are left over"
        time.sleep(0.1)


def test_500_jobs_whose_workers_are_killed_20_times_happen_exactly_once(receiver, tmp_path):
    chance = random.Random(20)  # noqa: S311
    with running(receiver.app) as there, nursery(tmp_path) as start_worker:
        for number in range(JOBS):
            if number % 2:
                queue.enqueue("try.effect", {"number": number}, max_attempts=100)
            else:
                queue.enqueue("try.send", {"number": number, "to": there}, max_attempts=100)

        killed_at_work = 0
        for _ in range(KILLS):
            worker = start_worker()
            wait_until_at_work(worker)
            time.sleep(chance.uniform(0.0, 0.2))
            os.kill(worker, signal.SIGKILL)
            killed_at_work += Job.objects.filter(state=State.RUNNING).exists()
        start_worker()
        wait_until_all_are_done()

    assert killed_at_work > KILLS / 4
    assert effects() == list(range(1, JOBS, 2))
    assert sorted(receiver.taken.values()) == list(range(0, JOBS, 2))
    assert Job.objects.filter(task__startswith="try.", attempts__gt=1).exists()
