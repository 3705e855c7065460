"""A lock between threads and processes, served in order of arrival, that knows who holds it.

Threads of a process queue in memory; one at a time they compete with other processes for two file
locks: the turnstile (``<name>.turn``), held while waiting, and the lock itself (``<name>.lock``).
Whoever has just written must pass the turnstile again, so nobody is overtaken twice.
The kernel frees both when a process dies.
"""

import fcntl
import os
import threading
import time
from collections import deque
from pathlib import Path


class LockTimeout(Exception):
    """Somebody held the lock for too long; the text says who and since when."""


class Line:
    """A lock between threads that serves them in order of arrival."""

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._held = False

    def acquire(self, timeout_s: float) -> bool:
        """Wait for one's turn; say whether it came in time."""
        with self._mutex:
            if not self._held:
                self._held = True
                return True
            turn = threading.Lock()
            turn.acquire()
            self._waiting.append(turn)
        if turn.acquire(timeout=max(timeout_s, 0)):
            return True
        with self._mutex:
            if turn in self._waiting:
                self._waiting.remove(turn)
                return False
        return True  # it was handed over at the last moment

    def release(self) -> None:
        """Hand over to whoever has waited longest."""
        with self._mutex:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._held = False


class _Attempt:
    """A blocking file lock with a time limit: the waiting is done by a thread of its own."""

    def __init__(self, file: int) -> None:
        self.file = os.dup(file)  # the same lock, even when the file is closed meanwhile
        self.mutex = threading.Lock()
        self.ended = threading.Event()
        self.given_up = False

    def wait(self, timeout_s: float) -> bool:
        threading.Thread(target=self._take, daemon=True).start()
        self.ended.wait(max(timeout_s, 0))
        with self.mutex:
            self.given_up = not self.ended.is_set()
            return not self.given_up

    def _take(self) -> None:
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX)
            with self.mutex:
                self.ended.set()
                if self.given_up:
                    fcntl.flock(self.file, fcntl.LOCK_UN)
        finally:
            os.close(self.file)


def _take(file: int, timeout_s: float) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return _Attempt(file).wait(timeout_s)
    return True


class WriteLock:
    """The lock of one database file in this process; re-entrant per thread.

    Raises (``acquire``):
        LockTimeout: it did not become free in time; the message names the holder.
    """

    def __init__(self, database: Path) -> None:
        self.path = database.with_name(database.name + ".lock")
        self._turn_path = database.with_name(database.name + ".turn")
        self._line = Line()
        self._owner = 0
        self._depth = 0
        self._files: tuple[int, int] | None = None

    def acquire(self, timeout_s: float) -> None:
        """Take the lock, or take it once more."""
        me = threading.get_ident()
        if self._owner == me:
            self._depth += 1
            return
        until = time.monotonic() + timeout_s
        if not self._line.acquire(timeout_s):
            raise LockTimeout(self._complaint(timeout_s))
        try:
            self._acquire_files(until, timeout_s)
        except BaseException:
            self._close()  # an attempt that was given up may still win the old descriptor
            self._line.release()
            raise
        self._owner, self._depth = me, 1

    def _acquire_files(self, until: float, timeout_s: float) -> None:
        lock, turn = self._open()
        if not _take(turn, until - time.monotonic()):
            raise LockTimeout(self._complaint(timeout_s))
        try:
            if not _take(lock, until - time.monotonic()):
                raise LockTimeout(self._complaint(timeout_s))
        finally:
            fcntl.flock(turn, fcntl.LOCK_UN)
        self._sign(lock)

    def release(self) -> None:
        """Give it back; the last release lets others in."""
        if self._owner != threading.get_ident() or self._files is None:
            raise RuntimeError("the lock is not held by this thread")
        self._depth -= 1
        if self._depth == 0:
            self._owner = 0
            fcntl.flock(self._files[0], fcntl.LOCK_UN)
            self._line.release()

    def _open(self) -> tuple[int, int]:
        if self._files is None:
            flags = os.O_RDWR | os.O_CREAT
            self._files = (os.open(self.path, flags, 0o600), os.open(self._turn_path, flags, 0o600))
        return self._files

    def _close(self) -> None:
        for file in self._files or ():
            os.close(file)
        self._files = None

    def _sign(self, file: int) -> None:
        since = time.strftime("%Y-%m-%dT%H:%M:%S%z")
        line = f"process {os.getpid()} thread {threading.current_thread().name} since {since}"
        os.pwrite(file, line.encode()[:200].ljust(200) + b"\n", 0)

    def holder(self) -> str:
        """Return who took the lock last: process, thread and time."""
        return self.path.read_text(errors="replace").strip() if self.path.exists() else "nobody"

    def _complaint(self, timeout_s: float) -> str:
        return f"no turn to write within {timeout_s:g} s; held by {self.holder()}"


_locks: dict[Path, WriteLock] = {}
_locks_mutex = threading.Lock()


def lock_for(database: Path) -> WriteLock:
    """Return this process's lock for a database file."""
    path = database.resolve()
    with _locks_mutex:
        if path not in _locks:
            _locks[path] = WriteLock(path)
        return _locks[path]


def _forget_locks() -> None:
    """Start anew in a forked child: the parent's descriptors would be the parent's locks."""
    global _locks_mutex
    _locks.clear()
    _locks_mutex = threading.Lock()


os.register_at_fork(after_in_child=_forget_locks)
