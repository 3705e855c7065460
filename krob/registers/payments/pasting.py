"""Rows of a decision table from the clipboard of a spreadsheet.

Columns in order: the table's inputs, what the row gives, then law, source mark and explanation
where they are there. A first line of headings is known by its output, which is no number.

Req: 2.10.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import lazystr

from krob.foundation.core.errors import Invalid
from krob.foundation.core.text import Text
from krob.foundation.rules import celltext
from krob.foundation.rules.written import Unreadable
from krob.registers.payments.grid import MOST_ROWS, Column, output
from krob.registers.payments.spec import MARKS

MOST_TEXT = 200_000


@dataclass(frozen=True, slots=True)
class PastedCell:
    """A cell as it was pasted, what it will be shown as, and what is wrong with it."""

    text: str
    shown: Text
    fault: Text | None = None


@dataclass(frozen=True, slots=True)
class Pasted:
    """What a paste would put in: ``rows`` for the table, ``cells`` to look at before."""

    rows: tuple[dict[str, Any], ...]
    cells: tuple[tuple[PastedCell, ...], ...]

    @property
    def faults(self) -> int:
        """How many cells could not be read."""
        return sum(cell.fault is not None for line in self.cells for cell in line)


class Unpasteable(Invalid):
    """The text as a whole cannot be pasted; ``text`` says why."""

    def __init__(self, text: Text) -> None:
        super().__init__("unpasteable", lazystr(text), fields={"pasted": lazystr(text)})
        self.text = text


def read(text: str, columns: Sequence[Column]) -> Pasted:
    """Read tab-separated lines as rows of a table with these columns.

    Raises:
        Unpasteable: too much, nothing, or fewer columns than the table has.
    """
    if len(text) > MOST_TEXT:
        raise Unpasteable(
            Text(f"วางได้ไม่เกิน {MOST_TEXT:,} ตัวอักษร", f"Paste at most {MOST_TEXT:,} characters.")
        )
    lines = _lines(text)
    if len(lines) > MOST_ROWS:
        raise Unpasteable(
            Text(f"วางได้ไม่เกิน {MOST_ROWS:,} แถว", f"Paste at most {MOST_ROWS:,} rows.")
        )
    if lines and _is_heading(lines[0], columns):
        lines = lines[1:]
    if not lines:
        raise Unpasteable(Text("ไม่มีแถวให้วาง", "There is nothing to paste."))
    wanted = len(columns) + 1
    if max(map(len, lines)) < wanted:
        raise Unpasteable(
            Text(
                f"ต้องมีอย่างน้อย {wanted} คอลัมน์: ข้อมูลเข้า {len(columns)} คอลัมน์ แล้วตามด้วยผลลัพธ์",
                f"At least {wanted} columns are needed: {len(columns)} inputs, then the result.",
            )
        )
    read_lines = [_row(line, place, columns) for place, line in enumerate(lines, start=1)]
    return Pasted(tuple(row for row, _ in read_lines), tuple(cells for _, cells in read_lines))


def _lines(text: str) -> list[list[str]]:
    try:
        found = list(csv.reader(io.StringIO(text.replace("\r\n", "\n")), delimiter="\t"))
    except csv.Error:
        raise Unpasteable(Text("อ่านตารางนี้ไม่ได้", "This table cannot be read.")) from None
    return [line for line in found if any(each.strip() for each in line)]


def _is_heading(line: Sequence[str], columns: Sequence[Column]) -> bool:
    place = len(columns)
    return place < len(line) and not any(sign.isdecimal() for sign in line[place])


def _row(
    line: Sequence[str], place: int, columns: Sequence[Column]
) -> tuple[dict[str, Any], tuple[PastedCell, ...]]:
    texts = [*(each.strip() for each in line), *[""] * (len(columns) + 4)]
    values: list[Any] = []
    shown: list[PastedCell] = []
    for text, column in zip(texts, columns, strict=False):
        value, cell = _cell(text, column)
        values.append(value)
        shown.append(cell)
    given, cell = _output(texts[len(columns)])
    law, mark, th, en = texts[len(columns) + 1 : len(columns) + 5]
    row: dict[str, Any] = {"id": f"row_{place}", "cells": values, "output": given}
    row |= {"law": law[:500]} if law else {}
    row |= {"mark": mark} if mark in MARKS else {}
    words = {side: said[:1000] for side, said in (("th", th), ("en", en)) if said}
    row |= {"explanation": words} if words else {}
    rest = [PastedCell(each, Text(each, each)) for each in (law, mark, th)]
    return row, (*shown, cell, *rest)


def _cell(text: str, column: Column) -> tuple[Any, PastedCell]:
    if column.kind is None:
        return text or None, PastedCell(text, Text(text, text))
    try:
        value = celltext.parse(text, column.kind, column.choices)
    except Unreadable as fault:
        return None, PastedCell(text, Text(text, text), fault.text)
    return value, PastedCell(text, celltext.show(value, column.choices))


def _output(text: str) -> tuple[str, PastedCell]:
    try:
        given = output(text)
    except Unreadable as fault:
        return "", PastedCell(text, Text(text, text), fault.text)
    return given, PastedCell(text, Text(given, given))
