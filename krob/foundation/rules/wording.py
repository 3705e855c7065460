"""A rule in plain words, for the person it concerns and the official who checks it."""

import ast
from collections.abc import Mapping, Sequence

from krob.foundation.core.text import Text
from krob.foundation.core.thai import long_date
from krob.foundation.rules.compiling import path_of
from krob.foundation.rules.functions import iso_date
from krob.foundation.rules.parsing import Source

_COMPARISONS = {
    "Eq": ("{} เป็น {}", "{} is {}"),
    "NotEq": ("{} ไม่ใช่ {}", "{} is not {}"),
    "Lt": ("{} น้อยกว่า {}", "{} is less than {}"),
    "LtE": ("{} ไม่เกิน {}", "{} is at most {}"),
    "Gt": ("{} มากกว่า {}", "{} is more than {}"),
    "GtE": ("{} ตั้งแต่ {} ขึ้นไป", "{} is at least {}"),
    "In": ("{} เป็น {}", "{} is {}"),
    "NotIn": ("{} ไม่ใช่ {}", "{} is none of {}"),
}
_HAS = {
    "In": ("{} มี {}", "{} includes {}"),
    "NotIn": ("{} ไม่มี {}", "{} does not include {}"),
}
_OPERATORS = {"Add": "+", "Sub": "−", "Mult": "×", "Div": "÷", "Mod": "mod"}
_CALLS = {
    "round": ("{0} (ปัดเศษ)", "{0}, rounded"),
    "ceil": ("{0} (ปัดขึ้น)", "{0}, rounded up"),
    "floor": ("{0} (ปัดลง)", "{0}, rounded down"),
    "abs": ("ค่าสัมบูรณ์ของ {0}", "the size of {0}"),
    "min": ("ค่าที่น้อยที่สุดของ {all}", "the smallest of {all}"),
    "max": ("ค่าที่มากที่สุดของ {all}", "the largest of {all}"),
    "len": ("จำนวนของ {0}", "the number of {0}"),
    "contains": ("{0} มีคำว่า {1}", "{0} contains {1}"),
    "starts_with": ("{0} ขึ้นต้นด้วย {1}", "{0} begins with {1}"),
    "age_years": ("อายุ (ปี) จาก {0} ถึง {1}", "the age in years from {0} to {1}"),
    "days_between": ("จำนวนวันจาก {0} ถึง {1}", "the days from {0} to {1}"),
    "add_days": ("{0} บวก {1} วัน", "{0} plus {1} days"),
    "year_be": ("ปี พ.ศ. ของ {0}", "the Buddhist year of {0}"),
    "is_empty": ("ไม่ได้กรอก {0}", "{0} is not filled in"),
    "default": ("{0} (ถ้าไม่มี ใช้ {1})", "{0} (or {1} if absent)"),
}
_ROWS = {
    "sum": ("ผลรวมของ {body} ในทุกแถวของ {rows}", "the sum of {body} over all {rows}"),
    "count": ("จำนวน {rows} ที่ {body}", "the number of {rows} where {body}"),
    "any_of": ("มี {rows} อย่างน้อยหนึ่งแถวที่ {body}", "at least one of {rows} where {body}"),
    "all_of": ("{rows} ทุกแถว {body}", "every one of {rows}: {body}"),
}


def describe(source: str, labels: Mapping[str, Text]) -> Text:
    """Read a rule aloud.

    Args:
        source: the rule, as it compiles.
        labels: what people call each answer (by dotted path) and, where it has a name, each
            choice of it (``"kind=juristic"``).

    Raises:
        ExpressionError: the rule cannot be read.
    """
    tree = Source(source).tree()
    return Text(_Reader(labels, 0).say(tree), _Reader(labels, 1).say(tree))


