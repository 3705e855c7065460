"""The command ``krob``: documented, honest about failure, readable by programs."""

import argparse
import json
import re
import sys
import uuid
from pathlib import Path

import pytest

from config import cli
from krob.foundation.core import clock
from krob.foundation.core.actor import SYSTEM
from krob.foundation.core.operating import OperatorError, show
from krob.foundation.events import journal, seal
from krob.foundation.events.models import Event
from krob.foundation.jobs.models import Job
from krob.foundation.jobs.types import State

ROOT = Path(__file__).parents[2]


def commands(parser, words=()):
    """Yield every command of a parser, as the words that call it."""
    groups = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
    if not groups:
        yield " ".join(words), parser
    for group in groups:
        for name, inner in group.choices.items():
            yield from commands(inner, (*words, name))


COMMANDS = dict(commands(cli.parser()))


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_in_the_reference_with_its_options(name):
    text = (ROOT / "docs/reference/commands.md").read_text()
    section = re.search(rf"^## `krob {name}(?: [^`]*)?`$(.*?)(?=^## |\Z)", text, re.M | re.S)

    assert section, f"docs/reference/commands.md has no section `krob {name}`"
    options = [word for action in COMMANDS[name]._actions for word in action.option_strings]
    for option in set(options) - {"-h", "--help"}:
        assert f"`{option}" in section[0], f"krob {name} {option}"


def test_the_reference_names_no_command_that_does_not_exist():
    text = (ROOT / "docs/reference/commands.md").read_text()
    named = re.findall(r"^## `krob ([a-z -]+?)(?: [A-Z\[<-].*)?`$", text, re.M)

    assert sorted(named) == sorted(COMMANDS)


@pytest.fixture
def job(db):
    return Job.objects.create(
        task="jobs.clear-done",
        run_at=clock.now(),
        created_at=clock.now(),
        state=State.DEAD,
        attempts=8,
        finished_at=clock.now(),
        last_error="builtins.ValueError at somewhere:1",
    )


def test_dead_letters_are_listed_for_people_and_for_programs(job, capsys):
    assert cli.main(["jobs", "list"]) == 0
    for_people = capsys.readouterr().out
    assert cli.main(["jobs", "list", "--json"]) == 0
    for_programs = json.loads(capsys.readouterr().out)

    assert str(job.key) in for_people
    assert [row["key"] for row in for_programs] == [str(job.key)]


def test_a_dead_letter_is_retried(job, capsys):
    assert cli.main(["jobs", "retry", str(job.key)]) == 0

    job.refresh_from_db()
    assert job.state == State.WAITING
    assert Event.objects.get().actor_id == "operator"


def test_what_cannot_be_done_is_one_line_and_a_status(job, capsys):
    status = cli.main(["jobs", "retry", str(uuid.uuid4())])

    told = capsys.readouterr()
    assert (status, told.out) == (1, "")
    assert told.err.startswith("krob: job-not-found")
    assert told.err.count("\n") == 1


@pytest.fixture
def sealed(db, monkeypatch):
    monkeypatch.setattr(seal, "_ended", lambda: seal.Q())
    journal.declare({"thing.changed": "Changed"})
    event = journal.record(actor=SYSTEM, name="thing.changed", subject="thing:1")
    seal.seal_new_rows()
    yield event
    journal.names.remove("thing.changed")


@pytest.mark.req("S.6", part="audit verify")
def test_an_intact_journal_is_said_to_be_intact(sealed, capsys):
    assert cli.main(["audit", "verify", "--json"]) == 0

    report = json.loads(capsys.readouterr().out)
    assert (report["intact"], report["sealed_rows"], report["problems"]) == (True, 1, [])


@pytest.mark.req("S.6", part="audit verify")
def test_a_changed_journal_fails_and_shows_what_was_changed(sealed, capsys):
    Event.objects.update(subject="thing:2")

    status = cli.main(["audit", "verify", "--json"])

    told = capsys.readouterr()
    assert status == 1
    assert "event" in json.loads(told.out)["problems"][0]
    assert told.err == "krob: the journal is not intact: 1 findings\n"


@pytest.mark.django_db
def test_a_sound_installation_passes_the_check(capsys):
    assert cli.main(["check", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["migrations_waiting"] == []


def test_an_operator_error_shows_what_was_found_first(capsys, monkeypatch):
    def fail(options):
        raise OperatorError("no", found={"a": ["b", "c"], "d": None})

    top = argparse.ArgumentParser()
    top.set_defaults(run=fail)
    monkeypatch.setattr(cli, "parser", lambda: top)

    assert cli.main([]) == 1
    told = capsys.readouterr()
    assert (told.out, told.err) == ("a: b, c\nd: -\n", "krob: no\n")


def test_rows_are_printed_one_per_line(capsys):
    show([{"a": 1, "b": ""}, {"a": 2, "b": "x"}], as_json=False, to=sys.stdout)

    assert capsys.readouterr().out == "1  -\n2  x\n"
