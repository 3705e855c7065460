"""Rows of the installation as a newcomer starts it: time to ready, memory, the first page."""

import gzip
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from bench.rows import Figure, row
from bench.serving import family, fetched, free_port, memory_of, ready_after

MARKS = {"web": "granian", "worker": "\0work\0", "simulators": "simulators"}


@contextmanager
def _running(folder: str, port: int) -> Iterator[subprocess.Popen[bytes]]:
    own = {"KROB_VAR": folder, "KROB_PORT": str(port), "KROB_SIMULATORS_PORT": str(free_port())}
    settings = {k: v for k, v in os.environ.items() if not k.startswith("KROB_")} | own
    process = subprocess.Popen(
        [sys.executable, "-m", "config.run"], env=settings, stdout=subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)


@lru_cache(maxsize=1)
def _measured() -> dict[str, str]:
    """Start an empty installation, then the same again; look at it while it runs."""
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for time_of in ("first", "again"):
            port = free_port()
            with _running(folder, port) as process:
                found[time_of] = f"{ready_after(port):.1f} s"
                if time_of == "again":
                    found["memory"] = _memory(process.pid)
                    found["page"] = _first_page(port)
    return found


def _memory(pid: int) -> str:
    parts = dict.fromkeys(MARKS, 0.0)
    for child in family(pid)[1:]:
        words = open(f"/proc/{child}/cmdline").read()  # noqa: SIM115
        for part, mark in (
            ("web", "granian"),
            ("worker", "\0work\0"),
            ("simulators", "simulators"),
        ):
            if mark in words:
                parts[part] += memory_of([child])
    text = ", ".join(f"{part} {size:.0f}" for part, size in parts.items())
    return f"{parts['web'] + parts['worker']:.0f} MB web and worker ({text})"


def _first_page(port: int) -> str:
    page = fetched(port, "/")
    page = gzip.decompress(page) if page[:2] == b"\x1f\x8b" else page
    named = re.findall(rb'(?:href|src)="(/static/[^"]+)"', page)
    sizes = [len(fetched(port, path.decode())) for path in dict.fromkeys(named)]
    total = (len(gzip.compress(page)) + sum(sizes)) / 1000
    return f"{total:.0f} kB: the page compressed, and {len(sizes)} files as they are sent"


@row(
    "boot to ready",
    how="`make run` into an empty folder (migrations, definitions, demo data), then once more",
    goal="< 10 s",
)
def boot() -> Figure:
    """Return how long it takes until /healthz says ready."""
    return Figure(f"{_measured()['first']} the first time, {_measured()['again']} after that")


@row("memory", how="PSS of web (2 processes) and worker after the start", goal="< 600 MB")
def memory() -> Figure:
    """Return how much memory an installation takes."""
    return Figure(_measured()["memory"])


@row("first load of the front page", how="the page and what its mark-up names", goal="<= 150 kB")
def first_load() -> Figure:
    """Return how many bytes a first visitor fetches."""
    return Figure(_measured()["page"])
