"""From a syntax tree to closures, with every type checked on the way."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass

from krob.foundation.core.text import Text
from krob.foundation.rules import logic
from krob.foundation.rules.errors import ExpressionError
from krob.foundation.rules.functions import FUNCTIONS, NAMES, OVER_ROWS, iso_date
from krob.foundation.rules.logic import Run
from krob.foundation.rules.parsing import MAX_DEPTH, MAX_NODES, Source, near
from krob.foundation.rules.values import (
    ARITHMETIC,
    GroupOf,
    ListOf,
    Type,
    guard_of,
    look_up,
    rows_type,
    type_name,
)

_METHODS = {
    "Constant": "_constant",
    "Name": "_path",
    "Attribute": "_path",
    "BoolOp": "_bool_op",
    "UnaryOp": "_unary",
    "BinOp": "_arithmetic",
    "Compare": "_comparison",
    "List": "_list",
    "Tuple": "_list",
    "IfExp": "_choice",
    "Call": "_call",
}
_KNOWN_CONSTANTS = ("True", "False", "None")


@dataclass(frozen=True, slots=True)
class Code:
    """A compiled part of a rule and the type of its value."""

    run: Run
    type: Type


def path_of(node: ast.expr) -> list[str] | None:
    """Return the names of a dotted path, or nothing when the node is something else."""
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    return [node.id, *reversed(names)] if isinstance(node, ast.Name) else None


class Compiler:
    """Compiles one rule. Only the kinds of node that it knows are possible in a rule."""

    def __init__(self, source: Source, types: Mapping[str, Type]) -> None:
        self.source = source
        self.types = types
        self.reads: set[str] = set()
        self._nodes = 0
        self._row: tuple[str, GroupOf] | None = None

    def fault(self, code: str, node: ast.AST, **values: Text | str | int) -> ExpressionError:
        """Return the reason to refuse the rule, at the column of a node."""
        return ExpressionError(code, self.source.column(node), **values)

    def compile(self, node: ast.expr, depth: int = 0) -> Code:
        """Compile a part.

        Raises:
            ExpressionError: it is too complex, not allowed, unknown or of a wrong type.
        """
        self._nodes += 1
        if self._nodes > MAX_NODES or depth > MAX_DEPTH:
            raise self.fault("too-complex", node)
        known = _METHODS.get(type(node).__name__)
        if known is None:
            raise self.fault("not-allowed", node, what=type(node).__name__)
        code: Code = getattr(self, known)(node, depth + 1)
        return code

    def typed(self, node: ast.expr, want: Type, depth: int) -> Run:
        """Compile a part whose value must be of a type.

        Raises:
            ExpressionError: ``type``, and what ``compile`` raises.
        """
        code = self.compile(node, depth)
        if code.type == "null":
            raise self.fault("null-literal", node)
        if code.type != want:
            raise self.fault("type", node, want=type_name(want), got=type_name(code.type))
        return code.run

    def valued(self, node: ast.expr, depth: int) -> Code:
        """Compile a part of any type but the bare None."""
        code = self.compile(node, depth)
        if code.type == "null":
            raise self.fault("null-literal", node)
        return code

    def _constant(self, node: ast.Constant, depth: int) -> Code:
        value = node.value
        if value is None:
            return Code(logic.constant(None), "null")
        if isinstance(value, bool):
            return Code(logic.constant(value), "bool")
        if isinstance(value, str):
            return Code(logic.constant(value), "text")
        if isinstance(value, int | float):
            return Code(logic.constant(self.source.number(node)), "number")
        raise self.fault("not-allowed", node, what=type(value).__name__)

    def _path(self, node: ast.expr, depth: int) -> Code:
        path = path_of(node)
        if path is None:
            raise self.fault("not-allowed", node, what=".")
        if self._row and path[0] == self._row[0]:
            return self._answer_of_row(node, path, self._row[1])
        return self._answer(node, ".".join(path), path)

    def _answer(self, node: ast.expr, name: str, path: list[str]) -> Code:
        kind = self.types.get(name)
        if kind is None:
            known = [*self.types, *_KNOWN_CONSTANTS, *([self._row[0]] if self._row else [])]
            raise self.fault("unknown-name", node, name=name, **near(name, known))
        self.reads.add(name)
        guard = guard_of(name, kind)
        if len(path) == 1:
            return Code(
                lambda answers, row: None if (v := answers.get(name)) is None else guard(v), kind
            )
        return Code(
            lambda answers, row: None if (v := look_up(answers, name)) is None else guard(v), kind
        )

    def _answer_of_row(self, node: ast.expr, path: list[str], group: GroupOf) -> Code:
        fields, key = group.fields, ".".join(path[1:])
        if not key:
            raise self.fault("row-alone", node, name=path[0], field=next(iter(fields), "…"))
        kind = fields.get(key)
        if kind is None or rows_type(kind):
            raise self.fault("unknown-name", node, name=".".join(path), **near(key, fields))
        guard = guard_of(".".join(path), kind)
        return Code(
            lambda answers, row: None if (v := look_up(row, key)) is None else guard(v), kind
        )

    def _bool_op(self, node: ast.BoolOp, depth: int) -> Code:
        parts = [self.typed(value, "bool", depth) for value in node.values]
        join = logic.conjunction if isinstance(node.op, ast.And) else logic.disjunction
        return Code(join(parts), "bool")

    def _unary(self, node: ast.UnaryOp, depth: int) -> Code:
        if isinstance(node.op, ast.Not):
            return Code(logic.negated(self.typed(node.operand, "bool", depth)), "bool")
        if isinstance(node.op, ast.USub):
            part = self.typed(node.operand, "number", depth)
            return Code(logic.lifted(ARITHMETIC.minus, [part]), "number")
        raise self.fault("not-allowed", node, what=type(node.op).__name__)

    def _arithmetic(self, node: ast.BinOp, depth: int) -> Code:
        name = type(node.op).__name__
        function = logic.ARITHMETIC_OF.get(name)
        if function is None:
            raise self.fault("not-allowed", node, what=name)
        left = self.typed(node.left, "number", depth)
        right = self.typed(node.right, "number", depth)
        if name in ("Div", "Mod"):
            function = logic.dividing(function, self.source.column(node))
        return Code(logic.binary(function, left, right), "number")

    def _comparison(self, node: ast.Compare, depth: int) -> Code:
        sides = [node.left, *node.comparators]
        parts = [
            self._compare(left, op, right, depth)
            for left, op, right in zip(sides, node.ops, sides[1:], strict=False)
        ]
        return Code(parts[0] if len(parts) == 1 else logic.conjunction(parts), "bool")

    def _compare(self, left: ast.expr, op: ast.cmpop, right: ast.expr, depth: int) -> Run:
        name = type(op).__name__
        if name in ("Is", "IsNot"):
            raise self.fault("is-none", left)
        if name in ("In", "NotIn"):
            return self._membership(left, right, name == "In", depth)
        a, b = self.compile(left, depth), self.compile(right, depth)
        if "null" in (a.type, b.type):
            return self._against_null(left, a, b, name)
        if a.type != b.type:
            names = {"left": type_name(a.type), "right": type_name(b.type)}
            raise self.fault("compare", left, **names)
        ordered = name not in ("Eq", "NotEq")
        if isinstance(a.type, ListOf | GroupOf) or (ordered and a.type not in ("number", "date")):
            raise self.fault("order", left, got=type_name(a.type))
        return logic.binary(logic.COMPARISON_OF[name], a.run, b.run)

    def _against_null(self, node: ast.expr, a: Code, b: Code, name: str) -> Run:
        if name not in ("Eq", "NotEq"):
            raise self.fault("null-literal", node)
        return logic.is_unknown(a.run if b.type == "null" else b.run, name == "Eq")

    def _membership(self, left: ast.expr, right: ast.expr, expected: bool, depth: int) -> Run:
        item, items = self.valued(left, depth), self.valued(right, depth)
        if not isinstance(items.type, ListOf) or rows_type(items.type):
            want = Text("รายการ", "a list")
            raise self.fault("type", right, want=want, got=type_name(items.type))
        if item.type != items.type.item:
            names = {"left": type_name(item.type), "right": type_name(items.type.item)}
            raise self.fault("compare", left, **names)
        return logic.membership(item.run, items.run, expected)

    def _list(self, node: ast.List | ast.Tuple, depth: int) -> Code:
        if not node.elts:
            raise self.fault("empty-list", node)
        items = [self.valued(item, depth) for item in node.elts]
        if len({item.type for item in items}) > 1:
            raise self.fault("mixed-list", node)
        kind = items[0].type
        if isinstance(kind, ListOf | GroupOf):
            raise self.fault("not-allowed", node.elts[0], what="[[…]]")
        runs = [item.run for item in items]
        if all(isinstance(item, ast.Constant) for item in node.elts):
            return Code(logic.constant([run({}, {}) for run in runs]), ListOf(kind))
        return Code(lambda answers, row: [run(answers, row) for run in runs], ListOf(kind))

    def _choice(self, node: ast.IfExp, depth: int) -> Code:
        test = self.typed(node.test, "bool", depth)
        yes, no = self.compile(node.body, depth), self.compile(node.orelse, depth)
        if yes.type != no.type and "null" not in (yes.type, no.type):
            names = {"left": type_name(yes.type), "right": type_name(no.type)}
            raise self.fault("branches", node, **names)
        kind = no.type if yes.type == "null" else yes.type
        return Code(logic.choice(test, yes.run, no.run), kind)

    def _call(self, node: ast.Call, depth: int) -> Code:
        if not isinstance(node.func, ast.Name):
            raise self.fault("not-allowed", node, what="…()")
        if node.keywords:
            raise self.fault("equals", node.keywords[0])
        name = node.func.id
        if name in OVER_ROWS:
            return self._over_rows(node, name, depth)
        if name in FUNCTIONS:
            return self._function(node, name, depth)
        if name in ("default", "is_empty", "len"):
            return self._special(node, name, depth)
        raise self.fault("unknown-function", node, name=name, **near(name, NAMES))

    def _function(self, node: ast.Call, name: str, depth: int) -> Code:
        function = FUNCTIONS[name]
        self._arity(node, name, function.least, function.most)
        parts = [
            self.typed(argument, function.wants(position), depth)
            for position, argument in enumerate(node.args)
        ]
        if name == "date":
            self._check_date(node.args[0])
        return Code(logic.lifted(function.apply, parts), function.gives)

    def _arity(self, node: ast.Call, name: str, least: int, most: int) -> None:
        got = len(node.args)
        if least <= got <= most:
            return
        want = str(least) if least == most else f"{least}–{most}"
        if most > MAX_DEPTH:
            want = f"≥ {least}"
        raise self.fault("arity", node, name=name, want=want, got=got)

    def _check_date(self, node: ast.expr) -> None:
        if not isinstance(node, ast.Constant):
            return
        try:
            iso_date(str(node.value))
        except ValueError:
            raise self.fault("date", node) from None

    def _special(self, node: ast.Call, name: str, depth: int) -> Code:
        takes = 2 if name == "default" else 1
        self._arity(node, name, takes, takes)
        part = self.valued(node.args[0], depth)
        if name == "is_empty":
            return Code(logic.emptiness(part.run), "bool")
        if name == "len":
            return self._len(node, part)
        other = self.typed(node.args[1], part.type, depth)
        return Code(logic.fallback(part.run, other), part.type)

    def _len(self, node: ast.Call, part: Code) -> Code:
        if part.type not in ("text",) and not isinstance(part.type, ListOf | GroupOf):
            want = Text("ข้อความหรือรายการ", "a text or a list")
            raise self.fault("type", node.args[0], want=want, got=type_name(part.type))
        return Code(logic.lifted(logic.length, [part.run]), "number")

    def _over_rows(self, node: ast.Call, name: str, depth: int) -> Code:
        self._arity(node, name, 1, 1)
        loop = node.args[0]
        if not isinstance(loop, ast.GeneratorExp):
            raise self.fault("type", loop, want=Text("x.… for x in …", "x.… for x in …"), got="…")
        each = loop.generators[0]
        if self._row or len(loop.generators) > 1:
            raise self.fault("one-level", loop)
        if not isinstance(each.target, ast.Name) or each.is_async:
            raise self.fault("not-allowed", each.target, what=type(each.target).__name__)
        rows = self.compile(each.iter, depth)
        group = rows_type(rows.type)
        if group is None:
            want = Text("กลุ่มข้อมูลซ้ำ", "a repeating group")
            raise self.fault("type", each.iter, want=want, got=type_name(rows.type))
        self._row = (each.target.id, group)
        try:
            keep = logic.conjunction([self.typed(test, "bool", depth) for test in each.ifs])
            body = self.typed(loop.elt, "number" if name == "sum" else "bool", depth)
        finally:
            self._row = None
        kind: Type = "number" if name in ("sum", "count") else "bool"
        return Code(logic.over_rows(name, rows.run, keep, body), kind)
