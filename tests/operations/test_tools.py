"""What ``make test`` says: what is missing, and the sum of all runs."""

import subprocess
import sys
from pathlib import Path

import pytest

from tools import machine, postgres, test

MAKEFILE = (Path(__file__).parents[2] / "Makefile").read_text()


def test_what_is_missing_on_the_machine_is_named(monkeypatch):
    monkeypatch.setattr(machine, "NEEDED", {"there": sys.executable, "absent": "/nowhere/*"})
    monkeypatch.setattr(machine.os, "geteuid", lambda: 1000)

    assert machine.provide() == ["absent"]


def test_a_program_that_is_not_installed_is_named():
    with pytest.raises(postgres.Missing, match="apt-get install postgresql"):
        postgres.program("no-such-program")


def test_the_closing_line_of_a_run_is_found_and_its_status_kept(capsys):
    script = "print('1 failed, 2 passed in 0.10s'); raise SystemExit(1)"

    assert test.run([sys.executable, "-c", script]) == (1, "1 failed, 2 passed in 0.10s")
    assert "2 passed" in capsys.readouterr().out


def test_a_run_that_collects_nothing_is_no_failure():
    assert test.run([sys.executable, "-c", "raise SystemExit(5)"]) == (0, "")


def test_make_help_lists_every_target():
    done = subprocess.run(
        ["make", "--no-print-directory", "help"], capture_output=True, text=True, check=True
    )

    listed = {line.split()[0] for line in done.stdout.splitlines()}
    phony = next(line for line in MAKEFILE.splitlines() if line.startswith(".PHONY"))
    assert listed == set(phony.split()[1:])
