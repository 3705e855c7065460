"""Every way through an advisor's questions: how many, and which of them lead nowhere.

A number is tried at, between and beyond the constants that rules compare it with, so that every
answer behaves as one that was tried.

Req: 2.6.
"""

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise, product
from typing import Any

from krob.foundation.rules.errors import ExpressionError
from krob.foundation.rules.expressions import Expression, compile_expression
from krob.registers.catalogue.types import Question

MOST_PATHS = 100_000
SHOWN = 20
Answers = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Walk:
    """What came of walking: ``dead`` are some answers that lead nowhere, ``dead_ends`` how many.

    ``too_many`` says that there were more ways than are walked; then nothing was.
    """

    paths: int
    dead_ends: int = 0
    dead: tuple[Answers, ...] = ()
    reached: frozenset[str] = field(default_factory=frozenset)
    too_many: bool = False


def walk(
    questions: Sequence[Question], rules: Mapping[str, str], endings: Sequence[str] = ()
) -> Walk:
    """Walk every way: a dead end is where no rule holds and no ending says so.

    ``rules`` say by name when a service applies; those that do not compile never hold.
    """
    types = {question.key: question.type for question in questions}
    compiled = {name: rule for name, source in rules.items() if (rule := _rule(source, types))}
    ends = [rule for source in endings if (rule := _rule(source, types))]
    tried = [values(question, [*rules.values(), *endings]) for question in questions]
    count = 1
    for choices in tried:
        count *= len(choices)
    if count > MOST_PATHS:
        return Walk(paths=count, too_many=True)
    return _walked([question.key for question in questions], tried, compiled, ends)


def _walked(
    keys: Sequence[str],
    tried: Sequence[Sequence[Any]],
    rules: Mapping[str, Expression],
    ends: Sequence[Expression],
) -> Walk:
    paths, dead, reached, dead_ends = 0, list[Answers](), set[str](), 0
    for chosen in product(*tried):
        answers = dict(zip(keys, chosen, strict=True))
        paths += 1
        here = {name for name, rule in rules.items() if rule(answers) is True}
        reached |= here
        if not here and not any(rule(answers) is True for rule in ends):
            dead_ends += 1
            dead += [answers] if len(dead) < SHOWN else []
    return Walk(paths, dead_ends, tuple(dead), frozenset(reached))


def _rule(source: str, types: Mapping[str, Any]) -> Expression | None:
    try:
        return compile_expression(source, types, "bool")
    except ExpressionError:
        return None


def values(question: Question, sources: Sequence[str]) -> list[Any]:
    """Return the answers to try: yes and no, or a number of every interval."""
    if question.kind == "yes_no":
        return [True, False]
    marks = sorted({number for s in sources for number in _constants(s, question.key)})
    if not marks:
        return [Decimal(1)]
    between = [(one + other) / 2 for one, other in pairwise(marks)]
    outer = [max(Decimal(0), marks[0] - 1), marks[-1] + 1]
    return sorted({*marks, *between, *outer})


def _constants(source: str, key: str) -> Iterator[Decimal]:
    """Yield the numbers that a rule compares an answer with."""
    try:
        tree = ast.parse(source.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for node in ast.walk(tree):
        if not isinstance(node, ast.Compare):
            continue
        within = list(ast.walk(node))
        if any(isinstance(one, ast.Name) and one.id == key for one in within):
            for one in within:
                if isinstance(one, ast.Constant) and _is_number(one.value):
                    yield Decimal(str(one.value))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value >= 0
