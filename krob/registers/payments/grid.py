"""A decision table as a grid that officials fill in: read from a form, shown, pasted, rearranged.

Pure functions over one table's part. Inputs are named ``cell-<row>-<column>``, ``output-<row>``,
``law-<row>``, ``mark-<row>``, ``from-<row>``, ``to-<row>``, ``words-<row>-th`` and ``-en``; rows
count from 0 through the whole table, whichever page of it is shown.

Req: 2.10.
"""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import lazystr
from django.utils.translation import gettext as _

from krob.foundation.core.errors import Message
from krob.foundation.core.text import Text
from krob.foundation.editing.lists import fresh
from krob.foundation.editing.posting import last
from krob.foundation.editing.types import Around, Posted
from krob.foundation.rules import celltext, written
from krob.foundation.rules.errors import ExpressionError
from krob.foundation.rules.expressions import compile_expression, describe
from krob.foundation.rules.values import Type
from krob.foundation.rules.written import Unreadable

PAGE = 40
MOST_ROWS = 2_000
MOST_COLUMNS = 12
BUTTON = "_grid"
"""Buttons of the grid: ``row:<n>:up|down|insert|out`` and ``column:<n>:left|right|out``."""
Table = dict[str, Any]
Errors = dict[str, Message]


@dataclass(frozen=True, slots=True)
class Column:
    """One input of a table: its rule, type (None where it does not compile), name, choices."""

    place: int
    source: str
    kind: Type | None
    words: Text
    choices: tuple[tuple[str, Text], ...]
    fault: Text | None = None


def columns_of(table: Mapping[str, Any], around: Around) -> list[Column]:
    """Return the columns of a table as the form knows them now."""
    return [_column(place, str(source), around) for place, source in enumerate(_inputs(table))]


def _inputs(table: Mapping[str, Any]) -> list[Any]:
    found = table.get("inputs")
    return list(found) if isinstance(found, list | tuple) else []


def _column(place: int, source: str, around: Around) -> Column:
    words = words_of(source, around)
    choices = tuple(
        (key.removeprefix(f"{source}="), label)
        for key, label in around.labels.items()
        if key.startswith(f"{source}=")
    )
    try:
        kind = compile_expression(source, around.types).type
    except ExpressionError as fault:
        return Column(place, source, None, words, choices, fault.text)
    return Column(place, source, kind, words, choices)


def words_of(source: str, around: Around) -> Text:
    """Return what people call an input: the name of the answer, or the rule read aloud."""
    try:
        return around.labels.get(source) or describe(source, around.labels)
    except ExpressionError:
        return Text(source, source)


