"""The fee part of a service and the tables of an authority's offering.

A national service says which charges there are, by which law, up to which ceiling and by which
date. How much is said by the service's own tables, where the law sets it for the whole country,
and by the authority's, which take the place of those of the same code. Amounts are baht, exact to
the satang.

Req: 1.6.1, 1.6.2, 2.10.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from krob.foundation.core import clock, thai
from krob.foundation.core.errors import Invalid
from krob.foundation.core.text import Text
from krob.foundation.rules.expressions import (
    Expression,
    MissingInput,
    Type,
    compile_expression,
)
from krob.foundation.rules.lint import day_of
from krob.foundation.rules.tables import Table
from krob.foundation.rules.values import as_json, look_up
from krob.registers.payments.checking import problems
from krob.registers.payments.feeparts import (
    DATES,
    MARKS,
    Part,
    ceiling_of,
    constant,
    lines_of,
    tables_in_force,
    tables_of,
)
from krob.registers.payments.types import Kind, Line, Precedes

__all__ = [
    "DATES",
    "MARKS",
    "Estimate",
    "EstimateRow",
    "Part",
    "charge_lines",
    "constant",
    "estimate",
    "lines_of",
    "problems",
    "tables_in_force",
    "tables_of",
    "weakest",
]


# -- charging ---------------------------------------------------------------------------------


def charge_lines(
    part: Part,
    tables: Part | Sequence[Part] | None,
    typed: Mapping[str, Any],
    types: Mapping[str, Type],
    dates: Mapping[str, date],
    *,
    precedes: str | None = None,
    keep_zero: bool = False,
) -> tuple[Line, ...]:
    """Compute the charges for some answers, each by the rules that hold on the date it names.

    Args:
        part: the fee part of the service's version.
        tables: the tables of the authority's offering.
        typed: the answers, typed.
        types: the type of every answer.
        dates: the Bangkok dates ``submitted``, ``completed``, ``decided`` as far as they are.
        precedes: only lines that precede this step.
        keep_zero: keep lines that come to nothing (to show that there is no charge).

    Raises:
        MissingInput: an answer that a rule needs is missing; a fee never comes from silence.
        NoMatch: no row of a table fits.
        Overlap: several rows fit.
        Invalid: a date or a table is missing, or an amount is negative.
    """
    known = tables_in_force(part, tables)
    lines = [
        _charged(line, known, typed, types, dates)
        for line in lines_of(part)
        if precedes in (None, line.get("precedes", Precedes.ISSUE)) and _applies(line, typed, types)
    ]
    return tuple(line for line in lines if line.amount or keep_zero)


def _applies(line: Part, typed: Mapping[str, Any], types: Mapping[str, Type]) -> bool:
    if not line.get("when"):
        return True
    return bool(_known(compile_expression(str(line["when"]), types, "bool"), typed))


def _known(rule: Expression, typed: Mapping[str, Any]) -> Any:
    value = rule(typed)
    if value is None:
        raise MissingInput(rule.unknown(typed) or rule.reads)
    return value


def _charged(
    line: Part,
    tables: Mapping[str, Part],
    typed: Mapping[str, Any],
    types: Mapping[str, Type],
    dates: Mapping[str, date],
) -> Line:
    on = dates.get(str(line.get("date")))
    if on is None:
        raise Invalid("fee-date-missing", _("The date that decides on a fee is not known yet."))
    evaluation, words = _evaluated(line, tables, typed, types, on)
    uncapped = thai.money(evaluation["value"])
    if uncapped < 0:
        raise Invalid("fee-negative", _("A fee may not be negative."))
    ceiling = ceiling_of(line)
    amount = uncapped if ceiling is None else min(uncapped, ceiling)
    return Line(
        code=str(line["code"]),
        kind=str(line.get("kind", Kind.FEE)),
        label=Text.of(line.get("label")),
        amount=amount,
        explanation=_with_ceiling(words, ceiling) if amount < uncapped else words,
        law="; ".join(dict.fromkeys([str(line["law"]), *evaluation["laws"]])),
        mark=weakest([str(line.get("mark", "X")), *evaluation["marks"]]),
        evaluation={**evaluation, "on": on.isoformat(), "ceiling": str(ceiling or "")},
        precedes=str(line.get("precedes", Precedes.ISSUE)),
    )


def _evaluated(
    line: Part,
    tables: Mapping[str, Part],
    typed: Mapping[str, Any],
    types: Mapping[str, Type],
    on: date,
) -> tuple[dict[str, Any], Text]:
    if not line.get("table"):
        return _by_rule(line, typed, types)
    table = tables.get(str(line["table"]))
    if table is None:
        raise Invalid("fee-table-missing", _("The authority has no fee table for this."))
    found = Table.from_part(table, types).evaluate(typed, on)
    return {**found.as_json(), "table": str(line["table"])}, found.explanation or _words_of(line)


def _by_rule(
    line: Part, typed: Mapping[str, Any], types: Mapping[str, Type]
) -> tuple[dict[str, Any], Text]:
    rule = compile_expression(str(line["amount"]), types, "number")
    value = _known(rule, typed)
    reads = {name: as_json(look_up(typed, name)) for name in sorted(rule.reads)}
    record = {"rule": rule.source, "reads": reads, "value": as_json(value), "rows": []}
    return {**record, "laws": [], "marks": []}, _words_of(line)


def _words_of(line: Part) -> Text:
    return Text.of(line.get("explanation") or line.get("label"))


def _with_ceiling(words: Text, ceiling: Decimal | None) -> Text:
    amount = f"{ceiling:,.2f}"
    return Text(
        f"{words.th} (ไม่เกินเพดานตามกฎหมาย {amount} บาท)",
        f"{words.in_('en')} (limited to the legal ceiling of {amount} baht)",
    )


def weakest(marks: Sequence[str]) -> str:
    """Return the least certain of some source marks: one made-up row makes the fee made up."""
    known = [mark for mark in marks if mark in MARKS]
    return max(known, key=MARKS.index, default="X")


# -- the service page -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class EstimateRow:
    """One row of a fee table as the service page shows it; ``amount`` where it is fixed."""

    words: Text
    amount: Decimal | None
    law: str
    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What a charge may come to: from ``low`` to ``high`` baht (None: depends on the answers)."""

    code: str
    kind: str
    label: Text
    low: Decimal | None
    high: Decimal | None
    rows: tuple[EstimateRow, ...]
    law: str
    mark: str


