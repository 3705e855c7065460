"""The repeating group: rows of the same few questions."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from krob.engines.smartforms.types import Answer, Field, Kind, Posted, Unreadable
from krob.foundation.core.errors import Message
from krob.foundation.editing.types import Setting
from krob.foundation.rules.values import GroupOf, Type

MAX_ROWS = 200


class GroupKind(Kind):
    """Rows of questions. Every row is a dict of canonical answers; wrong cells are kept apart."""

    code = "group"
    grouped = True
    title = _("Repeating group")
    settings = (
        Setting(key="min", label=_("Fewest rows"), kind="number"),
        Setting(key="max", label=_("Most rows"), kind="number"),
        Setting(key="row_label", label=_("What a row is called"), kind="words", longest=60),
    )

    def gather(self, name: str, posted: Posted, field: Field) -> Answer:
        """Collect the posted rows, with nothing known before."""
        return self.gather_over(name, posted, field, [])

    def gather_over(
        self, name: str, posted: Posted, field: Field, before: Sequence[Mapping[str, Any]]
    ) -> Answer:
        """Collect rows by their index in the names; perform a posted "add" or "remove".

        Numbers may have gaps; more than ``MAX_ROWS`` rows are not read. Cells that the page did
        not show keep what ``before`` had in that row.
        """
        found = sorted(_indexes(name, posted))[:MAX_ROWS]
        adds = name in posted.get("_add", [])
        if not found and not adds and f"{name}-rows" not in posted:
            return None
        gone = set(posted.get("_remove", []))
        rows = [
            _cells(f"{name}-{at}", posted, field, before[at] if at < len(before) else {})
            for at in found
            if f"{name}-{at}" not in gone
        ]
        if adds and len(rows) < most_rows(field):
            rows += [{} for _row in range(least_shown(field) - len(rows))] + [{}]
        return rows

    def parse(self, raw: Answer, field: Field) -> Answer:
        """Read all rows.

        Raises:
            Unreadable: a cell is wrong; parts are named ``<row>-<cell>``.
        """
        rows, wrong = self.read(raw, field)
        parts: dict[str, Message] = {}
        for index, cells in enumerate(wrong):
            for key, text in cells.items():
                parts |= _cell_errors(index, field, key, text)
        if parts:
            raise Unreadable(**parts)
        return rows or None

    def read(self, raw: Answer, field: Field) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """Split rows into the cells that could be read and those that could not, aligned."""
        rows, wrong = [], []
        for given in list(raw if isinstance(raw, list | tuple) else [])[:MAX_ROWS]:
            cells = given if isinstance(given, Mapping) else {}
            good: dict[str, Any] = {}
            bad: dict[str, Any] = {}
            for cell in field.fields:
                if not cell.kind.asks or cell.key not in cells:
                    continue
                try:
                    answer = cell.kind.parse(cells[cell.key], cell)
                except Unreadable:
                    bad[cell.key] = cells[cell.key]
                    continue
                if answer is not None:
                    good[cell.key] = answer
            rows.append(good)
            wrong.append(bad)
        return rows, wrong

    def typed(self, answer: Answer, field: Field) -> Any:
        """A list of rows of typed values; empty rows are left out."""
        return [typed_row(row, field) for row in answer if row]

    def rules_types(self, field: Field) -> Mapping[str, Type]:
        """A group of the cells' types."""
        cells: dict[str, Type] = {}
        for cell in field.fields:
            cells |= {f"{cell.key}{end}": kind for end, kind in cell.kind.rules_types(cell).items()}
        return {"": GroupOf(cells)}

    def write(self, answer: Answer, field: Field, *, masked: bool = False) -> str:
        """One line per row."""
        lines = []
        for row in answer:
            words = [
                cell.kind.write(row[cell.key], cell, masked=masked)
                for cell in field.fields
                if cell.key in row
            ]
            lines.append(" · ".join(words))
        return "\n".join(line for line in lines if line)

    def show(self, raw: Answer, field: Field) -> Answer:
        """The rows."""
        return list(raw or [])

    def missing(self, field: Field) -> Message:
        """Ask for the first row."""
        return _("Add at least one: %(name)s") % {"name": field.name}

    def schema(self, field: Field) -> dict[str, Any]:
        """An array of objects."""
        row = {
            "type": "object",
            "properties": {c.key: c.kind.schema(c) for c in field.fields if c.kind.asks},
            "additionalProperties": False,
        }
        most = most_rows(field)
        return {
            "type": "array",
            "items": row,
            "minItems": field.options.get("min", 0),
            "maxItems": most,
        }

    def problems(self, options: Mapping[str, Any]) -> Iterator[tuple[str, Promise | str]]:
        """Row counts are whole numbers in order."""
        least, most = options.get("min", 0), options.get("max", MAX_ROWS)
        for option, value in (("min", least), ("max", most)):
            if not isinstance(value, int) or not 0 <= value <= MAX_ROWS:
                yield option, _("A number of rows is a whole number from 0 to 200.")
                return
        if least > most:
            yield "max", _("The upper limit is below the lower one.")


def most_rows(field: Field) -> int:
    """Return how many rows a group may have."""
    return min(int(field.options.get("max", MAX_ROWS)), MAX_ROWS)


def least_rows(field: Field) -> int:
    """Return how many rows a group must have when it is answered at all."""
    return int(field.options.get("min", 0))


def least_shown(field: Field) -> int:
    """Return how many rows a page shows at least."""
    return max(least_rows(field), 1 if field.required is True else 0)


def typed_row(row: Mapping[str, Any], field: Field) -> dict[str, Any]:
    """Return the cells of a row as rules see them."""
    return {
        cell.key: cell.kind.typed(row[cell.key], cell) for cell in field.fields if cell.key in row
    }


def _cells(name: str, posted: Posted, field: Field, before: Mapping[str, Any]) -> dict[str, Any]:
    shown = posted.get("_shown", [])
    cells = {}
    for cell in field.fields:
        raw = cell.kind.gather(f"{name}-{cell.key}", posted, cell)
        if raw is None and f"{name}-{cell.key}" not in shown:
            raw = before.get(cell.key)
        if raw is not None:
            cells[cell.key] = raw
    return cells


def _indexes(name: str, posted: Posted) -> set[int]:
    row = re.compile(rf"{re.escape(name)}-([0-9]{{1,4}})(?:-|$)")
    return {int(found[1]) for key in posted if (found := row.match(key))}


def _cell_errors(index: int, field: Field, key: str, text: Answer) -> dict[str, Message]:
    cell = next(cell for cell in field.fields if cell.key == key)
    try:
        cell.kind.parse(text, cell)
    except Unreadable as error:
        return {
            f"{index}-{key}" + (f"-{part}" if part else ""): message
            for part, message in error.parts.items()
        }
    return {}
