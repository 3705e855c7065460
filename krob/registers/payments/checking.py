"""What is wrong with the fees of a service, said to the official who writes them.

Req: 2.10.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from django.utils.translation import gettext_lazy as _

from krob.foundation.core.text import Text
from krob.foundation.rules import tables as rule_tables
from krob.foundation.rules.contradictions import verdict
from krob.foundation.rules.errors import ExpressionError
from krob.foundation.rules.expressions import compile_expression
from krob.foundation.rules.problems import Problem
from krob.foundation.rules.renaming import names
from krob.foundation.rules.values import Type
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
from krob.registers.payments.types import Kind, Precedes

MOST_REPORTED = 60


def problems(
    part: Part,
    tables: Part | Sequence[Part] | None,
    types: Mapping[str, Type],
    labels: Mapping[str, Text] | None = None,
) -> list[Problem]:
    """Return all that is wrong with the fees; ``tables`` is None where no authority is chosen yet.

    Answers that the form lacks, missing tables, no law or mark, an unknown date, an amount above
    its ceiling (where it can be computed), a charge that is never made, and what the tables' own
    lint finds (overlaps, gaps, dates). ``labels`` are what people call answers and choices.
    """
    known = tables_of(part) if tables is None else tables_in_force(part, tables)
    found: list[Problem] = []
    seen: set[str] = set()
    for position, line in enumerate(lines_of(part)):
        at = f"lines[{position}]"
        found += [each.under(at) for each in _line_problems(line, types)]
        if line.get("code") in seen:
            found.append(Problem(f"{at}.code", _("Two lines have this code.")))
        seen.add(str(line.get("code")))
        code = str(line.get("table") or "")
        if code and (tables is not None or code in known):
            found += [each.under(at) for each in _table_of_line(line, known.get(code), types)]
    return [*found, *_tables_problems(known, part, types, labels or {})]


def _line_problems(line: Part, types: Mapping[str, Type]) -> Iterator[Problem]:
    who = _Fee.of(line)
    yield from _words(line)
    yield from _choices(line)
    if bool(line.get("table")) == (line.get("amount") not in (None, "")):
        yield Problem("amount", _("Give either a table or an amount."))
    elif not line.get("table"):
        yield from _rule("amount", str(line["amount"]), types, "number", who)
        yield from _above("amount", line, str(line["amount"]), types)
    if line.get("when"):
        yield from _rule("when", str(line["when"]), types, "bool", who)
        yield from _pointless(str(line["when"]), types)
    if line.get("ceiling") not in (None, "") and ceiling_of(line) is None:
        yield Problem("ceiling", _("The ceiling is not an amount."))


def _pointless(when: str, types: Mapping[str, Type]) -> Iterator[Problem]:
    said = verdict([when], types)
    if said == "never":
        yield Problem("when", _("This can never be, so the charge is never made."))
    elif said == "always":
        yield Problem("when", _("This is always so. Leave it empty."), severity="warning")


def _words(line: Part) -> Iterator[Problem]:
    if not line.get("code"):
        yield Problem("code", _("The line has no code."))
    label = Text.of(line.get("label"))
    if not (label.th and label.en):
        yield Problem("label", _("Say this in Thai and in English."))
    if not str(line.get("law") or "").strip():
        yield Problem("law", _("The line names no law."))
    if line.get("mark") not in MARKS:
        yield Problem("mark", _("Choose where this comes from."))


def _choices(line: Part) -> Iterator[Problem]:
    if line.get("kind", Kind.FEE) not in Kind.values:
        yield Problem("kind", _("Choose a fee or a fine."))
    if line.get("precedes", Precedes.ISSUE) not in Precedes.values:
        yield Problem("precedes", _("Choose when the charge must be paid."))
    if line.get("date") not in DATES:
        yield Problem("date", _("Choose the day whose rates count."))


class _Fee:
    """Names a charge or a table when it asks for what the form lacks."""

    def __init__(self, kind: Text, name: Text) -> None:
        self.kind = kind
        self.name = name

    @classmethod
    def of(cls, line: Part) -> "_Fee":
        """Name a charge by its label, or by its code."""
        label = Text.of(line.get("label")) or Text(str(line.get("code") or ""))
        return cls(Text("ค่าธรรมเนียม", "The fee"), label)

    def asks(self, lacking: str) -> Text:
        """Say what it asks for in vain."""
        return Text(
            f"{self.kind.th} “{self.name.th}” ใช้ข้อมูล “{lacking}” ซึ่งแบบฟอร์มไม่มี",
            f"{self.kind.en} “{self.name.in_('en')}” asks for “{lacking}”, which the form lacks.",
        )


def _rule(
    at: str, source: str, types: Mapping[str, Type], want: Type, who: _Fee
) -> Iterator[Problem]:
    try:
        compile_expression(source, types, want)
    except ExpressionError as fault:
        yield Problem(at, _lacking(source, types, who, fault) or fault.text)


def _lacking(
    source: str, types: Mapping[str, Type], who: _Fee, fault: ExpressionError
) -> Text | None:
    if fault.code != "unknown-name":
        return None
    unknown = sorted(name for name in names(source) if not _is_known(name, types))
    return who.asks(", ".join(unknown)) if unknown else None


def _is_known(name: str, types: Mapping[str, Type]) -> bool:
    """Say whether the form has an answer, or a group of which it is a column."""
    steps = name.split(".")
    return any(".".join(steps[:count]) in types for count in range(1, len(steps) + 1))


def _above(at: str, line: Part, source: str, types: Mapping[str, Type]) -> Iterator[Problem]:
    amount, ceiling = constant(source, types), ceiling_of(line)
    if amount is not None and amount < 0:
        yield Problem(at, _("An amount may not be negative."))
    if amount is not None and ceiling is not None and amount > ceiling:
        yield Problem(at, _("The amount is above the ceiling that the law sets."))


def _table_of_line(line: Part, table: Part | None, types: Mapping[str, Type]) -> Iterator[Problem]:
    if table is None:
        yield Problem("table", _("The authority has no table of this name."))
        return
    yield from islice(_row_problems(line, table, types), MOST_REPORTED)


def _row_problems(line: Part, table: Part, types: Mapping[str, Type]) -> Iterator[Problem]:
    for position, row in enumerate(table.get("rows") or ()):
        at = f"{table.get('code')}.rows[{position}]"
        output = str(row.get("output", ""))
        yield from _no_number(f"{at}.output", output, types)
        yield from _above(f"{at}.output", line, output, types)
        if not (row.get("law") or line.get("law")):
            yield Problem(f"{at}.law", _("The row names no law."))
        if row.get("mark") not in MARKS:
            yield Problem(f"{at}.mark", _("Choose where this comes from."))


def _no_number(at: str, source: str, types: Mapping[str, Type]) -> Iterator[Problem]:
    """Find outputs that are rules, but no amounts; the table's own lint finds the others."""
    try:
        compile_expression(source, types)
        compile_expression(source, types, "number")
    except ExpressionError as fault:
        if fault.code == "type":
            yield Problem(at, fault.text)


