"""The database wrapper that Django loads for ``ENGINE = "krob.foundation.core.sqlite"``.

Which statements wait for their turn:

- ``BEGIN``: every atomic block takes its turn when it starts and keeps it until it ends, for
  nobody can know at its start whether it will write (and a reader that turns writer cannot wait).
  So code that only reads opens no atomic block.
- outside an atomic block every statement that is not plainly a reading one, for its own duration;
- a reading statement outside an atomic block never waits.
"""

import re
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.backends.sqlite3.base import SQLiteCursorWrapper
from django.db.backends.sqlite3.creation import DatabaseCreation

from krob.foundation.core.sqlite.lock import LockTimeout, WriteLock, lock_for

DEFAULT_TIMEOUT_S = 20.0
_READS = re.compile(r"\s*(SELECT|EXPLAIN|VALUES|PRAGMA)\b", re.IGNORECASE)
_WITH = re.compile(r"\s*WITH\b", re.IGNORECASE)
_CHANGES = re.compile(r"\b(INSERT|UPDATE|DELETE|REPLACE)\b", re.IGNORECASE)
_RETURNS = re.compile(r"\bRETURNING\b", re.IGNORECASE)


def only_reads(sql: str) -> bool:
    """Say whether a statement plainly changes nothing; in doubt it does."""
    return bool(_READS.match(sql) or (_WITH.match(sql) and not _CHANGES.search(sql)))


class LockingCursor(SQLiteCursorWrapper):
    """A cursor whose writing statements wait for their turn.

    Rows of ``… RETURNING`` outside a transaction are read at once: SQLite commits such a statement
    only when its last row was read.
    """

    turns: "Turns"
    _rows: Iterator[Any] | None = None

    def execute(self, query: str, params: Any = None) -> Any:
        """Run a statement, in turn when it writes."""
        self._rows = None
        return self._in_turn(query, lambda: super(LockingCursor, self).execute(query, params))

    def executemany(self, query: str, param_list: Any) -> Any:
        """Run a statement many times, in turn when it writes."""
        self._rows = None
        return self._in_turn(
            query, lambda: super(LockingCursor, self).executemany(query, param_list)
        )

    def executescript(self, sql_script: str) -> Any:
        """Run several statements, in turn."""
        return self._in_turn("", lambda: super(LockingCursor, self).executescript(sql_script))

    def _in_turn(self, query: str, run: Callable[[], Any]) -> Any:
        if self.turns.held or only_reads(query):
            return run()
        self.turns.take()
        try:
            result = run()
            if _RETURNS.search(query):
                self._rows = iter(super().fetchall())
            return result
        finally:
            self.turns.give_back_unless_in_transaction()

    def fetchone(self) -> Any:
        """Return the next row."""
        return super().fetchone() if self._rows is None else next(self._rows, None)

    def fetchall(self) -> list[Any]:
        """Return all rows that are left."""
        return super().fetchall() if self._rows is None else list(self._rows)

    def fetchmany(self, size: int | None = None) -> list[Any]:
        """Return the next rows."""
        size = self.arraysize if size is None else size
        if self._rows is None:
            return super().fetchmany(size)
        return [row for _, row in zip(range(size), self._rows, strict=False)]

    def __next__(self) -> Any:
        return super().__next__() if self._rows is None else next(self._rows)


class Turns:
    """One connection's part in the lock: nothing for a database in memory."""

    def __init__(self, connection: sqlite3.Connection, lock: WriteLock | None, wait_s: float):
        self.connection = connection
        self.lock = lock
        self.wait_s = wait_s
        self.held = lock is None

    def take(self) -> None:
        """Wait for the turn.

        Raises:
            sqlite3.OperationalError: it did not come in time; the message names the holder.
        """
        if self.lock is None or self.held:
            return
        try:
            self.lock.acquire(self.wait_s)
        except LockTimeout as error:
            raise sqlite3.OperationalError(f"database is locked: {error}") from error
        self.held = True

    def give_back(self) -> None:
        """Let the next one write."""
        if self.lock is not None and self.held:
            self.held = False
            self.lock.release()

    def give_back_unless_in_transaction(self) -> None:
        """Let the next one write, unless a transaction is open on this connection."""
        if not self.connection.in_transaction:
            self.give_back()


class Creation(DatabaseCreation):
    """Removes a test database's lock files with it."""

    def _destroy_test_db(self, test_database_name: str, verbosity: int) -> None:
        super()._destroy_test_db(test_database_name, verbosity)  # type: ignore[misc]
        for ending in (".lock", ".turn"):
            Path(f"{test_database_name}{ending}").unlink(missing_ok=True)


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's SQLite connection, with turns for writers."""

    creation_class = Creation
    turns: Turns

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Open the file and join the queue of its writers."""
        connection = super().get_new_connection(conn_params)
        name = self.settings_dict["NAME"]
        lock = None if self.is_in_memory_db() else lock_for(Path(name))
        self.turns = Turns(connection, lock, float(conn_params.get("timeout", DEFAULT_TIMEOUT_S)))
        return connection

    def create_cursor(self, name: str | None = None) -> Any:
        """Return a cursor that knows the connection's turns."""
        cursor = self.connection.cursor(factory=LockingCursor)
        cursor.turns = self.turns
        return cursor

    def _commit(self) -> None:
        try:
            super()._commit()  # type: ignore[misc]
        finally:
            self._ended()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._ended()

    def _ended(self) -> None:
        if self.connection is not None:
            self.turns.give_back_unless_in_transaction()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self.turns.give_back()
