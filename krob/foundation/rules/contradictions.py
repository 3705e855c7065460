"""Rules that can never hold, and rules that can never fail: found by intervals and choices.

Sound, not complete: what is named here is certain; much that never holds is not seen. A number may
be any number, a text any text; what is not a plain comparison of an answer with constants may hold
and may fail.

Req: 2.10.
"""

import ast
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from krob.foundation.core.text import Text
from krob.foundation.rules.cells import BadCell, Range, typed
from krob.foundation.rules.compiling import path_of
from krob.foundation.rules.errors import ExpressionError
from krob.foundation.rules.expressions import compile_expression
from krob.foundation.rules.parsing import Source
from krob.foundation.rules.values import Type

Verdict = Literal["always", "never", ""]
MOST_CASES = 400
_NO_CONSTANT = Text("ไม่ใช่ค่าคงที่", "not a constant")


@dataclass(frozen=True, slots=True)
class _Atom:
    """One thing that must hold of an answer; ``op`` is from ``_OPS`` or ``empty|filled|opaque``."""

    name: str
    op: str
    values: tuple[Any, ...] = ()


_NOT = {
    "Eq": "NotEq",
    "NotEq": "Eq",
    "Lt": "GtE",
    "GtE": "Lt",
    "LtE": "Gt",
    "Gt": "LtE",
    "In": "NotIn",
    "NotIn": "In",
    "empty": "filled",
    "filled": "empty",
    "opaque": "unlike",
    "unlike": "opaque",
}
_MIRRORED = {"Lt": "Gt", "LtE": "GtE", "Gt": "Lt", "GtE": "LtE", "Eq": "Eq", "NotEq": "NotEq"}
Case = tuple[_Atom, ...]


class _TooMany(Exception):
    """The rule has more cases than we look at."""


def verdict(sources: Sequence[str], types: Mapping[str, Type]) -> Verdict:
    """Say whether rules that must all hold never do (``never``) or none can fail (``always``).

    Empty where neither is certain, or a rule does not compile.
    """
    try:
        trees = []
        for source in sources:
            compile_expression(source, types, "bool")
            trees.append(Source(source).tree())
        reader = _Reader(types)
        if not _any_possible(reader.cases(ast.BoolOp(ast.And(), trees), True), types):
            return "never"
        if not any(_any_possible(reader.cases(tree, False), types) for tree in trees):
            return "always"
    except (ExpressionError, _TooMany, RecursionError):
        return ""
    return ""


class _Reader:
    """Turns a rule into the cases in which it holds (or fails), each a row of atoms."""

    def __init__(self, types: Mapping[str, Type]) -> None:
        self.types = types

    def cases(self, node: ast.expr, holds: bool) -> list[Case]:
        """Return the cases in which a node is what ``holds`` says; none when it never is."""
        match node:
            case ast.BoolOp(op=op, values=values):
                parts = [self.cases(value, holds) for value in values]
                return _all(parts) if isinstance(op, ast.And) == holds else _either(parts)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return self.cases(operand, not holds)
            case ast.Constant(value=bool() as value):
                return [()] if value == holds else []
            case ast.Compare():
                return self._compared(node, holds)
        return [(self._plain(node, holds),)]

    def _compared(self, node: ast.Compare, holds: bool) -> list[Case]:
        sides = [node.left, *node.comparators]
        parts: list[list[Case]] = [
            [(self._atom(left, type(op).__name__, right, holds),)]
            for left, op, right in zip(sides, node.ops, sides[1:], strict=False)
        ]
        return _all(parts) if holds else _either(parts)

    def _plain(self, node: ast.expr, holds: bool) -> _Atom:
        name = _name(node)
        if name and self.types.get(name) == "bool":
            return _Atom(name, "Eq", (holds,))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "is_empty":
            inner = _name(node.args[0])
            if inner and inner in self.types:
                return _Atom(inner, "empty" if holds else "filled")
        return _opaque(node, holds)

    def _atom(self, left: ast.expr, op: str, right: ast.expr, holds: bool) -> _Atom:
        name, plain = _name(left), right
        whole = _opaque(ast.List([left, right]), holds, op)
        if not name:
            name, op, plain = _name(right), _MIRRORED.get(op, ""), left
        values = self._values(name, op, plain)
        if not values:
            return whole
        return _Atom(name, op if holds else _NOT[op], values)

    def _values(self, name: str, op: str, node: ast.expr) -> tuple[Any, ...]:
        kind = self.types.get(name)
        if kind not in ("number", "text", "date", "bool") or op not in _NOT:
            return ()
        if (op in ("In", "NotIn")) != isinstance(node, ast.List | ast.Tuple):
            return ()
        nodes = node.elts if isinstance(node, ast.List | ast.Tuple) else [node]
        try:
            return tuple(typed(_constant(each), kind) for each in nodes)
        except BadCell:
            return ()


