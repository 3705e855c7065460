"""What is wrong with a decision table, before it is published."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice, pairwise, product, zip_longest
from math import prod
from typing import Any

from krob.foundation.core.text import Text
from krob.foundation.rules.cells import Anything, BadCell, Cell, OneOf, Range, cell_of, meet, typed
from krob.foundation.rules.errors import ExpressionError
from krob.foundation.rules.expressions import compile_expression
from krob.foundation.rules.problems import Problem
from krob.foundation.rules.shapes import Each, Either, Record, misfits
from krob.foundation.rules.values import ListOf, Type, rows_type

HIT_POLICIES = ("unique", "first", "sum")
MAX_REPORTED = 20
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
MAX_COMPARED = 1_000_000


@dataclass(frozen=True, slots=True)
class _Row:
    """A row whose cells could be read."""

    position: int
    name: str
    cells: tuple[Cell, ...]
    since: date
    until: date


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


def problems(part: Mapping[str, Any], types: Mapping[str, Type]) -> list[Problem]:
    """Return all that is wrong with a table: bad rules and cells, overlaps, gaps, dates.

    A table without errors compiles, and evaluates without surprise for answers that it covers.
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
        found += _gaps(rows, kinds, part.get("hit") or "unique", part["inputs"])
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
) -> _Row | None:
    cells = _cells(plain.get("cells"), position, kinds, found)
    days = [_day(plain, key, position, found) for key in ("valid_from", "valid_to")]
    if cells is None or False in days:
        return None
    since, until = days[0] or date.min, days[1] or date.max
    if since >= until:
        text = Text("วันเริ่มต้องมาก่อนวันสิ้นสุด", "valid_from must be before valid_to.")
        found.append(Problem(f"rows[{position}].valid_to", text))
        return None
    return _Row(position, str(plain.get("id") or position + 1), cells, since, until)


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


def _pairs(rows: Sequence[_Row]) -> Iterator[tuple[_Row, _Row]]:
    """Yield the pairs that can overlap: rows that share a value of the first column."""
    buckets: dict[Any, list[_Row]] = defaultdict(list)
    loose: list[_Row] = []
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


def _both(rows: Sequence[_Row]) -> Iterator[tuple[_Row, _Row]]:
    for position, one in enumerate(rows):
        for other in rows[position + 1 :]:
            yield one, other


def _overlaps(rows: Sequence[_Row]) -> list[Problem]:
    found: dict[tuple[int, int], Problem] = {}
    for one, other in islice(_pairs(rows), MAX_COMPARED):
        if one.since >= other.until or other.since >= one.until:
            continue
        if not all(map(meet, one.cells, other.cells)):
            continue
        first, second = sorted((one, other), key=lambda row: row.position)
        text = Text(
            f"แถว {first.name} กับแถว {second.name} ซ้อนกัน",
            f"Rows {first.name} and {second.name} overlap.",
        )
        found[first.position, second.position] = Problem(f"rows[{second.position}]", text)
        if len(found) >= MAX_REPORTED:
            break
    return list(found.values())


def _gaps(
    rows: Sequence[_Row], kinds: Sequence[Type | None], hit: str, inputs: Sequence[Any]
) -> Iterator[Problem]:
    """Find what no row covers, in every combination of the columns' values.

    Numbers are followed along the first column of numbers; of the others every value and stretch
    that some row speaks about is combined with every other.
    """
    main = next((place for place, kind in enumerate(kinds) if kind == "number"), None)
    reported: set[str] = set()
    for others in _combinations(rows, main):
        for text, severity in _holes_of(rows, others, main):
            said = _beside(text, others, main, inputs)
            if str(said) not in reported and len(reported) < MAX_REPORTED:
                reported.add(str(said))
                yield Problem("rows", said, "warning" if hit == "sum" else severity)


def _combinations(rows: Sequence[_Row], main: int | None) -> Iterator[tuple[Cell, ...]]:
    """Yield each combination of what the columns beside ``main`` speak about."""
    count = len(rows[0].cells) if rows else 0
    stretches = [
        [Anything()] if place == main else _stretches([row.cells[place] for row in rows])
        for place in range(count)
    ]
    if prod(map(len, stretches)) * max(len(rows), 1) <= MAX_COMPARED:
        yield from product(*stretches)


def _stretches(cells: Sequence[Cell]) -> list[Cell]:
    """Return the values and the ranges between ends that some cell of a column speaks about."""
    values = {value for cell in cells if isinstance(cell, OneOf) for value in cell.values}
    ranges = [cell for cell in cells if isinstance(cell, Range)]
    if not ranges:
        found: list[Cell] = [OneOf(frozenset({value})) for value in sorted(values, key=str)]
        return found or [Anything()]
    ends = sorted(values | {end for r in ranges for end in (r.low, r.high) if end is not None})
    between = [Range(a, False, b, False) for a, b in pairwise([None, *ends, None])]
    points = [Range(end, True, end, True) for end in ends]
    every = [each for pair in zip_longest(between, points) for each in pair if each]
    spoken = [OneOf(frozenset({value})) for value in values]
    wide = [*ranges, *(Range(v, True, v, True) for one in spoken for v in one.values)]
    return [each for each in every if any(_covers(cell, each) for cell in wide)]


