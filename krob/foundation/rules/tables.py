"""Decision tables: rows of typed cells, each with its law and its time; the first rule wins.

A fee or a refusal never comes from silence: a missing answer, no row that fits and two rows
where one is promised are errors, not a default.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import sha256
from typing import Any

from krob.foundation.core.canonical import canonical_json
from krob.foundation.core.pinned import Pinned
from krob.foundation.core.text import Text
from krob.foundation.rules.cells import Cell, OneOf, cell_of, holds
from krob.foundation.rules.errors import MissingInput, NoMatch, Overlap
from krob.foundation.rules.expressions import Expression, compile_expression
from krob.foundation.rules.lint import day_of, output_of, problems
from krob.foundation.rules.logic import total
from krob.foundation.rules.values import Type, as_json, look_up

_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_.]*)\}")


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a table answered, and from what: the evidence that the asking room stores.

    ``version`` is the digest of the table, ``reads`` the answers that it looked at, ``rows`` the
    rows that fitted, ``laws`` and ``marks`` theirs (V verified, S stated, M made up, X example).
    """

    version: str
    reads: dict[str, Any]
    rows: tuple[str, ...]
    value: Any
    laws: tuple[str, ...]
    explanation: Text
    marks: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the evidence as it is stored."""
        return {
            "version": self.version,
            "reads": self.reads,
            "rows": list(self.rows),
            "value": as_json(self.value),
            "laws": list(self.laws),
            "marks": list(self.marks),
            "explanation": self.explanation.as_json(),
        }


@dataclass(frozen=True, slots=True)
class Row:
    """One row: when it fits, what it gives, by which law, and from when to when it holds."""

    id: str
    cells: tuple[Cell, ...]
    output: Expression
    law: str
    mark: str
    valid_from: date | None
    valid_to: date | None
    explanation: Text

    def valid_on(self, day: date) -> bool:
        """Say whether the row holds on a day; ``valid_to`` is the first day that it does not."""
        if self.valid_from and day < self.valid_from:
            return False
        return self.valid_to is None or day < self.valid_to


@dataclass(frozen=True, slots=True)
class Table:
    """A compiled decision table. Immutable; safe to share between threads."""

    code: str
    hit: str
    inputs: tuple[Expression, ...]
    rows: tuple[Row, ...]
    version: str
    by_first: Mapping[Any, tuple[int, ...]]
    otherwise: tuple[int, ...]

    @classmethod
    def from_part(cls, part: Mapping[str, Any], types: Mapping[str, Type]) -> "Table":
        """Compile a table from its part of a definition; the same table is compiled once.

        Raises:
            ExpressionError: an input or output rule does not compile.
            BadCell: a cell does not fit (``problems`` says all of it before publishing).
        """
        kept = frozenset(types.items())
        return (
            _of_pinned(part, kept) if isinstance(part, Pinned) else _compiled(canonical(part), kept)
        )

    def evaluate(self, context: Mapping[str, Any], on: date) -> Evaluation:
        """Look the answers up in the rows that hold on a day.

        Raises:
            MissingInput: an answer that the table reads has not been given.
            NoMatch: no row fits.
            Overlap: several rows fit a table whose hit policy is ``unique``.
            ExpressionError: an answer is not of its type, or an output cannot be computed.
        """
        values = self._inputs(context)
        hits = self._hits(values, on)
        if not hits:
            raise NoMatch(self.code)
        if self.hit == "unique" and len(hits) > 1:
            raise Overlap(self.code, [row.id for row in hits])
        outputs = [_output(row, context) for row in hits]
        value = total(outputs) if self.hit == "sum" else outputs[0]
        return self._evaluation(hits, value, context)

    def _inputs(self, context: Mapping[str, Any]) -> list[Any]:
        values = [entry(context) for entry in self.inputs]
        missing: set[str] = set()
        for entry, value in zip(self.inputs, values, strict=True):
            if value is None:
                missing.update(entry.unknown(context) or entry.reads)
        if missing:
            raise MissingInput(missing)
        return values

    def _hits(self, values: list[Any], on: date) -> list[Row]:
        hits: list[Row] = []
        for position in self._candidates(values):
            row = self.rows[position]
            if row.valid_on(on) and all(map(holds, row.cells, values)):
                hits.append(row)
                if self.hit == "first":
                    break
        return hits

    def _candidates(self, values: list[Any]) -> tuple[int, ...] | list[int]:
        indexed = self.by_first.get(values[0], ()) if values else ()
        if not indexed:
            return self.otherwise
        return sorted((*indexed, *self.otherwise)) if self.otherwise else indexed

    def _evaluation(self, hits: list[Row], value: Any, context: Mapping[str, Any]) -> Evaluation:
        names = {name for entry in self.inputs for name in entry.reads}
        names.update(name for row in hits for name in row.output.reads)
        reads = {name: as_json(look_up(context, name)) for name in sorted(names)}
        return Evaluation(
            version=self.version,
            reads=reads,
            rows=tuple(row.id for row in hits),
            value=value,
            laws=_distinct(row.law for row in hits),
            explanation=_explained(hits, reads),
            marks=_distinct(row.mark for row in hits),
        )


def _distinct(texts: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))


def _output(row: Row, context: Mapping[str, Any]) -> Any:
    value = row.output(context)
    if value is None:
        raise MissingInput(row.output.unknown(context) or row.output.reads)
    return value


def _explained(hits: list[Row], reads: Mapping[str, Any]) -> Text:
    def fill(text: str) -> str:
        return _PLACEHOLDER.sub(lambda found: str(reads.get(found[1], found[0])), text)

    explanations = [row.explanation for row in hits if row.explanation]
    return Text(
        "; ".join(fill(text.th) for text in explanations),
        "; ".join(fill(text.in_("en")) for text in explanations),
    )


def canonical(part: Mapping[str, Any]) -> bytes:
    """Return the one form in bytes (RFC 8785) of a table, from which its version is computed."""
    return canonical_json(_plain(as_json(part)))


def _plain(value: Any) -> Any:
    """Write numbers as texts, as the definition's author did or could have done."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


