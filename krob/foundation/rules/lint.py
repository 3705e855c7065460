"""What is wrong with a decision table, before it is published."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any

from krob.foundation.core.text import Text
from krob.foundation.rules.cells import BadCell, Cell, OneOf, cell_of, meet, typed
from krob.foundation.rules.errors import ExpressionError
from krob.foundation.rules.expressions import compile_expression
from krob.foundation.rules.gaps import MAX_COMPARED, MAX_REPORTED, Row, Spoken, gaps
from krob.foundation.rules.problems import Problem
from krob.foundation.rules.shapes import Each, Either, Record, misfits
from krob.foundation.rules.values import ListOf, Type, rows_type

HIT_POLICIES = ("unique", "first", "sum")
_ROW = Record(
    {
        "id": Either("text", "number"),
        "cells": "any",
        "output": Either("text", "number"),
        "law": "words",
        "mark": "text",
        "explanation": "words",
    }
)
SHAPE = Record({"code": "text", "hit": "text", "inputs": Each("text"), "rows": Each(_ROW)})
MAX_ROWS = 10_000
MAX_CELLS = 60_000


def day_of(value: Any) -> date | None:
    """Return a date of a definition: a date, an ISO text or nothing.

    Raises:
        BadCell: something else.
    """
    return None if value in (None, "") else typed(value, "date")


def output_of(row: Mapping[str, Any]) -> str:
    """Return the rule of a row's output; a bare number is one, 0 too."""
    output = row.get("output")
    return "" if output is None else str(output)


def problems(
    part: Mapping[str, Any], types: Mapping[str, Type], labels: Mapping[str, Text] | None = None
) -> list[Problem]:
    """Return all that is wrong with a table: bad rules and cells, overlaps, gaps, dates.

    A table without errors compiles, and evaluates without surprise for answers that it covers.
    ``labels`` are what people call answers and choices, as for ``wording.describe``.
    """
    found = list(misfits(part, SHAPE)) or list(_shape(part))
    if found:
        return found
    kinds = list(_inputs(part, types, found))
    rows = [
        row
        for position, plain in enumerate(part["rows"])
        if (row := _read_row(plain, position, kinds, found))
    ]
    found += _output_problems(part, types)
    found += _repeated_ids(part["rows"])
    if (part.get("hit") or "unique") == "unique":
        found += _overlaps(rows)
    if None not in kinds and len(rows) == len(part["rows"]):
        spoken = Spoken([str(each) for each in part["inputs"]], labels or {})
        found += gaps(rows, kinds, part.get("hit") or "unique", spoken)
    return found


def _shape(part: Mapping[str, Any]) -> Iterator[Problem]:
    if (part.get("hit") or "unique") not in HIT_POLICIES:
        text = Text("วิธีเลือกแถวต้องเป็น unique, first หรือ sum", "hit is unique, first or sum.")
        yield Problem("hit", text)
    if not isinstance(part.get("inputs"), list | tuple):
        yield Problem("inputs", Text("ต้องมีรายการข้อมูลเข้า", "The list of inputs is missing."))
    rows = part.get("rows")
    if not isinstance(rows, list | tuple) or not all(isinstance(row, Mapping) for row in rows):
        yield Problem("rows", Text("ต้องมีรายการแถว", "The list of rows is missing."))
    elif not rows:
        yield Problem("rows", Text("ตารางไม่มีแถว", "The table has no rows."))
    elif len(rows) > MAX_ROWS:
        yield Problem("rows", Text(f"เกิน {MAX_ROWS} แถว", f"More than {MAX_ROWS} rows."))
    elif len(rows) * len(part.get("inputs") or ()) > MAX_CELLS:
        yield Problem("rows", Text(f"เกิน {MAX_CELLS} ช่อง", f"More than {MAX_CELLS} cells."))


def _inputs(
    part: Mapping[str, Any], types: Mapping[str, Type], found: list[Problem]
) -> Iterator[Type | None]:
    for position, source in enumerate(part["inputs"]):
        path = f"inputs[{position}]"
        try:
            kind = compile_expression(str(source), types).type
        except ExpressionError as fault:
            found.append(Problem(path, fault.text))
            yield None
            continue
        if isinstance(kind, ListOf) or rows_type(kind):
            text = Text("ข้อมูลเข้าต้องเป็นค่าเดียว ไม่ใช่รายการ", "An input is one value, not a list.")
            found.append(Problem(path, text))
            yield None
        else:
            yield kind