def _holes_of(
    rows: Sequence[_Row], others: tuple[Cell, ...], main: int | None
) -> Iterator[tuple[Text, Any]]:
    fitting = [row for row in rows if _fits(row, others, main)]
    if not fitting:
        yield Text("ไม่มีแถวสำหรับ", "No row covers"), "warning"
    if main is None:
        return
    for day in sorted({row.since for row in fitting}):
        yield from _holes([row.cells[main] for row in fitting if row.since <= day < row.until])


def _fits(row: _Row, others: tuple[Cell, ...], main: int | None) -> bool:
    return all(
        place == main or _covers(mine, other)
        for place, (mine, other) in enumerate(zip(row.cells, others, strict=True))
    )


def _beside(text: Text, others: tuple[Cell, ...], main: int | None, inputs: Sequence[Any]) -> Text:
    named = [
        f"{inputs[place]} {_shown(cell)}"
        for place, cell in enumerate(others)
        if place != main and not isinstance(cell, Anything)
    ]
    if not named:
        return text
    glue = (" เมื่อ", " where") if text.th != "ไม่มีแถวสำหรับ" else ("", "")
    return Text(
        f"{text.th.rstrip('.')}{glue[0]} {' และ '.join(named)}",
        f"{text.en.rstrip('.')}{glue[1]} {' and '.join(named)}.",
    )


def _shown(cell: Cell) -> str:
    if isinstance(cell, OneOf):
        return ", ".join(sorted(map(str, cell.values)))
    if isinstance(cell, Range) and cell.low == cell.high:
        return str(cell.low)
    ends = [] if isinstance(cell, Anything) else [("> ", cell.low), ("< ", cell.high)]
    return " ".join(f"{sign}{end}" for sign, end in ends if end is not None)


def _covers(wide: Cell, narrow: Cell) -> bool:
    if isinstance(wide, Anything) or wide == narrow:
        return True
    if isinstance(narrow, OneOf):
        return all(
            value in wide.values if isinstance(wide, OneOf) else wide.holds(value)
            for value in narrow.values
        )
    return isinstance(wide, Range) and isinstance(narrow, Range) and _within(wide, narrow)


def _within(wide: Range, narrow: Range) -> bool:
    """Say whether a range holds all of another one."""
    low = wide.low is None or (
        narrow.low is not None
        and (
            narrow.low > wide.low
            or (narrow.low == wide.low and (wide.low_included or not narrow.low_included))
        )
    )
    high = wide.high is None or (
        narrow.high is not None
        and (
            narrow.high < wide.high
            or (narrow.high == wide.high and (wide.high_included or not narrow.high_included))
        )
    )
    return low and high


def _holes(cells: Iterable[Cell]) -> Iterator[tuple[Text, Any]]:
    ranges: list[Range] = []
    for cell in cells:
        if isinstance(cell, Anything):
            return
        if isinstance(cell, Range):
            ranges.append(cell)
        else:
            ranges += [Range(value, True, value, True) for value in cell.values]
    bounded = [each for each in ranges if each.low is not None]
    bounded.sort(key=lambda each: (each.low, not each.low_included))
    ordered = [each for each in ranges if each.low is None] + bounded
    if not ordered or all(each.low == each.high for each in ordered):
        return
    yield from _between(ordered)


def _between(ordered: Sequence[Range]) -> Iterator[tuple[Text, Any]]:
    first, reach = ordered[0], ordered[0]
    if first.low is not None and first.low > 0:
        yield _hole("", first.low), "warning"
    elif first.low == 0 and not first.low_included:
        yield _hole(first.low, first.low), "warning"
    for each in ordered[1:]:
        if reach.high is None:
            return
        if _apart(reach, each):
            yield _hole(reach.high, each.low), "error"
        if each.high is None or (each.high, each.high_included) > (reach.high, reach.high_included):
            reach = each
    if reach.high is not None:
        yield _hole(reach.high, ""), "warning"


def _apart(reach: Range, following: Range) -> bool:
    if following.low is None or following.low < reach.high:
        return False
    if following.low > reach.high:
        return True
    return not (reach.high_included or following.low_included)


def _hole(low: Any, high: Any) -> Text:
    if low == "":
        return Text(f"ไม่มีแถวสำหรับค่าที่ต่ำกว่า {high}", f"No row covers values below {high}.")
    if high == "":
        return Text(f"ไม่มีแถวสำหรับค่าที่สูงกว่า {low}", f"No row covers values above {low}.")
    if low == high:
        return Text(f"ไม่มีแถวสำหรับค่า {low} พอดี", f"No row covers exactly {low}.")
    return Text(f"ไม่มีแถวสำหรับค่าระหว่าง {low} ถึง {high}", f"No row covers {low} to {high}.")
