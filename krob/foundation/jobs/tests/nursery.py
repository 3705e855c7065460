"""Forks real workers on demand, so that a test can kill them: one line in, one process out."""

import os
import sys
import threading
import time
from datetime import timedelta
from http.client import HTTPConnection

import django
from django.db import connection

LEASE = timedelta(seconds=1)


def register() -> None:
    """Register a task with an effect in the database and one with an effect elsewhere."""
    from krob.foundation.jobs import queue  # noqa: PLC0415 (after django.setup)

    @queue.task("try.effect")
    def effect(*, number: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO try_effect VALUES (%s)", [number])
        time.sleep(0.003)

    @queue.task("try.send", atomic=False)
    def send(*, number: int, to: str) -> None:
        line = HTTPConnection(to.removeprefix("http://"), timeout=5)
        line.request("POST", "/", str(number), {"Idempotency-Key": queue.idempotency_key()})
        line.getresponse().read()
        line.close()
        time.sleep(0.003)


def main() -> None:
    """Fork a worker per line; print its process id; clear away the dead."""
    django.setup()
    register()
    from krob.foundation.jobs import worker  # noqa: PLC0415 (after django.setup)

    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            worker.work(threading.Event(), threads=4, lease=LEASE)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