def _name(node: ast.expr) -> str:
    return ".".join(path_of(node) or ())


def _opaque(node: ast.expr, holds: bool, extra: str = "") -> _Atom:
    return _Atom(f"{extra} {ast.dump(node)}", "opaque" if holds else "unlike")


def _constant(node: ast.expr) -> Any:
    match node:
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as number)):
            return f"-{number!r}"
        case ast.Constant(value=bool() | str() as value):
            return value
        case ast.Constant(value=int() | float() as number):
            return repr(number)
        case ast.Call(func=ast.Name(id="date"), args=[ast.Constant(value=str() as day)]):
            return day
    raise BadCell(_NO_CONSTANT)


def _either(parts: Iterable[list[Case]]) -> list[Case]:
    found = [case for part in parts for case in part]
    if len(found) > MOST_CASES:
        raise _TooMany
    return found


def _all(parts: Iterable[list[Case]]) -> list[Case]:
    found: list[Case] = [()]
    for part in parts:
        found = [(*case, *more) for case in found for more in part]
        if len(found) > MOST_CASES:
            raise _TooMany
    return found


# -- whether a case is possible -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Known:
    """What a case says of one answer."""

    kind: Type | None
    range: Range = field(default_factory=lambda: Range(None, False, None, False))
    only: frozenset[Any] | None = None
    never: frozenset[Any] = frozenset()
    empty: bool | None = None
    asked: bool = False


def _any_possible(cases: Iterable[Case], types: Mapping[str, Type]) -> bool:
    return any(_possible(case, types) for case in cases)


def _possible(case: Case, types: Mapping[str, Type]) -> bool:
    known: dict[str, _Known] = {}
    seen: dict[str, str] = {}
    for atom in case:
        if atom.op in ("opaque", "unlike"):
            if seen.setdefault(atom.name, atom.op) != atom.op:
                return False
            continue
        before = known.get(atom.name, _Known(types.get(atom.name)))
        known[atom.name] = _with(before, atom)
    return all(map(_can_be, known.values()))


def _with(known: _Known, atom: _Atom) -> _Known:
    match atom.op:
        case "empty" | "filled":
            if known.empty is not None and known.empty != (atom.op == "empty"):
                return replace(known, only=frozenset(), asked=True)
            return replace(known, empty=atom.op == "empty")
        case "Eq" | "In":
            only = frozenset(atom.values)
            both = only if known.only is None else known.only & only
            return replace(known, only=both, asked=True)
        case "NotEq" | "NotIn":
            return replace(known, never=known.never | set(atom.values), asked=True)
    return replace(known, range=_narrowed(known.range, atom.op, atom.values[0]), asked=True)


def _narrowed(known: Range, op: str, value: Any) -> Range:
    included = op in ("GtE", "LtE")
    if op in ("Gt", "GtE"):
        if known.low is None or value > known.low:
            return replace(known, low=value, low_included=included)
        both = known.low_included and included
        return replace(known, low_included=both) if value == known.low else known
    if known.high is None or value < known.high:
        return replace(known, high=value, high_included=included)
    both = known.high_included and included
    return replace(known, high_included=both) if value == known.high else known


def _can_be(known: _Known) -> bool:
    if not known.asked:
        return True
    if known.empty and known.kind != "text":
        return False
    if known.only is not None:
        return any(_allowed(value, known) for value in known.only)
    if known.kind == "bool":
        return any(_allowed(value, known) for value in (True, False))
    return _has_room(known)


def _allowed(value: Any, known: _Known) -> bool:
    if value in known.never or (known.kind == "text" and known.empty and value != ""):
        return False
    return known.kind not in ("number", "date") or known.range.holds(value)


def _has_room(known: _Known) -> bool:
    low, high = known.range.low, known.range.high
    if low is None or high is None or low < high:
        return True
    inside = known.range.low_included and known.range.high_included
    return bool(low == high and inside and low not in known.never)
