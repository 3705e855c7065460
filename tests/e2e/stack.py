"""The whole of Krob as ``make run`` starts it, with the demonstration's data."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).parents[2]
PATIENCE_S = 240.0
PORTS = range(8700, 8990, 10)
SETTINGS = "config.settings.dev"
WALK = "import django; django.setup(); from tests.e2e.walking import main; main()"


@dataclass(frozen=True, slots=True)
class Stack:
    """Where the web and the simulators answer, and where the browsers' sign-ins are kept.

    ``environment`` lets another process work on the same state.
    """

    url: str
    simulators: str
    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)

    def walk(self, what: str, person: str, **given: Any) -> list[dict[str, str]]:
        """Let ``tests.e2e.walking`` bring applications to where a journey begins."""
        told = self._python("-c", WALK, what, person, json.dumps(given))
        walked: list[dict[str, str]] = json.loads(told.splitlines()[-1])
        return walked

    def krob(self, *words: str) -> str:
        """Run an operator's command; return what it says."""
        return self._python("-m", "config.cli", *words)

    def _python(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, *words],
            cwd=ROOT,
            env={**os.environ, "DJANGO_SETTINGS_MODULE": SETTINGS, **self.environment},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{words} failed: {done.stdout[-1000:]}{done.stderr[-3000:]}")
        return done.stdout

    def order(self, simulator: str, **faults: Any) -> None:
        """Order faults of a simulator; none clears them."""
        address = f"{self.simulators}/{simulator}/_faults"
        answer = httpx.post(address, json=faults) if faults else httpx.delete(address)
        answer.raise_for_status()

    def mails(self) -> list[dict[str, str]]:
        """Return the mails that the simulated server has received."""
        found: list[dict[str, str]] = httpx.get(f"{self.simulators}/mail/messages").json()[
            "messages"
        ]
        return found


@contextmanager
def running_stack(folder: Path) -> Iterator[Stack]:
    """Start everything on free ports with state in a folder, and end it afterwards."""
    port = _free_ports()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": SETTINGS,
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
        yield Stack(url, f"http://127.0.0.1:{port + 1}", folder, environment)
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
