"""Trying fees and tables on sample answers: which row, which amount, and why.

Req: 2.10.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from krob.foundation.core import clock
from krob.foundation.core.errors import DomainError, Message
from krob.foundation.core.text import Text
from krob.foundation.editing.posting import last
from krob.foundation.editing.reading import put
from krob.foundation.editing.types import Around, Posted
from krob.foundation.rules import celltext, written
from krob.foundation.rules.cells import BadCell
from krob.foundation.rules.errors import ExpressionError, MissingInput
from krob.foundation.rules.expressions import compile_expression
from krob.foundation.rules.tables import Table
from krob.foundation.rules.values import ListOf, Type, rows_type
from krob.foundation.rules.written import Unreadable
from krob.registers.payments import spec

DAY = "try-on"


def sources_of_table(table: Mapping[str, Any]) -> list[str]:
    """Return every rule of a table."""
    rows = [row for row in table.get("rows") or () if isinstance(row, Mapping)]
    return [
        *map(str, table.get("inputs") or ()),
        *sorted({str(row.get("output") or "") for row in rows}),
    ]


def sources_of_fees(part: Mapping[str, Any]) -> list[str]:
    """Return every rule of a fee part and of its own tables."""
    found = [str(line.get(key) or "") for line in spec.lines_of(part) for key in ("when", "amount")]
    for table in spec.tables_of(part).values():
        found += sources_of_table(table)
    return found


def asked(sources: Iterable[str], posted: Posted | None, around: Around) -> list[dict[str, Any]]:
    """Return an input for each answer that the rules read, in the order of the form."""
    reads: set[str] = set()
    for source in sources:
        try:
            reads |= compile_expression(source, around.types).reads
        except ExpressionError:
            continue
    return [
        _asked(name, around.types[name], posted, around) for name in around.types if name in reads
    ]


def _asked(name: str, kind: Type, posted: Posted | None, around: Around) -> dict[str, Any]:
    prefix = f"{name}="
    choices = [
        (key.removeprefix(prefix), label)
        for key, label in around.labels.items()
        if key.startswith(prefix)
    ]
    if kind == "bool":
        choices = [("yes", Text("ใช่", "Yes")), ("no", Text("ไม่ใช่", "No"))]
    return {
        "name": f"try-{name}",
        "id": f"s-try-{name.replace('.', '-')}",
        "label": around.labels.get(name) or Text(name, name),
        "choices": [] if isinstance(kind, ListOf) else choices,
        "kind": "rows" if rows_type(kind) else "list" if isinstance(kind, ListOf) else kind,
        "value": last(posted or {}, f"try-{name}"),
    }


def context_of(posted: Posted, around: Around) -> tuple[dict[str, Any], dict[str, Message]]:
    """Return the typed sample answers as rules read them, and what could not be read."""
    context: dict[str, Any] = {}
    errors: dict[str, Message] = {}
    for name, kind in around.types.items():
        text = last(posted, f"try-{name}")
        if not text:
            continue
        try:
            context = put(context, name, _answer(text, kind))
        except Unreadable as fault:
            errors[f"try-{name}"] = str(fault.text)
    return context, errors


def _answer(text: str, kind: Type) -> Any:
    if rows_type(kind):
        return [{} for _row in range(min(int(written.number(text).partition(".")[0]), 200))]
    if isinstance(kind, ListOf):
        cell = celltext.parse(text, kind.item)
        values = cell["in"] if isinstance(cell, dict) and "in" in cell else [cell]
        return [_answer(str(value), kind.item) for value in values if value is not None]
    plain = written.value(text, kind)
    match kind:
        case "number":
            return Decimal(plain)
        case "date":
            return date.fromisoformat(plain)
        case "bool":
            return plain == "yes"
    return plain


def day_of(posted: Posted | None) -> date:
    """Return the day to try on: the one typed, else today."""
    try:
        return date.fromisoformat(written.day(last(posted or {}, DAY)))
    except Unreadable:
        return clock.today()


def table(part: Mapping[str, Any], posted: Posted, around: Around) -> dict[str, Any]:
    """Return what a table answers to the sample, or why it gives no answer."""
    context, errors = context_of(posted, around)
    if errors:
        return {"errors": errors}
    try:
        found = Table.from_part(part, around.types).evaluate(context, day_of(posted))
    except (DomainError, BadCell, KeyError, ValueError) as fault:
        return {"refused": _said(fault, around)}
    return {
        "value": found.value,
        "rows": found.rows,
        "why": found.explanation,
        "laws": found.laws,
    }


def fees(part: Mapping[str, Any], posted: Posted, around: Around) -> dict[str, Any]:
    """Return the charges for the sample, or why there is no answer."""
    context, errors = context_of(posted, around)
    if errors:
        return {"errors": errors}
    dates = dict.fromkeys(spec.DATES, day_of(posted))
    try:
        lines: Sequence[Any] = spec.charge_lines(
            part, None, context, around.types, dates, keep_zero=True
        )
    except (DomainError, BadCell, KeyError, ValueError) as fault:
        return {"refused": _said(fault, around)}
    total = sum((line.amount for line in lines), Decimal(0))
    return {"lines": lines, "total": total}


def _said(fault: Exception, around: Around) -> Message | Text:
    match fault:
        case MissingInput():
            known = [around.labels.get(name) or Text(name, name) for name in fault.reads]
            return Text(
                f"ยังไม่ได้ใส่: {', '.join(label.th for label in known)}",
                f"Still to be typed: {', '.join(label.in_('en') for label in known)}",
            )
        case DomainError():
            return fault.message
        case BadCell():
            return fault.text
    return _("The table is not finished yet.")
