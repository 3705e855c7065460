"""What the screen of a decision table shows, and what its buttons do. Both editors use it.

Req: 2.10.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

from django.utils.translation import gettext_lazy as _

from krob.foundation.core import clock
from krob.foundation.core.errors import Invalid, Message, NotFound
from krob.foundation.core.text import Text
from krob.foundation.editing import conditions, telling
from krob.foundation.editing.inputs import CODE
from krob.foundation.editing.marks import LETTERED
from krob.foundation.editing.parts import Asked
from krob.foundation.editing.posting import last, typed_day
from krob.foundation.editing.types import Around, Choice, Grid, Posted, Told
from krob.foundation.rules import celltext, rows
from krob.foundation.rules.cells import Anything, BadCell, Cell, cell_of, meet
from krob.foundation.rules.lint import day_of
from krob.foundation.rules.problems import Problem
from krob.registers.payments import grid, pasting, trying
from krob.registers.payments.grid import PAGE, Column, Table

HITS: tuple[Choice, ...] = (
    ("unique", _("Exactly one row fits")),
    ("first", _("The first row that fits counts")),
    ("sum", _("All rows that fit are added up")),
)
MOST_PLANE = 30
PREFIX = "table-"


def name_of(code: str, page: int = 1) -> str:
    """Return the item's name of a page of a table."""
    return f"{PREFIX}{code}" + (f"~{page}" if page > 1 else "")


def code_of(name: str) -> str:
    """Return which table an item's name means.

    Raises:
        NotFound: it means none.
    """
    if not name.startswith(PREFIX):
        raise NotFound("item-not-found", _("This is not there any more."))
    return name.removeprefix(PREFIX).partition("~")[0]


def page_of(name: str) -> int:
    """Return which page of a table an item's name means."""
    page = name.partition("~")[2]
    return int(page) if page.isascii() and page.isdigit() and len(page) < 4 and int(page) else 1


# -- verbs --------------------------------------------------------------------------------------


def saved(table: Table, posted: Posted, around: Around, taken: Sequence[str]) -> Table:
    """Return the table as posted, rearranged where one of the grid's buttons was pressed.

    Raises:
        Invalid: a cell could not be read, or the code is another table's.
    """
    table, errors = grid.read(table, posted, around)
    table, wrong = grid.with_columns(table, posted)
    errors |= wrong
    code = last(posted, "table-code") or str(table.get("code") or "")
    if not CODE.fullmatch(code) or code in taken:
        errors["table-code"] = _("Choose a code that no other table has, such as licence-fee.")
    if len(table["rows"]) > grid.MOST_ROWS:
        errors["rows"] = _("A table has at most %(most)s rows.") % {"most": grid.MOST_ROWS}
    if errors:
        raise Invalid("not-saved", _("This was not saved."), fields=errors)
    hit = last(posted, "table-hit")
    table |= {"code": code, "hit": hit if hit in dict(HITS) else table.get("hit") or "unique"}
    return grid.rearranged(table, last(posted, grid.BUTTON))


def pasted(table: Table, posted: Posted, around: Around) -> Table:
    """Return the table with its rows replaced (or followed) by those of a spreadsheet.

    Raises:
        Asked: it was not confirmed yet; the page shows what would be put in.
        Unpasteable: the text is no such table.
    """
    found = pasting.read(last(posted, "pasted"), grid.columns_of(table, around))
    if last(posted, "confirmed") != "1" or found.faults:
        raise Asked
    if last(posted, "how") != "add":
        return {**table, "rows": list(found.rows)}
    kept = grid.rows_of(table)
    for row in found.rows:
        kept.append({**row, "id": grid.fresh_id(kept)})
    return {**table, "rows": kept[: grid.MOST_ROWS]}


# -- the screen ---------------------------------------------------------------------------------