def rows_of(table: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of a table, whatever the draft holds."""
    found = table.get("rows")
    rows = found if isinstance(found, list | tuple) else []
    return [dict(row) for row in rows if isinstance(row, Mapping)]


def cells_of(row: Mapping[str, Any], count: int) -> list[Any]:
    """Return the cells of a row, one for each column."""
    found = row.get("cells")
    cells = list(found) if isinstance(found, list | tuple) else []
    return [*cells, *[None] * count][:count]


# -- read ---------------------------------------------------------------------------------------


def read(table: Table, posted: Posted, around: Around) -> tuple[Table, Errors]:
    """Return the table with what was posted of its rows, and what could not be read.

    A cell whose text was not changed keeps what it holds; a filled-in row after the last is new.
    """
    columns, rows, errors = columns_of(table, around), rows_of(table), Errors()
    for place in range(len(rows) + 1):
        if not any(f"{name}-{place}" in posted for name in ("output", "law", "cell")):
            continue
        old = rows[place] if place < len(rows) else {}
        new = _row(old, place, columns, posted, errors)
        if place < len(rows):
            rows[place] = new
        elif _filled(new) or any(name.endswith(f"-{place}") for name in errors):
            rows.append({"id": fresh_id(rows), **new})
    return {**table, "rows": rows}, errors


def fresh_id(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return an id that no row has."""
    return fresh(f"row_{len(rows) + 1}", {str(row.get("id")) for row in rows})


def _filled(row: Mapping[str, Any]) -> bool:
    return any(cell is not None for cell in row["cells"]) or any(
        value for key, value in row.items() if key not in ("cells", "mark", "id")
    )


def _row(
    old: Mapping[str, Any], place: int, columns: Sequence[Column], posted: Posted, errors: Errors
) -> dict[str, Any]:
    row = dict(old)
    row["cells"] = [
        _cell(cell, f"cell-{place}-{column.place}", column, posted, errors)
        for cell, column in zip(cells_of(old, len(columns)), columns, strict=True)
    ]
    row["output"] = _read(f"output-{place}", posted, errors, output) or ""
    for key, name in (("law", "law"), ("mark", "mark")):
        row[key] = last(posted, f"{name}-{place}")[:500]
    for key, name in (("valid_from", "from"), ("valid_to", "to")):
        row[key] = _read(f"{name}-{place}", posted, errors, written.day)
    row["explanation"] = {
        side: said[:1000]
        for side in ("th", "en")
        if (said := last(posted, f"words-{place}-{side}"))
    }
    kept = {"cells", "output"}
    return {key: value for key, value in row.items() if key in kept or value not in (None, "", {})}


def _cell(old: Any, name: str, column: Column, posted: Posted, errors: Errors) -> Any:
    typed = last(posted, name)
    shown = celltext.show(old, column.choices)
    if typed in (shown.th, shown.in_("en")):
        return old
    if column.kind is None:
        return typed or None
    try:
        return celltext.parse(typed, column.kind, column.choices)
    except Unreadable as fault:
        errors[name] = lazystr(fault.text)
        return old


def _read(name: str, posted: Posted, errors: Errors, reader: Any) -> Any:
    typed = last(posted, name)
    try:
        return reader(typed) if typed else None
    except Unreadable as fault:
        errors[name] = lazystr(fault.text)
        return None


def output(typed: str) -> str:
    """Read what a row gives: a number as people type it, or a rule.

    Raises:
        Unreadable: too long, or a spreadsheet's formula.
    """
    try:
        return written.number(typed)
    except Unreadable:
        pass
    if typed.startswith("="):
        said = "ใช้สูตรของตารางคำนวณไม่ได้ ให้วางเป็นค่า"
        raise Unreadable(Text(said, "Paste values, not a spreadsheet's formulas."))
    if len(typed) > celltext.MOST:
        most = celltext.MOST
        raise Unreadable(Text(f"ยาวได้ไม่เกิน {most} ตัวอักษร", f"At most {most} characters."))
    return typed


# -- rearranged ---------------------------------------------------------------------------------


def rearranged(table: Table, button: str) -> Table:
    """Return the table after one of the grid's buttons; unknown buttons change nothing."""
    what, _colon, order = button.partition(":")
    at, _colon, verb = order.partition(":")
    if not (at.isascii() and at.isdigit()):
        return table
    if what == "row":
        return {**table, "rows": _rearranged_rows(rows_of(table), int(at), verb)}
    return _rearranged_columns(table, int(at), verb) if what == "column" else table


def _rearranged_rows(rows: list[dict[str, Any]], at: int, verb: str) -> list[dict[str, Any]]:
    if at >= len(rows):
        return rows
    if verb == "insert":
        blank = {
            "id": fresh_id(rows),
            "cells": [None] * len(rows[at].get("cells") or ()),
            "output": "",
        }
        return [*rows[: at + 1], blank, *rows[at + 1 :]]
    if verb == "copy":
        twin = {**copy.deepcopy(rows[at]), "id": fresh_id(rows)}
        return [*rows[: at + 1], twin, *rows[at + 1 :]]
    return _shifted(rows, at, verb, {"up": -1, "down": 1})


def _shifted(items: list[Any], at: int, verb: str, steps: Mapping[str, int]) -> list[Any]:
    if verb != "out" and verb not in steps:
        return items
    rest = [*items[:at], *items[at + 1 :]]
    if verb == "out":
        return rest
    to = max(0, min(at + steps[verb], len(rest)))
    return [*rest[:to], items[at], *rest[to:]]


def _rearranged_columns(table: Table, at: int, verb: str) -> Table:
    inputs, steps = _inputs(table), {"left": -1, "right": 1}
    if at >= len(inputs):
        return table
    rows = [
        {**row, "cells": _shifted(cells_of(row, len(inputs)), at, verb, steps)}
        for row in rows_of(table)
    ]
    return {**table, "inputs": _shifted(inputs, at, verb, steps), "rows": rows}


def with_columns(table: Table, posted: Posted) -> tuple[Table, Errors]:
    """Return the table with the columns' rules as posted, and one more where one was asked for.

    ``column-<n>`` is the answer that a column is about, ``column-<n>-rule`` a rule instead of it;
    the column after the last is new.
    """
    inputs, errors = _inputs(table), Errors()
    for place in range(len(inputs) + 1):
        name = f"column-{place}"
        source = last(posted, f"{name}-rule") or last(posted, name)
        if len(source) > celltext.MOST:
            errors[name] = _("At most %(most)s characters.") % {"most": celltext.MOST}
        elif place < len(inputs):
            inputs[place] = source or inputs[place]
        elif source and place < MOST_COLUMNS:
            inputs.append(source)
    rows = [{**row, "cells": cells_of(row, len(inputs))} for row in rows_of(table)]
    return {**table, "inputs": inputs, "rows": rows}, errors
