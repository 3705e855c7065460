"""Answers that stand for all answers: for each question the few values between which rules tell.

A condition that compares a choice with codes is decided by the codes; one that compares a number
with limits, by a number below, at, between and above them. Where a rule does more (sums, other
answers beside each other, rows of groups) nothing is claimed.
"""

import ast
import itertools
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from krob.engines.smartforms.kinds.choices import option_labels
from krob.engines.smartforms.kinds.numbers import as_decimal
from krob.engines.smartforms.types import Field
from krob.foundation.rules.compiling import path_of
from krob.foundation.rules.errors import ExpressionError
from krob.foundation.rules.functions import iso_date
from krob.foundation.rules.parsing import Source
from krob.foundation.rules.values import Type

OTHER = "\u2026"
"""A text that no rule names."""

CODES, ORDER = "codes of", "order of"
"""Marks among constants: the answer is looked into, or compared by order."""
MOST_CODES = 6

Constants = dict[str, set[Any]]


@lru_cache(maxsize=4096)
def constants(source: str) -> Constants | None:
    """Return the values with which a rule compares each answer; ``None`` where it does more.

    Under ``CODES`` and ``ORDER`` stand the names of answers that are more than compared for
    being the same.
    """
    try:
        rule = Source(source)
        found: Constants = {}
        return found if _plain(rule.tree(), rule, found) else None
    except ExpressionError:
        return None


def _plain(node: ast.expr, rule: Source, found: Constants) -> bool:
    match node:
        case ast.BoolOp(values=parts):
            return all(_plain(part, rule, found) for part in parts)
        case ast.UnaryOp(op=ast.Not(), operand=part):
            return _plain(part, rule, found)
        case ast.Compare():
            return _compares(node, rule, found)
        case ast.Name() | ast.Attribute() if (path := path_of(node)) is not None:
            found.setdefault(".".join(path), set())
            return True
        case ast.Call(func=ast.Name(id="contains"), args=[ast.Name() as name, part]):
            values = _values(part, rule)
            found.setdefault(name.id, set()).update(values or ())
            found.setdefault(CODES, set()).add(name.id)
            return values is not None
        case ast.Call(func=ast.Name(id="is_empty"), args=[ast.Name() as name]):
            found.setdefault(name.id, set())
            return True
        case ast.Constant(value=bool()):
            return True
    return False


def _compares(node: ast.Compare, rule: Source, found: Constants) -> bool:
    names, values = [], []
    pairs = zip(node.ops, node.comparators, strict=True)
    looked_into = [side for sign, side in pairs if isinstance(sign, ast.In | ast.NotIn)]
    for side in (node.left, *node.comparators):
        if path := path_of(side):
            names.append(".".join(path))
        elif (known := _values(side, rule)) is not None:
            values += known
        else:
            return False
    for name in names:
        found.setdefault(name, set()).update(values)
        if any(isinstance(side, ast.Name) and side.id == name for side in looked_into):
            found.setdefault(CODES, set()).add(name)
        if any(isinstance(sign, ast.Lt | ast.LtE | ast.Gt | ast.GtE) for sign in node.ops):
            found.setdefault(ORDER, set()).add(name)
    return len(set(names)) == 1


def _values(node: ast.expr, rule: Source) -> list[Any] | None:
    match node:
        case ast.Constant(value=bool() | str() | None as value):
            return [value]
        case ast.Constant(value=int() | float()):
            return [rule.number(node)]
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float()) as number):
            return [-rule.number(number)]
        case ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Set(elts=parts):
            known = [_values(part, rule) for part in parts]
            return None if None in known else [v for each in known for v in each or ()]
        case ast.Call(func=ast.Name(id="date"), args=[ast.Constant(value=str() as text)]):
            day = iso_date(text)
            return [day] if day else None
    return None


def samples(
    name: str, each: Field | None, kind: Type | None, known: Constants
) -> Sequence[Any] | None:
    """Return the values that stand for all answers of a type; ``None`` where none can.

    "No answer" is always among them.
    """
    code = each.kind.code if each else ""
    values = known.get(name, set())
    if code == "choice" and each is not None:
        return [*option_labels(each), None]
    if code == "choices" and each is not None:
        return _subsets(list(option_labels(each)), values)
    if name in known.get(CODES, ()) or (kind == "text" and name in known.get(ORDER, ())):
        return None
    if code == "consent":
        return [True, None]
    return _of_type(each, kind, values)


def _subsets(codes: Sequence[str], named: set[Any]) -> Sequence[Any] | None:
    """Return every way to tick the codes that rules name, alone and with one other code."""
    asked = [code for code in codes if code in named]
    if len(asked) > MOST_CODES:
        return None
    others = [(code,) for code in codes if code not in named][:1]
    ways = [w for n in range(len(asked) + 1) for w in itertools.combinations(asked, n)]
    return [*ways, *((*w, *other) for w in ways for other in others), None]


def _of_type(each: Field | None, kind: Type | None, known: set[Any]) -> Sequence[Any] | None:
    match kind:
        case "bool":
            return [True, False, None]
        case "number":
            return [*_numbers(each, known), None]
        case "date":
            days = {v for v in known if isinstance(v, date)} or {date(2026, 1, 1)}
            return [*sorted({d + timedelta(n) for d in days for n in (-1, 0, 1)}), None]
        case "text":
            return [*sorted(v for v in known if isinstance(v, str)), OTHER, None]
    return None


def _numbers(each: Field | None, known: set[Any]) -> Iterator[Decimal]:
    options = each.options if each else {}
    low, high = (as_decimal(options.get(edge)) for edge in ("min", "max"))
    marks = {v for v in known if isinstance(v, Decimal)} | {v for v in (low, high) if v is not None}
    points = sorted(marks or {Decimal(0)})
    between = [(a + b) / 2 for a, b in itertools.pairwise(points)]
    for number in sorted({points[0] - 1, *points, *between, points[-1] + 1}):
        if (low is None or number >= low) and (high is None or number <= high):
            yield number


def merged(found: Sequence[Constants]) -> Constants:
    """Return the values of several rules together."""
    result: Constants = {}
    for each in found:
        for name, values in each.items():
            result.setdefault(name, set()).update(values)
    return result


def assignments(choices: Mapping[str, Sequence[Any]]) -> Iterator[dict[str, Any]]:
    """Yield every combination of sample values, by name."""
    for values in itertools.product(*choices.values()):
        yield dict(zip(choices, values, strict=True))
