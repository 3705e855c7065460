"""The parts of a fee definition, as charging and checking both read them."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from krob.foundation.core import thai
from krob.foundation.rules.expressions import ExpressionError, Type, compile_expression

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


def ceiling_of(line: Part) -> Decimal | None:
    """Return the highest amount that the law allows for a charge; None where none is readable."""
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