@lru_cache(maxsize=128)
def _of_pinned(part: Pinned, types: frozenset[tuple[str, Type]]) -> Table:
    return _compiled(canonical(part), types)


@lru_cache(maxsize=128)
def _compiled(part: bytes, types: frozenset[tuple[str, Type]]) -> Table:
    plain: Mapping[str, Any] = json.loads(part)
    known = dict(types)
    inputs = tuple(compile_expression(source, known) for source in plain.get("inputs", []))
    rows = tuple(
        _row(row, position, inputs, known, plain) for position, row in enumerate(plain["rows"])
    )
    by_first, otherwise = _index(rows)
    return Table(
        code=str(plain.get("code") or ""),
        hit=str(plain.get("hit") or "unique"),
        inputs=inputs,
        rows=rows,
        version=sha256(part).hexdigest(),
        by_first=by_first,
        otherwise=otherwise,
    )


def _row(
    row: Mapping[str, Any],
    position: int,
    inputs: tuple[Expression, ...],
    types: Mapping[str, Type],
    part: Mapping[str, Any],
) -> Row:
    cells = zip(row["cells"], inputs, strict=True)
    want: Type | None = "number" if part.get("hit") == "sum" else None
    return Row(
        id=str(row.get("id") or position + 1),
        cells=tuple(cell_of(cell, entry.type) for cell, entry in cells),
        output=compile_expression(output_of(row), types, want),
        law=Text.of(row.get("law")).th,
        mark=str(row.get("mark") or ""),
        valid_from=day_of(row.get("valid_from")),
        valid_to=day_of(row.get("valid_to")),
        explanation=Text.of(row.get("explanation")),
    )


def _index(rows: tuple[Row, ...]) -> tuple[dict[Any, tuple[int, ...]], tuple[int, ...]]:
    found: dict[Any, list[int]] = {}
    otherwise: list[int] = []
    for position, row in enumerate(rows):
        first = row.cells[0] if row.cells else None
        if isinstance(first, OneOf):
            for value in first.values:
                found.setdefault(value, []).append(position)
        else:
            otherwise.append(position)
    return {value: tuple(those) for value, those in found.items()}, tuple(otherwise)


__all__ = ["Evaluation", "Row", "Table", "canonical", "problems"]
