"""Which sides of a rule and which rows of a table some worked examples have taken.

Every condition of a rule has two sides (it held, it did not) and every choice two ways; a table has
its rows. Examples that took all of them have seen every branch.

Req: 2.10.
"""

import ast
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from krob.foundation.core.text import Text
from krob.foundation.rules.cells import BadCell
from krob.foundation.rules.compiling import Code, Compiler
from krob.foundation.rules.errors import RuleError
from krob.foundation.rules.expressions import compile_expression
from krob.foundation.rules.logic import Run
from krob.foundation.rules.parsing import Source
from krob.foundation.rules.tables import Table
from krob.foundation.rules.values import Type
from krob.foundation.rules.wording import describe

Context = Mapping[str, Any]


@dataclass(frozen=True, slots=True, order=True)
class Branch:
    """One side of a condition (``held`` True or False), or a row of a table (``held`` True).

    ``place`` is the column of the condition in its rule, or the position of the row; ``what`` its
    text or the row's id.
    """

    place: int
    what: str
    held: bool = True


@dataclass(frozen=True, slots=True)
class Coverage:
    """All branches, and those that were taken; branches that nobody can take are not known of."""

    every: frozenset[Branch]
    taken: frozenset[Branch]

    @property
    def missing(self) -> list[Branch]:
        """Return the branches that no example took, in the order of the rule."""
        return sorted(self.every - self.taken)

    @property
    def is_whole(self) -> bool:
        """Say whether every branch was taken."""
        return self.every <= self.taken

    @property
    def percent(self) -> int:
        """Return how many of a hundred branches were taken, rounded down; 100 where none is."""
        return 100 * len(self.taken & self.every) // len(self.every) if self.every else 100


@dataclass(frozen=True, slots=True)
class _Condition:
    """A condition that is looked at by itself."""

    place: int
    text: str
    run: Run

    def branch(self, held: bool) -> Branch:
        return Branch(self.place, self.text, held)


def of_rule(source: str, types: Mapping[str, Type], contexts: Iterable[Context]) -> Coverage:
    """Return which sides of a rule's conditions the contexts took.

    A condition behind an *and* that was no already, behind an *or* that was yes already, or in the
    way not chosen was not looked at. What a context cannot compute it does not cover. The
    conditions inside ``any_of`` and its like count as one.

    Raises:
        ExpressionError: the rule does not compile.
    """
    compile_expression(source, types)
    text = Source(source)
    walk = _Walk(text, types)
    tree = text.tree()
    every = {c.branch(held) for c in walk.conditions(tree) for held in (True, False)}
    taken: set[Branch] = set()
    for context in contexts:
        try:
            walk.take(tree, context, taken)
        except (RuleError, ArithmeticError, ValueError, TypeError, LookupError):
            continue
    return Coverage(frozenset(every), frozenset(taken))


class _Walk:
    """Evaluates a rule step by step, as it is computed, and notes the sides of conditions."""

    def __init__(self, text: Source, types: Mapping[str, Type]) -> None:
        self.text = text
        self.types = types
        self.known: dict[ast.expr, _Condition] = {}

    def conditions(self, node: ast.expr) -> list[_Condition]:
        """Return every condition of a node, from left to right."""
        match node:
            case ast.BoolOp(values=values):
                return [found for value in values for found in self.conditions(value)]
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return self.conditions(operand)
            case ast.IfExp(test=test, body=body, orelse=orelse):
                parts = (test, body, orelse)
                return [found for part in parts for found in self.conditions(part)]
        if self._is_condition(node):
            return [self._condition(node)]
        inner = ast.iter_child_nodes(node)
        if isinstance(node, ast.GeneratorExp):
            return []
        return [
            found for part in inner if isinstance(part, ast.expr) for found in self._inside(part)
        ]

    def _inside(self, node: ast.expr) -> list[_Condition]:
        """Look for choices inside a computation; plain answers in it are no conditions."""
        if isinstance(node, ast.Name | ast.Attribute | ast.Constant | ast.GeneratorExp):
            return []
        return self.conditions(node)

    def _is_condition(self, node: ast.expr) -> bool:
        if isinstance(node, ast.Constant):
            return False
        return self._compiled(node).type == "bool"

    def _compiled(self, node: ast.expr) -> Code:
        return Compiler(self.text, self.types).compile(node)

    def _condition(self, node: ast.expr) -> _Condition:
        if node not in self.known:
            said = ast.get_source_segment(self.text.stripped, node) or ast.unparse(node)
            place = self.text.column(node)
            self.known[node] = _Condition(place, said, self._compiled(node).run)
        return self.known[node]

    def take(self, node: ast.expr, context: Context, taken: set[Branch]) -> Any:
        """Evaluate a node and note which sides of its conditions were taken."""
        match node:
            case ast.BoolOp(op=op, values=values):
                return self._joined(values, isinstance(op, ast.Or), context, taken)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                value = self.take(operand, context, taken)
                return None if value is None else not value
            case ast.IfExp(test=test, body=body, orelse=orelse):
                value = self.take(test, context, taken)
                if value is None:
                    return None
                return self.take(body if value else orelse, context, taken)
        return self._plain(node, context, taken)

    def _joined(
        self, values: Sequence[ast.expr], decides: bool, context: Context, taken: set[Branch]
    ) -> bool | None:
        unknown = False
        for value in values:
            found: bool | None = self.take(value, context, taken)
            if found is decides:
                return decides
            unknown = unknown or found is None
        return None if unknown else not decides

    def _plain(self, node: ast.expr, context: Context, taken: set[Branch]) -> Any:
        if isinstance(node, ast.Constant):
            return node.value
        if node in self.known:
            condition = self._condition(node)
            value = condition.run(context, {})
            if value is not None:
                taken.add(condition.branch(bool(value)))
            return value
        for part in ast.iter_child_nodes(node):
            if isinstance(part, ast.expr) and self._inside(part):
                self.take(part, context, taken)
        return None


def of_table(
    part: Mapping[str, Any],
    types: Mapping[str, Type],
    cases: Iterable[tuple[Context, date]],
) -> Coverage:
    """Return which rows of a table the cases (answers, and the day that counts) took.

    Raises:
        ExpressionError: a rule of the table does not compile.
        BadCell: a cell does not fit (``tables.problems`` says all of it).
    """
    table = Table.from_part(part, types)
    places = {row.id: place for place, row in enumerate(table.rows)}
    taken: set[Branch] = set()
    for context, day in cases:
        try:
            rows = table.evaluate(context, day).rows
        except (RuleError, BadCell):
            continue
        taken.update(Branch(places[row], row) for row in rows)
    every = frozenset(Branch(place, row) for row, place in places.items())
    return Coverage(every, frozenset(taken))


def said(branch: Branch, labels: Mapping[str, Text]) -> Text:
    """Say a branch of a rule to the official: the condition read aloud, and which side of it."""
    try:
        words = describe(branch.what, labels)
    except RuleError:
        words = Text(branch.what, branch.what)
    if branch.held:
        return Text(f"เป็นจริง: {words.th}", f"holds: {words.in_('en')}")
    return Text(f"ไม่เป็นจริง: {words.th}", f"does not hold: {words.in_('en')}")
