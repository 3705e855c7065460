"""The whole of Krob as ``make run`` starts it, with the demonstration's data."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[2]
PATIENCE_S = 240.0
PORTS = range(8700, 8990, 10)


@dataclass(frozen=True, slots=True)
class Stack:
    """Where the web and the simulators answer, and where the browsers' sign-ins are kept."""

    url: str
    simulators: str
    folder: Path


@contextmanager
def running_stack(folder: Path) -> Iterator[Stack]:
    """Start everything on free ports with state in a folder, and end it afterwards."""
    port = _free_ports()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "KROB_PORT": str(port),
        "KROB_VAR": str(folder / "var"),
        "KROB_DATABASE_URL": f"sqlite:{folder / 'krob.sqlite3'}",
    }
    with (folder / "run.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "config.run"],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_for(f"{url}/healthz", process, folder / "run.log")
        yield Stack(url, f"http://127.0.0.1:{port + 1}", folder)
    finally:
        process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(20)


def _free_ports() -> int:
    """Return the first port of three that nobody uses: web, simulators, mail."""
    for port in PORTS:
        if all(_is_free(port + n) for n in range(3)):
            return port
    raise RuntimeError("no free ports")


def _is_free(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) != 0


def _wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE_S
    while process.poll() is None and time.monotonic() < until:
        with suppress(httpx.HTTPError):
            if httpx.get(address, timeout=5).is_success:
                return
        time.sleep(0.2)
    raise RuntimeError(f"Krob did not start:\n{log.read_text(errors='replace')[-3000:]}")
