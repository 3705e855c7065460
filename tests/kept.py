"""What many tests begin with, made by commands once and put back as rows from then on.

Making the demonstration's authorities and services takes hundreds of milliseconds, putting their
rows back takes a few. What stands there before is part of the name under which they are kept, so
that a test may empty the database or fill it first.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Model

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What making something did to a table: rows that went and rows that came."""

    model: type[Model]
    gone: Sequence[Row]
    come: Sequence[Row]


_kept: dict[tuple[str, Row], list[Change]] = {}


def kept(name: str, make: Callable[[], object]) -> None:
    """Let the database be as if ``make`` had been called, which happens once for what stands."""
    with transaction.atomic():
        key = (name, _standing())
        if key in _kept:
            _put_back(_kept[key])
            return
        before = {model: set(_rows(model)) for model in _models()}
        make()
        _kept[key] = [
            Change(model, sorted(before[model] - set(rows)), _new(rows, before[model]))
            for model in _models()
            if set(rows := _rows(model)) != before[model]
        ]


def _models() -> list[type[Model]]:
    found = apps.get_models(include_auto_created=True)
    return [model for model in found if model._meta.managed and not model._meta.proxy]


def _standing() -> Row:
    """Return how many rows each table has."""
    counts = [f"(SELECT count(*) FROM {_table(model)})" for model in _models()]  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(counts)}")
        return tuple(cursor.fetchone())


def _rows(model: type[Model]) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_columns(model)} FROM {_table(model)}")  # noqa: S608
        return [tuple(map(_plain, row)) for row in cursor.fetchall()]


def _plain(value: object) -> object:
    return str(value) if isinstance(value, date) else value


def _new(rows: Iterable[Row], before: set[Row]) -> list[Row]:
    return [row for row in rows if row not in before]


def _put_back(changes: Sequence[Change]) -> None:
    with connection.cursor() as cursor:
        for change in changes:
            table, key = _table(change.model), _quoted(change.model._meta.pk.column)
            if change.gone:
                keys = [(row[0],) for row in change.gone]
                cursor.executemany(f"DELETE FROM {table} WHERE {key} = %s", keys)  # noqa: S608
            if change.come:
                places = ", ".join(["%s"] * len(change.come[0]))
                cursor.executemany(
                    f"INSERT INTO {table} ({_columns(change.model)}) VALUES ({places})",  # noqa: S608
                    change.come,
                )
        models = [change.model for change in changes]
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def _columns(model: type[Model]) -> str:
    """Return the columns of a table, the primary key first."""
    fields = [f for f in model._meta.local_concrete_fields if not getattr(f, "generated", False)]
    return ", ".join(_quoted(f.column) for f in sorted(fields, key=lambda f: not f.primary_key))


def _table(model: type[Model]) -> str:
    return _quoted(model._meta.db_table)


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