def shown(
    table: Mapping[str, Any],
    name: str,
    around: Around,
    problems: Sequence[Problem],
    posted: Posted | None,
    errors: Mapping[str, Message],
) -> dict[str, Any]:
    """Return what the template of a table needs; ``problems`` have paths inside the table."""
    columns = grid.columns_of(table, around)
    every = grid.rows_of(table)
    page, pages = page_of(name), max(1, -(-len(every) // PAGE))
    page = min(page, pages)
    start = (page - 1) * PAGE
    at_cells, elsewhere = _by_place(problems)
    here = every[start : start + PAGE]
    view = _View(columns, posted or {}, errors, at_cells)
    shown_rows = [view.row(row, start + place) for place, row in enumerate(here)]
    if page == pages:
        shown_rows.append(view.row({}, len(every)) | {"new": True})
    code = str(table.get("code") or "")
    return {
        "table": table,
        "code": code,
        "columns": columns,
        "column_problems": {c.place: at_cells.get(f"inputs[{c.place}]", []) for c in columns},
        "rows": shown_rows,
        "marks": LETTERED,
        "hits": HITS,
        "offered": [(n, around.labels.get(n) or n) for n in scalars(around)],
        "new_column": len(columns) < grid.MOST_COLUMNS and len(columns),
        "pages": [(n, name_of(code, n)) for n in range(1, pages + 1)] if pages > 1 else [],
        "page_number": page,
        "table_problems": elsewhere,
        "plane": _plane(table, columns, every),
        "try": trying.asked(trying.sources_of_table(table), posted, around),
        "try_on": typed_day(trying.day_of(posted).isoformat()),
        **_answered(table, columns, around, posted),
    }


def scalars(around: Around) -> list[str]:
    """Return the answers of one value, which may be a column."""
    known = rows.offered(around.types)
    return [n for n in known if rows.shape_of(around.types[n]) not in ("list", "group")]


def _answered(
    table: Mapping[str, Any], columns: Sequence[Column], around: Around, posted: Posted | None
) -> dict[str, Any]:
    match last(posted or {}, "_ask"):
        case "try":
            return {"tried": trying.table(table, posted or {}, around)}
        case "paste":
            text = last(posted or {}, "pasted")[: pasting.MOST_TEXT]
            try:
                found = pasting.read(text, columns)
            except pasting.Unpasteable as fault:
                return {"pasted_text": text, "paste_fault": fault.text}
            return {
                "pasted_text": text,
                "preview": found,
                "preview_cells": list(islice(found.cells, PAGE)),
                "replaced": len(grid.rows_of(table)),
            }
    return {}


def _by_place(problems: Sequence[Problem]) -> tuple[dict[str, list[Problem]], list[Problem]]:
    placed: dict[str, list[Problem]] = defaultdict(list)
    elsewhere: list[Problem] = []
    for problem in problems:
        if problem.path.startswith(("rows[", "inputs[")):
            placed[problem.path].append(problem)
        else:
            elsewhere.append(problem)
    return placed, elsewhere


class _View:
    """Shows the rows of a grid: what was typed where it could not be read, else what is kept."""

    def __init__(
        self,
        columns: Sequence[Column],
        posted: Posted,
        errors: Mapping[str, Message],
        problems: Mapping[str, list[Problem]],
    ) -> None:
        self.columns = columns
        self.posted = posted if errors else {}
        self.errors = errors
        self.problems = problems

    def row(self, row: Mapping[str, Any], place: int) -> dict[str, Any]:
        """Return one row as the template needs it."""
        words = Text.of(row.get("explanation"))
        law = Text.of(row.get("law")).th
        at = f"rows[{place}]"
        since, until = (typed_day(row.get(key)) for key in ("valid_from", "valid_to"))
        cells = grid.cells_of(row, len(self.columns))
        return {
            "place": place,
            "number": place + 1,
            "id": row.get("id", ""),
            "cells": [
                self._input(
                    f"cell-{place}-{c.place}",
                    celltext.show(cell, c.choices),
                    f"{at}.cells[{c.place}]",
                )
                | {"column": c}
                for c, cell in zip(self.columns, cells, strict=True)
            ],
            "output": self._input(f"output-{place}", row.get("output", ""), f"{at}.output"),
            "law": self._input(f"law-{place}", law, f"{at}.law"),
            "mark": self._input(f"mark-{place}", row.get("mark", ""), f"{at}.mark"),
            "from": self._input(f"from-{place}", since, f"{at}.valid_from"),
            "to": self._input(f"to-{place}", until, f"{at}.valid_to"),
            "th": self._input(f"words-{place}-th", words.th, f"{at}.explanation"),
            "en": self._input(f"words-{place}-en", words.en, ""),
            "problems": [*self.problems.get(at, ()), *self.problems.get(f"{at}.id", ())],
        }

    def _input(self, name: str, value: Any, path: str) -> dict[str, Any]:
        typed = self.posted.get(name)
        return {
            "name": name,
            "value": typed[-1] if typed else value,
            "error": self.errors.get(name, ""),
            "problems": self.problems.get(path, []),
        }


# -- in words -----------------------------------------------------------------------------------


def told(table: Mapping[str, Any], around: Around) -> Told:
    """Return a table in words: how it is read, and every row of it."""
    columns, code = grid.columns_of(table, around), str(table.get("code") or "")
    headings: list[Message | Text] = [column.words for column in columns]
    headings += [_("Result"), _("Law"), _("In force"), _("Explanation")]
    rows_told = [_told_row(row, columns, around) for row in grid.rows_of(table)]
    return Told(
        title=telling.titled(table.get("title"), _("Table %(code)s") % {"code": code}),
        item=name_of(code),
        note=dict(HITS).get(str(table.get("hit") or "unique"), ""),
        grid=Grid(columns=headings, cells=rows_told),
    )


def _told_row(
    row: Mapping[str, Any], columns: Sequence[Column], around: Around
) -> list[Message | Text]:
    cells = zip(grid.cells_of(row, len(columns)), columns, strict=True)
    days = [typed_day(row.get(key)) for key in ("valid_from", "valid_to")]
    law, mark = str(Text.of(row.get("law"))), str(row.get("mark") or "")
    return [
        *(celltext.show(cell, column.choices) or _("any") for cell, column in cells),
        conditions.told(str(row.get("output") or ""), around),
        " · ".join(each for each in (law, mark) if each),
        " – ".join(days) if any(days) else "",
        Text.of(row.get("explanation")),
    ]


# -- two dimensions -----------------------------------------------------------------------------


def _plane(
    table: Mapping[str, Any], columns: Sequence[Column], every: Sequence[Mapping[str, Any]]
) -> dict[str, Any] | None:
    """Return a table of two inputs as a plane: one down, one across, results in the fields."""
    if len(columns) != 2 or not every or any(c.kind is None for c in columns):
        return None
    read = _readable(every, columns)
    down, across = (_axis([cells[side] for _, cells in read], columns[side]) for side in (0, 1))
    if not down or not across or max(len(down), len(across)) > MOST_PLANE:
        return None
    one = (table.get("hit") or "unique") == "unique"
    lines = [
        (words, [_field(read, (cell, other), one) for _words, other in across])
        for words, cell in down
    ]
    return {"across": [words for words, _cell in across], "lines": lines, "columns": columns}


def _readable(
    every: Sequence[Mapping[str, Any]], columns: Sequence[Column]
) -> list[tuple[tuple[int, str], tuple[Cell, ...]]]:
    found = []
    for place, row in enumerate(every):
        if _is_over(row):
            continue
        try:
            cells = tuple(
                cell_of(cell, column.kind or "text")
                for cell, column in zip(grid.cells_of(row, 2), columns, strict=True)
            )
        except BadCell:
            continue
        found.append(((place, str(row.get("output") or "")), cells))
    return found


def _is_over(row: Mapping[str, Any]) -> bool:
    """Say whether a row does not hold any more, so that its successor overlaps nothing."""
    try:
        last_day = day_of(row.get("valid_to"))
    except BadCell:
        return False
    return last_day is not None and last_day <= clock.today()


def _axis(cells: Sequence[Cell], column: Column) -> list[tuple[Text, Cell]]:
    found = {cell: _words(cell, column) for cell in cells}
    named = {cell: words for cell, words in found.items() if not isinstance(cell, Anything)}
    return [(words, cell) for cell, words in (named or found).items()]


def _words(cell: Cell, column: Column) -> Text:
    if isinstance(cell, Anything):
        return Text("ทุกกรณี", "any")
    values = getattr(cell, "values", None)
    if values is not None:
        return celltext.show({"in": sorted(values, key=str)}, column.choices)
    return celltext.show(
        {"range": [cell.low, cell.low_included, cell.high, cell.high_included]}  # type: ignore[union-attr]
    )


def _field(
    read: Sequence[tuple[tuple[int, str], tuple[Cell, ...]]],
    at: tuple[Cell, Cell],
    one: bool,
) -> dict[str, Any]:
    hits = [row for row, cells in read if all(map(meet, cells, at))]
    return {
        "hits": [
            {"number": place + 1, "output": given, "page": place // PAGE + 1}
            for place, given in hits
        ],
        "gap": not hits,
        "overlap": one and len(hits) > 1,
    }
