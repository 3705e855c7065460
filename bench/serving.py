"""A web server of our own, users who ask it at once, and what it cost the server."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
TOKEN = "b" * 32


@dataclass(frozen=True, slots=True)
class Server:
    """A running web server; ``cpu`` is what all its processes have used, in seconds."""

    port: int
    process: subprocess.Popen[bytes]

    def pids(self) -> list[int]:
        """Return the server's processes."""
        return family(self.process.pid)

    def cpu(self) -> float:
        """Return the processor seconds of all its processes so far."""
        return sum(map(_cpu_of, self.pids()))


def family(pid: int) -> list[int]:
    """Return a process with all that it has started."""
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(each for child in listed for each in family(int(child)))]


def _cpu_of(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def memory_of(pids: Sequence[int]) -> float:
    """Return the memory of processes in MB, what they share counted once (PSS)."""
    rows = (Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines() for pid in pids)
    return sum(int(line.split()[1]) for text in rows for line in text if "Pss:" in line) / 1024


def free_port() -> int:
    """Return a port that nobody uses."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def serving() -> Iterator[Server]:
    """Serve this database by the installation's own web server for the length of the block."""
    port = free_port()
    words = ["-m", "config.cli", "serve", "--port", str(port)]
    process = subprocess.Popen(  # noqa: S603 - our own words
        [sys.executable, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        ready_after(port)
        yield Server(port, process)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def fetched(port: int, path: str) -> bytes:
    """Return what a server on this machine answers to a browser, compressed as it came.

    Raises:
        OSError: it does not answer, or not with 200.
    """
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    if answer.status != 200:
        raise OSError(f"{path}: {answer.status}")
    return answer.read()


def ready_after(port: int, path: str = "/healthz", patience_s: float = 240) -> float:
    """Wait until an address answers; return the seconds that it took.

    Raises:
        TimeoutError: it does not.
    """
    began = time.monotonic()
    while time.monotonic() < began + patience_s:
        try:
            fetched(port, path)
        except (OSError, http.client.HTTPException):
            time.sleep(0.1)
        else:
            return time.monotonic() - began
    raise TimeoutError(f"{path} does not answer")


@dataclass(frozen=True, slots=True)
class Ask:
    """One request."""

    method: str
    path: str
    body: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What came of many requests: waits in seconds, in all, and the server's processor seconds."""

    waits: list[float]
    seconds: float
    cpu: float
    statuses: set[int]

    def __str__(self) -> str:
        return (
            f"{self.cpu_each * 1e3:.1f} server CPU ms, {len(self.waits) / self.seconds:.0f} /s,"
            f" p50 {self.at(0.5):.0f} ms, p95 {self.at(0.95):.0f} ms"
        )

    @property
    def cpu_each(self) -> float:
        """Return the server's processor seconds for one request."""
        return self.cpu / len(self.waits)

    def at(self, share: float) -> float:
        """Return the wait that a share of the requests did not exceed, in milliseconds."""
        return sorted(self.waits)[min(int(len(self.waits) * share), len(self.waits) - 1)] * 1e3


def asked(server: Server, session: str, asks: Sequence[Ask], users: int = 16) -> Told:
    """Let users send requests, each its next when it has its answer.

    Raises:
        RuntimeError: an answer was an error.
    """
    waits: list[float] = []
    statuses: set[int] = set()
    left = list(reversed(asks))

    def use() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        while left:
            try:
                ask = left.pop()
            except IndexError:
                return
            began = time.perf_counter()
            statuses.add(send(connection, session, ask))
            waits.append(time.perf_counter() - began)

    before, began = server.cpu(), time.perf_counter()
    _together(use, users)
    told = Told(waits, time.perf_counter() - began, server.cpu() - before, statuses)
    if any(status >= 400 for status in statuses):
        raise RuntimeError(f"answers {statuses}")
    return told


def _together(do: Callable[[], None], times: int) -> None:
    threads = [threading.Thread(target=do) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def headers(session: str) -> dict[str, str]:
    """Return what a browser of a signed-in person sends along."""
    return {
        "Cookie": f"sessionid={session}; csrftoken={TOKEN}",
        "X-CSRFToken": TOKEN,
        "Content-Type": "application/x-www-form-urlencoded",
    }


def send(connection: http.client.HTTPConnection, session: str, ask: Ask) -> int:
    """Send one request, read the answer to its end, and return its status."""
    connection.request(ask.method, ask.path, ask.body or None, headers(session))
    answer = connection.getresponse()
    answer.read()
    return answer.status


@contextmanager
def slow_uploads(server: Server, session: str, path: str, count: int = 8) -> Iterator[None]:
    """Let people upload a file, a few bytes at a time, for the length of the block."""
    stop = threading.Event()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {headers(session)['Cookie']}\r\n"
        f"X-CSRFToken: {TOKEN}\r\nContent-Length: 1000000\r\n"
        "Content-Type: multipart/form-data; boundary=b\r\n\r\n"
        '--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
    )

    def upload() -> None:
        with socket.create_connection(("127.0.0.1", server.port)) as line:
            line.sendall(head.encode())
            while not stop.wait(0.1):
                line.sendall(b"x" * 500)

    threads = [threading.Thread(target=upload, daemon=True) for _ in range(count)]
    for thread in threads:
        thread.start()
    time.sleep(0.5)
    try:
        yield
    finally:
        stop.set()
