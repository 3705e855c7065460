"""SQLite with turns for writers: nobody starves, and who holds the turn is known."""

import multiprocessing
import sqlite3
import threading
import time

import pytest
from django.db import OperationalError, connections, transaction

from config.settings.base import database
from krob.foundation.core.sqlite.base import DatabaseWrapper, only_reads
from krob.foundation.core.sqlite.lock import Line, LockTimeout, WriteLock

pytestmark = pytest.mark.django_db  # connections may be opened at all


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "try.sqlite3"
    with sqlite3.connect(path) as plain:
        plain.execute("PRAGMA journal_mode=WAL")
        plain.execute("CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT)")
    plain.close()
    return path


def open_wrapper(path, wait_s=20.0):
    settings = connections["default"].settings_dict | database(f"sqlite:{path}")
    settings["OPTIONS"] = settings["OPTIONS"] | {"timeout": wait_s}
    return DatabaseWrapper(settings, "default")


def notes_of(path):
    with sqlite3.connect(path) as plain:
        return plain.execute("SELECT count(*) FROM note").fetchone()[0]


@pytest.fixture
def blocked(file):
    """Let another connection hold the turn, as the thread called 'slow writer'."""
    held, done = threading.Event(), threading.Event()

    def hold():
        wrapper = open_wrapper(file)
        wrapper.cursor().execute("BEGIN IMMEDIATE")
        held.set()
        done.wait(10)
        wrapper.rollback()
        wrapper.close()

    thread = threading.Thread(target=hold, name="slow writer")
    thread.start()
    held.wait(10)
    yield file
    done.set()
    thread.join()


@pytest.mark.parametrize(
    ("sql", "answer"),
    [
        ("SELECT 1", True),
        ("  select 1", True),
        ("WITH a AS (SELECT 1) SELECT * FROM a", True),
        ("WITH a AS (SELECT 1) INSERT INTO t SELECT * FROM a", False),
        ("INSERT INTO t VALUES (1)", False),
        ("BEGIN", False),
        ("REINDEX", False),
        ("(SELECT 1)", False),
    ],
)
def test_what_plainly_reads(sql, answer):
    assert only_reads(sql) is answer


def test_a_reader_never_waits_for_a_writer(blocked):
    wrapper = open_wrapper(blocked, wait_s=0.1)

    with wrapper.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM note")

        assert cursor.fetchone() == (0,)
    wrapper.close()


@pytest.mark.parametrize("sql", ["INSERT INTO note(text) VALUES ('x')", "BEGIN IMMEDIATE"])
def test_who_waits_too_long_is_told_who_writes(sql, blocked):
    wrapper = open_wrapper(blocked, wait_s=0.2)

    with wrapper.cursor() as cursor, pytest.raises(OperationalError) as error:
        cursor.execute(sql)

    wrapper.close()
    assert "no turn to write within 0.2 s; held by process" in str(error.value)
    assert "thread slow writer since 20" in str(error.value)
    assert notes_of(blocked) == 0


def test_the_turn_is_given_back_after_a_failed_statement(file):
    first, second = open_wrapper(file), open_wrapper(file, wait_s=0.2)

    with first.cursor() as cursor, pytest.raises(Exception, match="no such table"):
        cursor.execute("INSERT INTO nowhere VALUES (1)")
    with second.cursor() as cursor:
        cursor.execute("INSERT INTO note(text) VALUES ('x') RETURNING id")
        assert cursor.fetchall() == [(1,)]

    first.close()
    second.close()


def test_rows_returned_by_a_write_are_kept_when_the_turn_is_over(file):
    wrapper = open_wrapper(file)
    with wrapper.cursor() as cursor:
        cursor.execute("INSERT INTO note(text) VALUES ('a'), ('b'), ('c') RETURNING text")
        assert not wrapper.turns.held

        rows = [cursor.fetchone(), *cursor.fetchmany(1), *cursor.fetchall()]

    wrapper.close()
    assert rows == [("a",), ("b",), ("c",)]


def test_a_lost_connection_gives_its_turn_back(file):
    first, second = open_wrapper(file), open_wrapper(file, wait_s=0.2)
    first.cursor().execute("BEGIN IMMEDIATE")

    first.close()

    second.cursor().execute("INSERT INTO note(text) VALUES ('x')")
    second.close()
    assert notes_of(file) == 1


def test_one_who_gave_up_does_not_disturb_the_next(tmp_path):
    first, second = WriteLock(tmp_path / "x"), WriteLock(tmp_path / "x")
    first.acquire(1)
    assert isinstance(_fails(second), LockTimeout)
    first.release()

    second.acquire(1)
    time.sleep(0.05)

    assert isinstance(_fails(first), LockTimeout)
    second.release()


def test_the_lock_is_re_entrant_and_only_its_holder_gives_it_back(tmp_path):
    lock = WriteLock(tmp_path / "x")
    lock.acquire(1)
    lock.acquire(1)
    lock.release()
    lost = []

    other = threading.Thread(target=lambda: lost.append(_fails(lock)))
    other.start()
    other.join()

    assert isinstance(lost[0], LockTimeout)
    lock.release()
    with pytest.raises(RuntimeError):
        lock.release()


def _fails(lock):
    try:
        lock.acquire(0.05)
    except LockTimeout as error:
        return error


def test_threads_are_served_in_order_of_arrival():
    line, served = Line(), []
    line.acquire(1)

    def wait(number):
        line.acquire(5)
        served.append(number)
        line.release()

    threads = [threading.Thread(target=wait, args=(number,)) for number in range(5)]
    for number, thread in enumerate(threads):
        thread.start()
        while len(line._waiting) <= number:
            time.sleep(0.001)
    line.release()
    for thread in threads:
        thread.join()

    assert served == [0, 1, 2, 3, 4]


def test_one_who_gives_up_is_passed_over():
    line = Line()
    line.acquire(1)

    assert line.acquire(0.01) is False
    line.release()
    assert line.acquire(0.01) is True


def _write(path, how, rounds, waits):
    """Write many times, in a process of its own with four threads; note the waits."""

    def one_thread():
        wrapper = open_wrapper(path)
        for _ in range(rounds):
            before = time.perf_counter()
            with wrapper.cursor() as cursor:
                if how == "atomic":
                    cursor.execute("BEGIN IMMEDIATE")
                for _ in range(3 if how == "atomic" else 1):
                    cursor.execute("INSERT INTO note(text) VALUES ('x')")
                if how == "atomic":
                    wrapper._commit()
            waits.put((how, time.perf_counter() - before))
        wrapper.close()

    threads = [threading.Thread(target=one_thread) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_writers_of_either_kind_in_several_processes_all_get_their_turn(file):
    context = multiprocessing.get_context("fork")
    waits = context.Queue()
    rounds = 25
    writers = [
        context.Process(target=_write, args=(file, how, rounds, waits))
        for how in ("atomic", "autocommit", "atomic", "autocommit")
    ]

    for writer in writers:
        writer.start()
    seen = [waits.get(timeout=60) for _ in range(16 * rounds)]
    for writer in writers:
        writer.join()

    assert notes_of(file) == 2 * 4 * rounds * (3 + 1)
    slowest = max(wait for how, wait in seen if how == "autocommit")
    assert slowest < 5.0  # without turns single writers wait for many seconds


@pytest.mark.django_db(transaction=True)
def test_the_project_uses_it():
    with transaction.atomic(), transaction.atomic():
        assert connections["default"].turns.held
    assert not connections["default"].turns.held