def _tables_problems(
    tables: Mapping[str, Part],
    part: Part,
    types: Mapping[str, Type],
    labels: Mapping[str, Text],
) -> Iterator[Problem]:
    used = {line.get("table") for line in lines_of(part)}
    for code, table in tables.items():
        for each in rule_tables.problems(table, types, labels):
            yield _in_words(each, table, types).under(f"tables.{code}")
        if code not in used:
            yield Problem(f"tables.{code}", _("No charge uses this table."), severity="warning")


_PLACE = re.compile(r"inputs\[(?P<input>\d+)\]|rows\[(?P<row>\d+)\]\.output")


def _in_words(problem: Problem, table: Part, types: Mapping[str, Type]) -> Problem:
    """Say of an input or output that asks for an unknown answer which table it is."""
    source = _source_at(table, problem.path)
    if not source:
        return problem
    try:
        compile_expression(source, types)
    except ExpressionError as fault:
        who = _Fee(Text("ตาราง", "The table"), Text(str(table.get("code") or "")))
        said = _lacking(source, types, who, fault)
        return Problem(problem.path, said, problem.severity) if said else problem
    return problem


def _source_at(table: Part, path: str) -> str:
    found = _PLACE.fullmatch(path)
    if found is None:
        return ""
    if found["input"]:
        return str(table["inputs"][int(found["input"])])
    return str(table["rows"][int(found["row"])].get("output") or "")
