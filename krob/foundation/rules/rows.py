"""A condition as rows *field - operator - value*, and back: for those who do not write rules.

Rows stand for exactly those rules that they would write themselves; every other rule stays the
text that it is. Reading a rule as rows and writing them again gives the same rule.

Req: 2.10.
"""

import ast
import keyword
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from krob.foundation.core.text import Text
from krob.foundation.rules import written
from krob.foundation.rules.compiling import path_of
from krob.foundation.rules.errors import ExpressionError
from krob.foundation.rules.expressions import compile_expression
from krob.foundation.rules.parsing import Source
from krob.foundation.rules.values import GroupOf, ListOf, Type, rows_type
from krob.foundation.rules.written import Unreadable

Join = Literal["all", "any"]
MOST_ROWS = 40
MOST_VALUES = 60


@dataclass(frozen=True, slots=True)
class Operator:
    """One way to ask about an answer; ``takes`` says how many values stand beside it.

    ``source`` writes the rule: ``{field}``, and ``{value}`` as the language writes values.
    """

    code: str
    words: Text
    source: str
    takes: Literal["none", "one", "many"] = "one"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a condition; values are texts in the form that ``written`` gives."""

    field: str
    operator: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rows:
    """A whole condition: every row must hold (``all``), or one of them (``any``)."""

    join: Join
    rows: tuple[Row, ...]


class BadRow(ValueError):
    """A row cannot be written as a rule; ``place`` counts from 0, ``text`` says why."""

    def __init__(self, place: int, text: Text) -> None:
        super().__init__(text.en)
        self.place = place
        self.text = text


_EMPTY = (
    Operator("empty", Text("ยังไม่ได้กรอก", "is not filled in"), "is_empty({field})", "none"),
    Operator("filled", Text("กรอกแล้ว", "is filled in"), "not is_empty({field})", "none"),
)
_LISTED = (
    Operator("in", Text("เป็นอย่างใดอย่างหนึ่งใน", "is one of"), "{field} in [{value}]", "many"),
    Operator("not_in", Text("ไม่ใช่ทั้ง", "is none of"), "{field} not in [{value}]", "many"),
)
_NUMBER = (
    Operator("ge", Text("ตั้งแต่ (ขึ้นไป)", "is at least"), "{field} >= {value}"),
    Operator("gt", Text("มากกว่า", "is more than"), "{field} > {value}"),
    Operator("le", Text("ไม่เกิน", "is at most"), "{field} <= {value}"),
    Operator("lt", Text("น้อยกว่า", "is less than"), "{field} < {value}"),
    Operator("is", Text("เป็น", "is"), "{field} == {value}"),
    Operator("is_not", Text("ไม่ใช่", "is not"), "{field} != {value}"),
)
_DATE = (
    Operator("ge", Text("ตั้งแต่วันที่", "is on or after"), "{field} >= {value}"),
    Operator("gt", Text("หลังวันที่", "is after"), "{field} > {value}"),
    Operator("le", Text("ไม่เกินวันที่", "is on or before"), "{field} <= {value}"),
    Operator("lt", Text("ก่อนวันที่", "is before"), "{field} < {value}"),
    Operator("is", Text("เป็น", "is"), "{field} == {value}"),
    Operator("is_not", Text("ไม่ใช่", "is not"), "{field} != {value}"),
)
_TEXT = (
    Operator("is", Text("เป็น", "is"), "{field} == {value}"),
    Operator("is_not", Text("ไม่ใช่", "is not"), "{field} != {value}"),
    *_LISTED,
    Operator("contains", Text("มีคำว่า", "contains"), "contains({field}, {value})"),
    Operator("starts", Text("ขึ้นต้นด้วย", "begins with"), "starts_with({field}, {value})"),
)
_BOOL = (
    Operator("yes", Text("ใช่", "is yes"), "{field}", "none"),
    Operator("no", Text("ไม่ใช่ (ตอบว่าไม่)", "is no"), "not {field}", "none"),
)
_LIST = (
    Operator("includes", Text("มีข้อ", "includes"), "{value} in {field}"),
    Operator("excludes", Text("ไม่มีข้อ", "does not include"), "{value} not in {field}"),
)
_COUNT = (
    Operator("count_ge", Text("มีจำนวนตั้งแต่", "has at least this many"), "len({field}) >= {value}"),
    Operator("count_le", Text("มีจำนวนไม่เกิน", "has at most this many"), "len({field}) <= {value}"),
    Operator("count_is", Text("มีจำนวนเท่ากับ", "has exactly this many"), "len({field}) == {value}"),
)
OPERATORS: Mapping[str, tuple[Operator, ...]] = {
    "number": (*_NUMBER, *_EMPTY),
    "date": (*_DATE, *_EMPTY),
    "text": (*_TEXT, *_EMPTY),
    "bool": (*_BOOL, *_EMPTY),
    "list": (*_LIST, *_COUNT, *_EMPTY),
    "group": (*_COUNT, *_EMPTY),
}
_WORD = {"all": " and ", "any": " or "}


def shape_of(kind: Type | None) -> str:
    """Return which operators a type has ("" = none: only text for experts asks about it)."""
    if kind is None or kind == "null":
        return ""
    if rows_type(kind):
        return "group"
    if isinstance(kind, ListOf):
        return "list" if isinstance(kind.item, str) and kind.item != "null" else ""
    return str(kind)


def operators_of(kind: Type | None) -> tuple[Operator, ...]:
    """Return the operators of a type, the most usual first."""
    return OPERATORS.get(shape_of(kind), ())


def value_type(kind: Type, operator: str) -> Type:
    """Return the type of the values beside an operator."""
    if operator.startswith("count_"):
        return "number"
    return kind.item if isinstance(kind, ListOf) else kind


def offered(types: Mapping[str, Type]) -> tuple[str, ...]:
    """Return the answers that rows can ask about, in their order."""
    return tuple(
        name
        for name, kind in types.items()
        if shape_of(kind) and all(map(_is_name, name.split(".")))
    )


def _is_name(step: str) -> bool:
    return step.isidentifier() and step.isascii() and not keyword.iskeyword(step)


# -- rows to a rule -----------------------------------------------------------------------------


def source_of(condition: Rows, types: Mapping[str, Type]) -> str:
    """Write rows as a rule.

    Raises:
        BadRow: a row names no known answer, no operator of it, or a value of another type.
    """
    if len(condition.rows) > MOST_ROWS:
        too_many = Text(f"มีได้ไม่เกิน {MOST_ROWS} แถว", f"At most {MOST_ROWS} rows.")
        raise BadRow(MOST_ROWS, too_many)
    rows = [_written(row, place, types) for place, row in enumerate(condition.rows)]
    return _WORD[condition.join].join(rows)


def _written(row: Row, place: int, types: Mapping[str, Type]) -> str:
    kind = types.get(row.field)
    if kind is None or row.field not in offered({row.field: kind}):
        raise BadRow(place, Text("เลือกข้อมูลที่จะถาม", "Choose what to ask about."))
    operator = next((o for o in operators_of(kind) if o.code == row.operator), None)
    if operator is None:
        raise BadRow(place, Text("เลือกวิธีเปรียบเทียบ", "Choose how to compare."))
    return operator.source.format(
        field=row.field, value=_values(row, operator, value_type(kind, operator.code), place)
    )


def _values(row: Row, operator: Operator, kind: Type, place: int) -> str:
    if operator.takes == "none":
        return ""
    values = row.values if operator.takes == "many" else row.values[:1]
    if not any(each.strip() for each in values) or len(values) > MOST_VALUES:
        said = Text(f"ใส่ค่า 1 ถึง {MOST_VALUES} ค่า", f"Enter 1 to {MOST_VALUES} values.")
        raise BadRow(place, said if operator.takes == "many" else Text("ใส่ค่า", "Enter a value."))
    try:
        return ", ".join(literal(each, kind) for each in values)
    except Unreadable as fault:
        raise BadRow(place, fault.text) from None


def literal(value: str, kind: Type) -> str:
    """Write a value as the language does.

    Raises:
        Unreadable: it is not a value of the type.
    """
    plain = written.value(value, kind)
    if kind == "number":
        return plain
    if kind == "bool":
        return "True" if plain == "yes" else "False"
    quote = '"' if "'" in plain else "'"
    return f"date({quote}{plain}{quote})" if kind == "date" else f"{quote}{plain}{quote}"


# -- a rule to rows -----------------------------------------------------------------------------


def rows_of(source: str, types: Mapping[str, Type]) -> Rows | None:
    """Read a rule as rows; nothing where rows would not say exactly the same.

    Also nothing where the rule does not compile: then its text and the fault are shown.
    """
    try:
        compile_expression(source, types, "bool")
        text = Source(source)
        tree = text.tree()
    except ExpressionError:
        return None
    is_all = not (isinstance(tree, ast.BoolOp) and isinstance(tree.op, ast.Or))
    parts = tree.values if isinstance(tree, ast.BoolOp) else [tree]
    rows = [_read(part, text, types) for part in parts]
    found = Rows("all" if is_all else "any", tuple(row for row in rows if row))
    return found if None not in rows and _same(found, tree, types) else None


def _same(found: Rows, tree: ast.expr, types: Mapping[str, Type]) -> bool:
    try:
        again = Source(source_of(found, types)).tree()
    except (BadRow, ExpressionError):
        return False
    return ast.dump(again) == ast.dump(tree)


def _read(node: ast.expr, text: Source, types: Mapping[str, Type]) -> Row | None:
    match node:
        case ast.UnaryOp(op=ast.Not(), operand=ast.Call(func=ast.Name(id="is_empty"), args=[one])):
            return _row(one, "filled", (), types)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return _row(operand, "no", (), types)
        case ast.Name() | ast.Attribute():
            return _row(node, "yes", (), types)
        case ast.Call(func=ast.Name(id="is_empty"), args=[one]):
            return _row(one, "empty", (), types)
        case ast.Call(func=ast.Name(id=("contains" | "starts_with") as name), args=[one, other]):
            return _row(one, name.removesuffix("_with"), _plain([other], text), types)
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return _compared(left, type(op).__name__, right, text, types)
    return None


_COMPARED = {"Eq": "is", "NotEq": "is_not", "Lt": "lt", "LtE": "le", "Gt": "gt", "GtE": "ge"}


def _compared(
    left: ast.expr, op: str, right: ast.expr, text: Source, types: Mapping[str, Type]
) -> Row | None:
    if op in ("In", "NotIn"):
        if isinstance(right, ast.List):
            code = "in" if op == "In" else "not_in"
            return _row(left, code, _plain(right.elts, text), types)
        code = "includes" if op == "In" else "excludes"
        return _row(right, code, _plain([left], text), types)
    code = _COMPARED.get(op, "")
    if isinstance(left, ast.Call) and ast.unparse(left.func) == "len" and len(left.args) == 1:
        return _row(left.args[0], f"count_{code}", _plain([right], text), types)
    return _row(left, code, _plain([right], text), types)


def _row(
    node: ast.expr, operator: str, values: tuple[str, ...], types: Mapping[str, Type]
) -> Row | None:
    path = path_of(node)
    name = ".".join(path) if path else ""
    known = operators_of(types.get(name))
    return Row(name, operator, values) if operator in {each.code for each in known} else None


def _plain(nodes: Sequence[ast.expr], text: Source) -> tuple[str, ...]:
    return tuple(_constant(node, text) for node in nodes)


def _constant(node: ast.expr, text: Source) -> str:
    match node:
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant() as inner):
            return f"-{_constant(inner, text)}"
        case ast.Constant(value=bool() as flag):
            return "yes" if flag else "no"
        case ast.Constant(value=int() | float()):
            number: Decimal = text.number(node)
            return format(number, "f") if number else "0"
        case ast.Constant(value=str() as value):
            return value
        case ast.Call(func=ast.Name(id="date"), args=[ast.Constant(value=str() as day)]):
            return day
    return ""


__all__ = [
    "OPERATORS",
    "BadRow",
    "GroupOf",
    "Operator",
    "Row",
    "Rows",
    "literal",
    "offered",
    "operators_of",
    "rows_of",
    "shape_of",
    "source_of",
    "value_type",
]
