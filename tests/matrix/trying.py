"""Trying a command as an actor, and seeing what became of it; everything is rolled back after."""

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import connection, transaction

from krob.foundation.core.actor import Actor
from krob.foundation.core.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from krob.foundation.core.registry import Command, commands
from krob.foundation.events.models import Event
from tests.matrix.cells import TRIES
from tests.matrix.world import World

DID = "did"
SAME = "same"
REFUSALS = {NotFound: "hidden", NotAllowed: "barred", Conflict: "late", Invalid: "invalid"}
WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE)\b", re.IGNORECASE)


class Undo(Exception):
    """Takes a savepoint back."""


@contextmanager
def undone() -> Iterator[None]:
    """Take everything back at the end."""
    try:
        with transaction.atomic():
            yield
            raise Undo
    except Undo:
        pass


@contextmanager
def writes() -> Iterator[list[str]]:
    """Collect the statements that write."""
    seen: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if WRITES.match(sql):
            seen.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield seen


def digest() -> str:
    """Return a digest of every row of every table of the house, the journal included."""
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    found = hashlib.sha256()
    with connection.cursor() as cursor:
        for table in sorted(tables):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            for row in sorted(map(repr, cursor.fetchall())):
                found.update(row.encode())
    return found.hexdigest()


@dataclass
class Found:
    """What came of a command by state and actor, and which events its changes recorded."""

    outcomes: dict[str, dict[str, str]] = field(default_factory=dict)
    events: set[tuple[str, ...]] = field(default_factory=set)


def _recorded(since: int) -> tuple[str, ...]:
    newer = Event.objects.filter(id__gt=since).order_by("id")
    return tuple(newer.values_list("name", flat=True))


def outcome(command: Command, world: World, state: str, actor: Actor, found: Found) -> str:
    """Return what comes of a try: ``did``, ``same`` (nothing to do), or how it was refused.

    Raises:
        AssertionError: it was refused, and yet something changed.
    """
    tried = TRIES[command.name]
    changed = ""
    with undone(), writes() as seen:
        arguments = dict(tried.arguments(world, state, actor))
        del seen[:]
        last = Event.objects.order_by("-id").values_list("id", flat=True)[0]
        try:
            command.function(actor=actor, **arguments)
        except DomainError as refusal:
            result = REFUSALS.get(type(refusal), refusal.code)
            changed = digest() if seen else ""
        else:
            result = DID if seen else SAME
            found.events |= {_recorded(last)} if seen else set()
    if changed:
        assert changed == digest(), f"{command.name} refused {actor.id} and changed something"
    return result


def tried(name: str, world: World) -> Found:
    """Return what comes of a command in every state, by every actor."""
    command = commands.get(name)
    found = Found()
    for state in TRIES[name].states:
        with undone():
            TRIES[name].prepare(world, state)
            found.outcomes[state] = {
                who: outcome(command, world, state, actor, found)
                for who, actor in world.actors.items()
            }
    return found