def _read_row(
    plain: Mapping[str, Any], position: int, kinds: Sequence[Type | None], found: list[Problem]
) -> Row | None:
    cells = _cells(plain.get("cells"), position, kinds, found)
    days = [_day(plain, key, position, found) for key in ("valid_from", "valid_to")]
    if cells is None or False in days:
        return None
    since, until = days[0] or date.min, days[1] or date.max
    if since >= until:
        text = Text("วันเริ่มต้องมาก่อนวันสิ้นสุด", "The first day must come before the last.")
        found.append(Problem(f"rows[{position}].valid_to", text))
        return None
    return Row(position, cells, since, until)


def _day(plain: Mapping[str, Any], key: str, position: int, found: list[Problem]) -> Any:
    try:
        return day_of(plain.get(key))
    except BadCell as fault:
        found.append(Problem(f"rows[{position}].{key}", fault.text))
        return False


def _cells(
    cells: Any, position: int, kinds: Sequence[Type | None], found: list[Problem]
) -> tuple[Cell, ...] | None:
    if not isinstance(cells, list | tuple) or len(cells) != len(kinds):
        text = Text(f"แถวต้องมี {len(kinds)} ช่อง", f"The row must have {len(kinds)} cells.")
        found.append(Problem(f"rows[{position}].cells", text))
        return None
    read: list[Cell] = []
    for column, (cell, kind) in enumerate(zip(cells, kinds, strict=True)):
        if kind is None:
            return None
        try:
            read.append(cell_of(cell, kind))
        except BadCell as fault:
            found.append(Problem(f"rows[{position}].cells[{column}]", fault.text))
    return tuple(read) if len(read) == len(kinds) else None


def _output_problems(part: Mapping[str, Any], types: Mapping[str, Type]) -> Iterator[Problem]:
    want: Type | None = "number" if part.get("hit") == "sum" else None
    first: Type | None = None
    for position, row in enumerate(part["rows"]):
        path = f"rows[{position}].output"
        try:
            kind = compile_expression(output_of(row), types, want).type
        except ExpressionError as fault:
            yield Problem(path, fault.text)
            continue
        first = first or kind
        if kind != first:
            text = Text("ทุกแถวต้องให้ผลชนิดเดียวกัน", "All rows must give the same type.")
            yield Problem(path, text)


def _repeated_ids(rows: Sequence[Mapping[str, Any]]) -> Iterator[Problem]:
    seen: set[str] = set()
    for position, row in enumerate(rows):
        name = str(row.get("id") or position + 1)
        if name in seen:
            text = Text(f"รหัสแถว {name} ซ้ำ", f"The row id {name} is used twice.")
            yield Problem(f"rows[{position}].id", text)
        seen.add(name)


def _pairs(rows: Sequence[Row]) -> Iterator[tuple[Row, Row]]:
    """Yield the pairs that can overlap: rows that share a value of the first column."""
    buckets: dict[Any, list[Row]] = defaultdict(list)
    loose: list[Row] = []
    for row in rows:
        if row.cells and isinstance(row.cells[0], OneOf):
            for value in row.cells[0].values:
                buckets[value].append(row)
        else:
            loose.append(row)
    for those in buckets.values():
        yield from _both(those)
    for one in loose:
        for bucket in buckets.values():
            yield from ((one, other) for other in bucket)
    yield from _both(loose)


def _both(rows: Sequence[Row]) -> Iterator[tuple[Row, Row]]:
    for position, one in enumerate(rows):
        for other in rows[position + 1 :]:
            yield one, other


def _overlaps(rows: Sequence[Row]) -> list[Problem]:
    found: dict[tuple[int, int], Problem] = {}
    for one, other in islice(_pairs(rows), MAX_COMPARED):
        if one.since >= other.until or other.since >= one.until:
            continue
        if not all(map(meet, one.cells, other.cells)):
            continue
        first, second = sorted((one.position, other.position))
        text = Text(
            f"แถว {first + 1} กับแถว {second + 1} ซ้อนกัน",
            f"Rows {first + 1} and {second + 1} overlap.",
        )
        found[first, second] = Problem(f"rows[{second}]", text)
        if len(found) >= MAX_REPORTED:
            break
    return list(found.values())
