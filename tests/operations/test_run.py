"""``make run`` for real: says how far it is, becomes ready, ends everything that it started."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest

from config import run

ROOT = Path(__file__).parents[2]


@pytest.fixture
def port():
    """Find two free ports in a row: the web's and the simulators'."""
    while True:
        with socket.socket() as one, socket.socket() as other:
            one.bind(("127.0.0.1", 0))
            found = one.getsockname()[1]
            try:
                other.bind(("127.0.0.1", found + 1))
            except OSError:
                continue
        return found


@pytest.fixture
def start(tmp_path, port):
    """Start the house on a fresh folder; end it whatever happens."""
    started = []

    def start_house():
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("KROB_", "DJANGO"))}
        environment |= {"KROB_VAR": str(tmp_path / "var"), "KROB_PORT": str(port), "KROB_DEMO": "0"}
        process = subprocess.Popen(
            [sys.executable, "-m", "config.run"],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        started.append(process)
        return process

    yield start_house
    for process in started:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)


def health(port):
    """Return the status and the document of ``/healthz``; nothing while nobody listens."""
    line = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        line.request("GET", "/healthz")
        answer = line.getresponse()
        return answer.status, json.load(answer)
    except (OSError, HTTPException):
        return 0, {}
    finally:
        line.close()


def wait_for(port, status):
    until = time.monotonic() + run.PATIENCE_S
    while (found := health(port))[0] != status:
        assert time.monotonic() < until, found
        time.sleep(0.05)
    return found[1]


def said_until(process, word):
    """Return what a process says up to the line with a word."""
    lines = []
    for line in process.stdout:
        lines.append(line)
        if word in line:
            break
    return "".join(lines)


def running_under(folder):
    """Return the processes whose environment names the folder."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            if str(folder).encode() in (place / "environ").read_bytes():
                found.append(int(place.name))
        except OSError:
            continue
    return found


def test_the_house_starts_says_how_far_it_is_and_ends_without_leftovers(start, port, tmp_path):
    house = start()
    waiting = wait_for(port, 503)
    ready = wait_for(port, 200)
    said = said_until(house, "ready:")
    parts = len(running_under(tmp_path))

    house.send_signal(signal.SIGINT)
    house.communicate(timeout=30)

    assert waiting["ready"] is False
    assert waiting["step"]
    assert ready == {"ready": True, "late_jobs": 0, "dead_jobs": 0}
    assert parts >= 5  # itself, simulators, worker, web and its workers
    assert house.returncode == 0
    assert f"ready: http://127.0.0.1:{port}/" in said
    assert running_under(tmp_path) == []


def test_a_taken_port_is_named_and_nothing_is_started(start, port, tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()

        house = start()
        said, _ = house.communicate(timeout=30)

    assert house.returncode == 1
    assert f"port {port} is taken; set KROB_PORT to another one" in said
    assert running_under(tmp_path) == []


@pytest.fixture
def house(tmp_path, monkeypatch):
    """Make a house of small parts, that is ended whatever happens."""
    monkeypatch.setattr(run, "LOGS", tmp_path / "log")
    made = run.House()
    yield made
    made.end()


def is_alive(pid):
    return Path(f"/proc/{pid}").exists()


def test_a_part_that_dies_is_named_with_its_last_words(house):
    house.start("steady", ["-c", "import time; time.sleep(60)"])
    house.start("fragile", ["-c", "raise SystemExit('no more')"])

    with pytest.raises(run.Broken, match=r"fragile has ended:\n  no more"):
        house.watch()


def test_a_step_that_fails_is_named_with_its_last_words(house):
    with pytest.raises(run.Broken, match=r"migrate failed:\n  cannot"):
        house.do("migrate", ["-c", "raise SystemExit('cannot')"])


def test_children_of_parts_end_too_and_those_that_will_not_are_killed(house, monkeypatch):
    monkeypatch.setattr(run, "GRACE_S", 0.3)
    stubborn = (
        "import os, signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "print(os.fork() and os.getpid(), flush=True); time.sleep(60)"
    )
    part = house.start("stubborn", ["-c", stubborn])
    log = run.LOGS / "stubborn.log"
    while len(log.read_text().split()) < 2:
        time.sleep(0.02)
    group = {int(p.name) for p in Path("/proc").glob("[0-9]*") if _group(p) == part.pid}
    assert len(group) == 2

    house.end()

    until = time.monotonic() + 5  # the kernel takes killed processes away in its own time
    while any(_runs(pid) for pid in group) and time.monotonic() < until:
        time.sleep(0.02)
    assert not any(_runs(pid) for pid in group)


def _runs(pid):
    try:
        return is_alive(pid) and _state(pid) != "Z"
    except OSError:
        return False


def _group(place):
    try:
        return int((place / "stat").read_text().rsplit(") ", 1)[1].split()[2])
    except OSError:
        return 0


def _state(pid):
    return Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1].split()[0]
