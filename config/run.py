"""``make run``: start the far ends, the worker and the web on this machine, in order, and end them.

While it starts, ``/healthz`` on the web's port answers 503 with the name of the step: a small
server in this process holds the port and hands it over when the web is next.
"""

import http.server
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from types import FrameType
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PORT = int(os.environ.get("KROB_PORT", "8000"))
SIMULATORS_PORT = int(os.environ.get("KROB_SIMULATORS_PORT", PORT + 1))
VAR = Path(os.environ.get("KROB_VAR", ROOT / "var"))
LOGS = VAR / "log"
PATIENCE_S = 120.0
GRACE_S = 10.0


class Broken(Exception):
    """A part did not start or has ended; the text says which and where to read on."""


def say(text: str) -> None:
    """Tell the person in front of the screen how far it is."""
    print(text, flush=True)  # noqa: T201


class Waiting:
    """Holds the web's port until the web is ready to start, and says which step is going on."""

    def __init__(self, port: int) -> None:
        self.step = "starting"
        try:
            self.server = http.server.ThreadingHTTPServer(("127.0.0.1", port), self._answering())
        except OSError as error:
            raise Broken(f"port {port} is taken; set KROB_PORT to another one") from error
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def _answering(self) -> type[http.server.BaseHTTPRequestHandler]:
        waiting = self

        class Answer(http.server.BaseHTTPRequestHandler):
            """Answers 503 to everything."""

            def do_GET(self) -> None:
                """Say which step is going on."""
                body = json.dumps({"ready": False, "step": waiting.step}).encode()
                self.send_response(503)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Retry-After", "2")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:
                """Say nothing."""

        return Answer

    def hand_over(self) -> None:
        """Free the port."""
        self.server.shutdown()
        self.server.server_close()


@dataclass
class House:
    """What was started, so that it can be ended: each part is a process group of its own."""

    parts: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    ending: threading.Event = field(default_factory=threading.Event)

    def start(self, name: str, words: Sequence[str]) -> subprocess.Popen[bytes]:
        """Start a part; what it says goes to a file under ``var/log``."""
        LOGS.mkdir(parents=True, exist_ok=True)
        with (LOGS / f"{name}.log").open("wb") as log:
            self.parts[name] = subprocess.Popen(  # noqa: S603
                [sys.executable, *words],
                cwd=ROOT,
                stdout=log,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        return self.parts[name]

    def do(self, name: str, words: Sequence[str]) -> None:
        """Start a part that ends by itself, and wait for it.

        Raises:
            Broken: it failed.
        """
        part = self.start(name, words)
        while part.poll() is None and not self.ending.wait(0.05):
            self._check(but=name)
        if part.poll():
            raise Broken(f"{name} failed:\n{self._tail(name)}")
        if not self.ending.is_set():
            del self.parts[name]

    def wait_for(self, name: str, address: str) -> None:
        """Wait until an address answers.

        Raises:
            Broken: it did not within ``PATIENCE_S``, or a part has ended.
        """
        until = time.monotonic() + PATIENCE_S
        while not self.ending.is_set():
            self._check()
            with suppress(OSError), urllib.request.urlopen(address, timeout=5):  # noqa: S310
                return
            if time.monotonic() > until:
                raise Broken(f"{name} does not answer:\n{self._tail(name)}")
            self.ending.wait(0.1)

    def watch(self) -> None:
        """Wait until the person ends it.

        Raises:
            Broken: a part has ended by itself.
        """
        while not self.ending.wait(0.5):
            self._check()

    def _check(self, but: str = "") -> None:
        for name, part in self.parts.items():
            if name != but and part.poll() is not None:
                raise Broken(f"{name} has ended:\n{self._tail(name)}")

    def _tail(self, name: str) -> str:
        path = LOGS / f"{name}.log"
        lines = path.read_text(errors="replace").splitlines()[-15:] if path.exists() else []
        return "\n".join(["  " + line for line in lines] + [f"  (all of it: {path})"])

    def end(self) -> None:
        """End everything that was started, last first; what does not end is killed."""
        for part in reversed(self.parts.values()):
            _signal(part, signal.SIGTERM)
        until = time.monotonic() + GRACE_S
        for part in reversed(self.parts.values()):
            with suppress(subprocess.TimeoutExpired):
                part.wait(max(0.0, until - time.monotonic()))
            _signal(part, signal.SIGKILL)
            part.wait()


def _signal(part: subprocess.Popen[bytes], number: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(part.pid, number)


def start_all(house: House) -> None:
    """Start everything in order, saying each step."""
    began = time.monotonic()
    waiting = Waiting(PORT)

    def step(text: str) -> None:
        waiting.step = text
        say(f"  {time.monotonic() - began:5.1f} s  {text}")

    try:
        _prepare(house, step)
        step("web")
    finally:
        waiting.hand_over()
    house.start("web", ["-m", "config.cli", "serve", "--port", str(PORT)])
    house.wait_for("web", f"http://127.0.0.1:{PORT}/healthz")
    if not house.ending.is_set():
        say(f"  {time.monotonic() - began:5.1f} s  ready: http://127.0.0.1:{PORT}/   (Ctrl-C ends)")


def _prepare(house: House, step: Any) -> None:
    step("simulators")
    _refuse_taken(SIMULATORS_PORT)
    os.environ.setdefault("KROB_SIMULATORS_STATE", str(VAR / "simulators"))
    house.start("simulators", ["-m", "simulators", str(SIMULATORS_PORT)])
    step("migrate and load definitions")
    house.do("prepare", ["-m", "config.prepare"])
    house.wait_for("simulators", f"http://127.0.0.1:{SIMULATORS_PORT}/")
    step("seal")
    house.do("seal", ["-m", "config.cli", "seal", "enrol", "--demo"])
    step("worker")
    house.start("worker", ["-m", "config.cli", "work"])
    if find_spec("demo.load") and (VAR / "demo-wanted").exists():
        step("demo data (once)")
        house.do("demo", ["-m", "demo"])


def _refuse_taken(port: int) -> None:
    with socket.socket() as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind(("127.0.0.1", port))
        except OSError as error:
            raise Broken(f"port {port} is taken; set KROB_PORT to another one") from error


def main() -> int:
    """Run until Ctrl-C; return 0, or 1 when a part broke."""
    house = House()

    def end(number: int, frame: FrameType | None) -> None:
        house.ending.set()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, end)
    say(f"Krob starts; state in {VAR}")
    try:
        start_all(house)
        house.watch()
    except Broken as error:
        say(f"krob: {error}")
        return 1
    finally:
        say("ending…")
        house.end()
    return 0


if __name__ == "__main__":
    sys.exit(main())
