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
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext_lazy as _

from krob.foundation.core import clock, thai
from krob.foundation.core.errors import Invalid
from krob.foundation.core.text import Text
from krob.foundation.rules import tables as rule_tables
from krob.foundation.rules.expressions import (
    Expression,
    ExpressionError,
    MissingInput,
    Type,
    compile_expression,
)
from krob.foundation.rules.lint import day_of
from krob.foundation.rules.problems import Problem
from krob.foundation.rules.tables import Table
from krob.foundation.rules.values import as_json, look_up
from krob.registers.payments.types import Kind, Line, Precedes

DATES = ("submitted", "completed", "decided")
MARKS = ("V", "S", "M", "X")
Part = Mapping[str, Any]


def tables_of(offering: Part | Sequence[Part] | None) -> dict[str, Part]:
    """Return an offering's tables by code; also takes the bare list of them."""
    rows = offering.get("tables", ()) if isinstance(offering, Mapping) else offering
    return {str(table.get("code", "")): table for table in rows or ()}


def tables_in_force(part: Part, offering: Part | Sequence[Part] | None) -> dict[str, Part]:
    """Return the tables by code: the service's own, each replaced by the authority's if it has."""
    return tables_of(part) | tables_of(offering)


def lines_of(part: Part) -> Sequence[Part]:
    """Return the lines of a fee part."""
    return part.get("lines") or ()


# -- before publishing ------------------------------------------------------------------------


def problems(
    part: Part, tables: Part | Sequence[Part] | None, types: Mapping[str, Type]
) -> list[Problem]:
    """Return all that is wrong with the fees; ``tables`` is None where no authority is chosen yet.

    Unknown answers, missing tables, no law or mark, an unknown date, an amount above its ceiling
    (where it can be computed), and what the tables' own lint finds (overlaps, gaps, dates).
    """
    known = None if tables is None else tables_in_force(part, tables)
    found: list[Problem] = []
    seen: set[str] = set()
    for position, line in enumerate(lines_of(part)):
        at = f"lines[{position}]"
        found += [each.under(at) for each in _line_problems(line, types)]
        if line.get("code") in seen:
            found.append(Problem(f"{at}.code", _("Two lines have this code.")))
        seen.add(str(line.get("code")))
        if known is not None and (code := line.get("table")):
            found += [each.under(at) for each in _table_of_line(line, known.get(code), types)]
    if known is not None:
        found += _tables_problems(known, part, types)
    return found


def _line_problems(line: Part, types: Mapping[str, Type]) -> Iterator[Problem]:
    yield from _words(line)
    yield from _choices(line)
    if bool(line.get("table")) == (line.get("amount") not in (None, "")):
        yield Problem("amount", _("Give either a table or an amount."))
    elif not line.get("table"):
        yield from _rule("amount", str(line["amount"]), types, "number")
        yield from _above("amount", line, str(line["amount"]), types)
    if line.get("when"):
        yield from _rule("when", str(line["when"]), types, "bool")
    if line.get("ceiling") not in (None, "") and _ceiling(line) is None:
        yield Problem("ceiling", _("The ceiling is not an amount."))


def _words(line: Part) -> Iterator[Problem]:
    if not line.get("code"):
        yield Problem("code", _("The line has no code."))
    if not Text.of(line.get("label")).th:
        yield Problem("label", _("The line has no Thai name."))
    if not str(line.get("law") or "").strip():
        yield Problem("law", _("The line names no law."))
    if line.get("mark") not in MARKS:
        yield Problem("mark", _("The source mark must be V, S, M or X."))


def _choices(line: Part) -> Iterator[Problem]:
    if line.get("kind", Kind.FEE) not in Kind.values:
        yield Problem("kind", _("The kind must be fee or fine."))
    if line.get("precedes", Precedes.ISSUE) not in Precedes.values:
        yield Problem("precedes", _("The charge must precede review or issue."))
    if line.get("date") not in DATES:
        yield Problem("date", _("The date must be submitted, completed or decided."))


def _rule(at: str, source: str, types: Mapping[str, Type], want: Type) -> Iterator[Problem]:
    try:
        compile_expression(source, types, want)
    except ExpressionError as fault:
        yield Problem(at, fault.text)


def _ceiling(line: Part) -> Decimal | None:
    try:
        return thai.money(line["ceiling"]) if line.get("ceiling") not in (None, "") else None
    except InvalidOperation:
        return None


def constant(source: str, types: Mapping[str, Type]) -> Decimal | None:
    """Return an amount that no answer changes; None where answers decide or the rule is wrong."""
    try:
        rule = compile_expression(source, types, "number")
        value = None if rule.reads else rule({})
    except ExpressionError:
        return None
    return None if value is None else thai.money(value)


def _above(at: str, line: Part, source: str, types: Mapping[str, Type]) -> Iterator[Problem]:
    amount, ceiling = constant(source, types), _ceiling(line)
    if amount is not None and amount < 0:
        yield Problem(at, _("An amount may not be negative."))
    if amount is not None and ceiling is not None and amount > ceiling:
        yield Problem(at, _("The amount is above the ceiling that the law sets."))


def _table_of_line(line: Part, table: Part | None, types: Mapping[str, Type]) -> Iterator[Problem]:
    if table is None:
        yield Problem("table", _("The authority has no table of this name."))
        return
    for position, row in enumerate(table.get("rows") or ()):
        at = f"{table.get('code')}.rows[{position}]"
        output = str(row.get("output", ""))
        yield from _rule(f"{at}.output", output, types, "number")
        yield from _above(f"{at}.output", line, output, types)
        if not (row.get("law") or line.get("law")):
            yield Problem(f"{at}.law", _("The row names no law."))
        if row.get("mark") not in MARKS:
            yield Problem(f"{at}.mark", _("The source mark must be V, S, M or X."))


def _tables_problems(
    tables: Mapping[str, Part], part: Part, types: Mapping[str, Type]
) -> Iterator[Problem]:
    used = {line.get("table") for line in lines_of(part)}
    for code, table in tables.items():
        for each in rule_tables.problems(table, types):
            yield each.under(f"tables.{code}")
        if code not in used:
            yield Problem(f"tables.{code}", _("No charge uses this table."), severity="warning")


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
    ceiling = _ceiling(line)
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
    ceiling = _ceiling(line)
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
    amount, ceiling = constant(source, types), _ceiling(line)
    if amount is not None and ceiling is not None:
        amount = min(amount, ceiling)
    return EstimateRow(
        words=Text.of(row.get("explanation") or line.get("label")),
        amount=amount,
        law=str(row.get("law") or line.get("law") or ""),
        mark=str(row.get("mark") or line.get("mark") or "X"),
    )
