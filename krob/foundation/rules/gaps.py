"""What no row of a decision table covers, said in the words of its columns."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise, product, zip_longest
from math import prod
from typing import Any

from krob.foundation.core.text import Text
from krob.foundation.rules.cells import Anything, Cell, OneOf, Range
from krob.foundation.rules.problems import Problem
from krob.foundation.rules.values import Type

MAX_REPORTED = 20
MAX_COMPARED = 1_000_000


@dataclass(frozen=True, slots=True)
class Row:
    """A row whose cells could be read."""

    position: int
    cells: tuple[Cell, ...]
    since: date
    until: date


def gaps(
    rows: Sequence[Row], kinds: Sequence[Type | None], hit: str, spoken: "Spoken"
) -> Iterator[Problem]:
    """Find what no row covers, in every combination of the columns' values.

    Numbers are followed along the first column of numbers; of the others every value and stretch
    that some row speaks about is combined with every other.
    """
    main = next((place for place, kind in enumerate(kinds) if kind == "number"), None)
    reported: set[str] = set()
    for others in _combinations(rows, main):
        for text, severity in _holes_of(rows, others, main):
            said = spoken.beside(text, others, main)
            if str(said) not in reported and len(reported) < MAX_REPORTED:
                reported.add(str(said))
                yield Problem("rows", said, "warning" if hit == "sum" else severity)


def _combinations(rows: Sequence[Row], main: int | None) -> Iterator[tuple[Cell, ...]]:
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
    rows: Sequence[Row], others: tuple[Cell, ...], main: int | None
) -> Iterator[tuple[Text, Any]]:
    fitting = [row for row in rows if _fits(row, others, main)]
    if not fitting:
        yield Text("ไม่มีแถวสำหรับ", "No row covers"), "warning"
    if main is None:
        return
    for day in sorted({row.since for row in fitting}):
        yield from _holes([row.cells[main] for row in fitting if row.since <= day < row.until])


def _fits(row: Row, others: tuple[Cell, ...], main: int | None) -> bool:
    return all(
        place == main or _covers(mine, other)
        for place, (mine, other) in enumerate(zip(row.cells, others, strict=True))
    )


class Spoken:
    """Says for which values of the columns beside the numbers no row is there."""

    def __init__(self, inputs: Sequence[str], labels: Mapping[str, Text]) -> None:
        self.inputs = inputs
        self.labels = labels

    def beside(self, text: Text, others: tuple[Cell, ...], main: int | None) -> Text:
        """Return the text with the values of the other columns."""
        named = [
            self._named(self.inputs[place], cell)
            for place, cell in enumerate(others)
            if place != main and not isinstance(cell, Anything)
        ]
        if not named:
            return text
        glue = (" เมื่อ", " where") if text.th != "ไม่มีแถวสำหรับ" else ("", "")
        return Text(
            f"{text.th.rstrip('.')}{glue[0]} {' และ '.join(each.th for each in named)}",
            f"{text.en.rstrip('.')}{glue[1]} {' and '.join(each.in_('en') for each in named)}.",
        )

    def _named(self, source: str, cell: Cell) -> Text:
        name, values = self._label(source, source), [Text(_ends(cell), _ends(cell))]
        if isinstance(cell, OneOf):
            plain = sorted(map(str, cell.values))
            values = [self._label(f"{source}={value}", value) for value in plain]
        return Text(
            f"{name.th} {', '.join(value.th for value in values)}",
            f"{name.in_('en')} {', '.join(value.in_('en') for value in values)}",
        )

    def _label(self, name: str, otherwise: str) -> Text:
        return self.labels.get(name) or Text(otherwise, otherwise)


def _ends(cell: Cell) -> str:
    if not isinstance(cell, Range):
        return ""
    if cell.low == cell.high:
        return str(cell.low)
    return " ".join(
        f"{sign}{end}" for sign, end in (("> ", cell.low), ("< ", cell.high)) if end is not None
    )


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