class _Reader:
    """Says a tree in one language: 0 for Thai, 1 for English."""

    def __init__(self, labels: Mapping[str, Text], language: int) -> None:
        self.labels = labels
        self.language = language
        self._rows: dict[str, str] = {}

    def pick(self, pair: tuple[str, str]) -> str:
        """Return the one of a pair that is in the reader's language."""
        return pair[self.language]

    def say(self, node: ast.AST, about: str = "") -> str:
        """Say a node; ``about`` is the answer that a constant is compared with."""
        match node:
            case ast.Constant():
                return self._constant(node.value, about)
            case ast.Name() | ast.Attribute():
                return self._name(node)
            case ast.BoolOp():
                return self._joined(node)
            case ast.UnaryOp(op=ast.Not()):
                return self._negation(node.operand)
            case ast.UnaryOp():
                return f"−{self._inner(node.operand)}"
            case ast.BinOp():
                sign = _OPERATORS.get(type(node.op).__name__, "?")
                return f"{self._inner(node.left)} {sign} {self._inner(node.right)}"
        return self._say_rest(node, about)

    def _say_rest(self, node: ast.AST, about: str) -> str:
        match node:
            case ast.Compare():
                return self._comparison(node)
            case ast.List() | ast.Tuple():
                items = [self.say(item, about) for item in node.elts]
                return self._list(items)
            case ast.IfExp():
                pair = ("{yes} ถ้า {test} มิฉะนั้น {no}", "{yes} if {test}, otherwise {no}")
                return self.pick(pair).format(
                    yes=self.say(node.body), test=self.say(node.test), no=self.say(node.orelse)
                )
            case ast.Call(func=ast.Name(id=name)):
                return self._call(name, node.args)
        return ast.unparse(node)

    def _inner(self, node: ast.AST) -> str:
        said = self.say(node)
        return f"({said})" if isinstance(node, ast.BinOp | ast.IfExp | ast.BoolOp) else said

    def _constant(self, value: object, about: str) -> str:
        if label := self.labels.get(f"{about}={value}"):
            return self.pick((label.th, label.in_("en")))
        if isinstance(value, bool):
            return self.pick(("ใช่", "yes") if value else ("ไม่ใช่", "no"))
        if value is None:
            return self.pick(("ไม่มีคำตอบ", "not answered"))
        return f"{value:,}" if isinstance(value, int | float) else f"“{value}”"

    def _name(self, node: ast.expr) -> str:
        path = path_of(node)
        if path is None:
            return ast.unparse(node)
        if path[0] in self._rows:
            path = [self._rows[path[0]], *path[1:]]
        name = ".".join(path)
        label = self.labels.get(name) or self.labels.get(path[-1])
        return self.pick((label.th, label.in_("en"))) if label else name

    def _joined(self, node: ast.BoolOp) -> str:
        pair = (" และ ", " and ") if isinstance(node.op, ast.And) else (" หรือ ", " or ")
        return self.pick(pair).join(self._inner(value) for value in node.values)

    def _negation(self, node: ast.expr) -> str:
        if isinstance(node, ast.Name | ast.Attribute):
            return self.pick(("{} เป็น ไม่ใช่", "{} is no")).format(self.say(node))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "is_empty":
            given = self.say(node.args[0])
            return self.pick(("กรอก {}", "{} is filled in")).format(given)
        return self.pick(("ไม่จริงที่ว่า ({})", "it is not so that ({})")).format(self.say(node))

    def _list(self, items: Sequence[str]) -> str:
        if len(items) < 2:
            return "".join(items)
        return ", ".join(items[:-1]) + self.pick((" หรือ ", " or ")) + items[-1]

    def _comparison(self, node: ast.Compare) -> str:
        sides = [node.left, *node.comparators]
        said = [
            self._compare(left, type(op).__name__, right)
            for left, op, right in zip(sides, node.ops, sides[1:], strict=False)
        ]
        return self.pick((" และ ", " and ")).join(said)

    def _compare(self, left: ast.expr, op: str, right: ast.expr) -> str:
        if isinstance(left, ast.Constant) and not isinstance(right, ast.Constant):
            op, left, right = _MIRRORED.get(op, op), right, left
            if op in _HAS and not isinstance(left, ast.List | ast.Tuple):
                said = self.say(right, ".".join(path_of(left) or ()))
                return self.pick(_HAS[op]).format(self.say(left), said)
        path = path_of(left)
        value = self.say(right, ".".join(path) if path else "")
        return self.pick(_COMPARISONS.get(op, ("{} ? {}", "{} ? {}"))).format(self.say(left), value)

    def _call(self, name: str, arguments: Sequence[ast.expr]) -> str:
        if name in _ROWS and arguments and isinstance(arguments[0], ast.GeneratorExp):
            return self._over_rows(name, arguments[0])
        if name == "date" and arguments and isinstance(arguments[0], ast.Constant):
            return self._date(str(arguments[0].value))
        said = [self._inner(argument) for argument in arguments]
        if name not in _CALLS:
            return f"{name}({', '.join(said)})"
        padded = [*said, "", ""]
        return self.pick(_CALLS[name]).format(*padded, all=", ".join(said))

    def _date(self, written: str) -> str:
        try:
            day = iso_date(written)
        except ValueError:
            return f"“{written}”"
        return self.pick((long_date(day), f"{day:%-d %B %Y}"))

    def _over_rows(self, name: str, loop: ast.GeneratorExp) -> str:
        each = loop.generators[0]
        path, rows = path_of(each.iter), self.say(each.iter)
        if isinstance(each.target, ast.Name) and path:
            self._rows[each.target.id] = ".".join(path)
        body = self.say(loop.elt)
        for test in each.ifs:
            body += self.pick((" เฉพาะที่ {}", " only where {}")).format(self.say(test))
        return self.pick(_ROWS[name]).format(body=body, rows=rows)


_MIRRORED = {"Lt": "Gt", "LtE": "GtE", "Gt": "Lt", "GtE": "LtE"}