def estimate(
    part: Part,
    tables: Part | Sequence[Part] | None,
    types: Mapping[str, Type],
    on: date | None = None,
) -> tuple[Estimate, ...]:
    """Return what the service page says about fees before any answer: ranges and rows.

    Each with the mark of its source; rows are those that hold ``on`` a day (today).
    """
    known, day = tables_in_force(part, tables), on or clock.today()
    return tuple(_estimated(line, known, types, day) for line in lines_of(part))


def _estimated(
    line: Part, tables: Mapping[str, Part], types: Mapping[str, Type], day: date
) -> Estimate:
    rows = tuple(_rows(line, tables.get(str(line.get("table"))), types, day))
    amounts = [row.amount for row in rows if row.amount is not None]
    ceiling = ceiling_of(line)
    adds_up = (tables.get(str(line.get("table"))) or {}).get("hit") == "sum"
    fixed = bool(rows) and len(amounts) == len(rows) and not adds_up
    return Estimate(
        code=str(line.get("code", "")),
        kind=str(line.get("kind", Kind.FEE)),
        label=Text.of(line.get("label")),
        low=min(amounts, default=None),
        high=max(amounts) if fixed else ceiling,
        rows=rows,
        law=str(line.get("law", "")),
        mark=weakest([str(line.get("mark", "X")), *(row.mark for row in rows)]),
    )


def _rows(
    line: Part, table: Part | None, types: Mapping[str, Type], day: date
) -> Iterator[EstimateRow]:
    if not line.get("table"):
        yield _estimate_row(line, line, str(line.get("amount", "")), types)
        return
    for row in (table or {}).get("rows") or ():
        since, until = day_of(row.get("valid_from")), day_of(row.get("valid_to"))
        if (since or date.min) <= day < (until or date.max):
            yield _estimate_row(line, row, str(row.get("output", "")), types)


def _estimate_row(line: Part, row: Part, source: str, types: Mapping[str, Type]) -> EstimateRow:
    amount, ceiling = constant(source, types), ceiling_of(line)
    if amount is not None and ceiling is not None:
        amount = min(amount, ceiling)
    return EstimateRow(
        words=Text.of(row.get("explanation") or line.get("label")),
        amount=amount,
        law=str(row.get("law") or line.get("law") or ""),
        mark=str(row.get("mark") or line.get("mark") or "X"),
    )
