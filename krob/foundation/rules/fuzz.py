"""Throws random rules at the language: nothing but a rule's own error may ever come out.

``python -m krob.foundation.rules.fuzz 100000`` (``make fuzz``) tries that many, half of them token
soup and half well-formed trees, compiles each, reads it aloud and evaluates it on awkward answers.
"""

import random
import sys
import time
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from krob.foundation.core.text import Text
from krob.foundation.rules.errors import RuleError
from krob.foundation.rules.expressions import Expression, compile_expression, describe
from krob.foundation.rules.functions import FUNCTIONS
from krob.foundation.rules.values import GroupOf, ListOf, Type, rows_type

SLOW_SECONDS = 0.05

TYPES: dict[str, Type] = {
    "a": "number",
    "b": "bool",
    "s": "text",
    "d": "date",
    "g": GroupOf({"q": "number", "p": "number", "t": "text", "ok": "bool"}),
    "l": ListOf("text"),
    "n.m": "number",
}
_ROW = {"q": Decimal(1), "p": Decimal(2), "t": "x", "ok": True}
ANSWERS: tuple[Mapping[str, Any], ...] = (
    {
        "a": Decimal("1.5"),
        "b": True,
        "s": "กขค",
        "d": date(2026, 1, 1),
        "g": [_ROW, {"q": None, "t": None}, None],
        "l": ["x", None],
        "n": {"m": 3},
    },
    {},
    {"a": Decimal("1e40"), "b": False, "g": [], "l": [], "d": date.max, "s": "", "n": None},
    {
        "a": Decimal("NaN"),
        "b": "yes",
        "s": 5,
        "d": datetime(2026, 1, 1, tzinfo=UTC),
        "g": [5],
        "l": 3,
        "n": 7,
    },
    {"a": 0, "d": date.min, "g": [_ROW] * 50, "l": ["a"] * 1001, "n": {"m": Decimal("1e60")}},
)
_TOKENS = """
a b s d g l i n.m i.q i.t i.ok x 1 0 0.1 1e15 1e999999999 "ก" '2026-01-01' True
None + - * / % == < >= != in is and or not ( ) [ ] , if else for = ** : . round(
sum( any_of( count( len( date( add_days( min( age_years( default( is_empty( abs(
(( -
""".split()
_ATOMS = "a b s d l 1 0 0.1 99999999 '' 'x' date('2026-01-31') True None g n.m".split()
_OPERATORS = "+ - * / % == != < >= and or in".split()
_CALLS = (*FUNCTIONS, "default", "is_empty", "len")


@dataclass
class Report:
    """What a run tried and found; ``leaks`` maps a rule to the foreign error that it caused."""

    tried: int = 0
    compiled: int = 0
    evaluated: int = 0
    refused: int = 0
    slowest: float = 0.0
    slow: list[str] = field(default_factory=list)
    leaks: dict[str, str] = field(default_factory=dict)

    @property
    def sound(self) -> bool:
        """Whether nothing leaked."""
        return not self.leaks


class _Writer:
    """Writes random rules, the same ones for the same seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311

    def soup(self) -> str:
        """Write tokens in no order."""
        length = self.random.randint(1, 14)
        return " ".join(self.random.choice(_TOKENS) for _ in range(length))

    def tree(self, kind: str = "", depth: int = 0) -> str:
        """Write a well-formed rule, mostly of the type asked for."""
        kind = kind or self.random.choice(["number", "bool", "text", "date", "any"])
        if depth > 4 or self.random.random() < 0.25:
            return self._atom(kind)
        branches = {
            "number": self._number,
            "bool": self._bool,
            "any": self._anything,
        }
        return branches.get(kind, self._other)(kind, depth + 1)

    def _atom(self, kind: str) -> str:
        atoms = {
            "number": ["a", "n.m", "1", "0", "0.1", "-3", "9999999999"],
            "bool": ["b", "True", "False"],
            "text": ["s", "'x'", "''"],
            "date": ["d", "date('2026-02-28')"],
        }
        return self.random.choice(atoms.get(kind, _ATOMS))

    def _number(self, kind: str, depth: int) -> str:
        pick = self.random.random()
        if pick < 0.5:
            sign = self.random.choice("+-*/%")
            return f"({self.tree('number', depth)} {sign} {self.tree('number', depth)})"
        if pick < 0.65:
            return f"sum(i.q * {self.tree('number', depth + 1)} for i in g if i.ok)"
        return self._other(kind, depth)

    def _bool(self, kind: str, depth: int) -> str:
        pick, of = self.random.random(), self.random.choice(["number", "text", "date"])
        if pick < 0.3:
            sign = self.random.choice(["==", "!=", "<", "<=", ">", ">="])
            return f"({self.tree(of, depth)} {sign} {self.tree(of, depth)})"
        if pick < 0.6:
            join = self.random.choice(["and", "or"])
            return f"({self.tree('bool', depth)} {join} {self.tree('bool', depth)})"
        if pick < 0.7:
            return f"(not {self.tree('bool', depth)})"
        if pick < 0.8:
            return f"({self.tree('text', depth)} in l)"
        if pick < 0.9:
            over = self.random.choice(["any_of", "all_of"])
            return f"{over}(i.p > {self.tree('number', depth)} for i in g)"
        return f"({self.tree('any', depth)} == None)"

    def _other(self, kind: str, depth: int) -> str:
        calls = [name for name, function in FUNCTIONS.items() if function.gives == kind]
        pick = self.random.random()
        if calls and pick < 0.6:
            name = self.random.choice(calls)
            wants = [str(want) for want in FUNCTIONS[name].takes]
            return f"{name}({', '.join(self.tree(want, depth) for want in wants)})"
        if pick < 0.8:
            yes, no = self.tree(kind, depth), self.tree(kind, depth)
            return f"({yes} if {self.tree('bool', depth)} else {no})"
        return f"default({self.tree(kind, depth)}, {self.tree(kind, depth)})"

    def _anything(self, kind: str, depth: int) -> str:
        if self.random.random() < 0.5:
            name = self.random.choice(_CALLS)
            count = self.random.randint(0, 3)
            return f"{name}({', '.join(self.tree('any', depth) for _ in range(count))})"
        sign = self.random.choice(_OPERATORS)
        return f"({self.tree('any', depth)} {sign} {self.tree('any', depth)})"


def run(count: int, seed: int = 1) -> Report:
    """Try a number of rules; the same seed tries the same ones."""
    report, writer = Report(), _Writer(seed)
    for turn in range(count):
        source = writer.soup() if turn % 2 else writer.tree()
        _try(source, report)
    return report


def _try(source: str, report: Report) -> None:
    report.tried += 1
    started = time.thread_time()
    try:
        describe(source, {"a": Text("เอ", "A")})
        rule = compile_expression(source, TYPES)
        report.compiled += 1
        for answers in ANSWERS:
            _evaluate(rule, answers, report)
    except RuleError:
        report.refused += 1
    except Exception as leak:
        report.leaks[source] = f"{type(leak).__name__}: {leak}"
    took = time.thread_time() - started
    report.slowest = max(report.slowest, took)
    if took > SLOW_SECONDS:
        report.slow.append(source)


def _evaluate(rule: Expression, answers: Mapping[str, Any], report: Report) -> None:
    try:
        value = rule(answers)
    except RuleError:
        return
    report.evaluated += 1
    if not _is_of(value, rule.type):
        report.leaks[rule.source] = f"{rule.type} gave {value!r}"


def _is_of(value: Any, kind: Type) -> bool:
    if value is None:
        return True
    if isinstance(kind, ListOf) or rows_type(kind):
        return isinstance(value, list)
    wanted = {"number": Decimal, "text": str, "bool": bool, "date": date}[str(kind)]
    return type(value) is wanted


_JUNK: tuple[Any, ...] = (
    *(None, True, 0, 5, -1, 1.5, float("nan"), 10**30, "", "x", "1", "area", "2026-01-01"),
    *([], {}, [None], [[1]], {"in": [1]}, {"th": "ก"}, {"range": [1, 2, 3, 4]}, {"a": {}}),
    *(["a", "b"], {"if": 5, "step": 7}, {"if": "x", "step": "y"}),
)


def broken(part: Mapping[str, Any], count: int, seed: int = 1) -> Iterator[dict[str, Any]]:
    """Yield copies of a part of a definition with one or two places spoilt or taken out.

    For the tests of every room's ``problems()``: it must report, and never fall over.
    """
    chance = random.Random(seed)  # noqa: S311
    for _turn in range(count):
        copy = deepcopy(dict(part))
        for _place in range(chance.randint(1, 2)):
            _spoil(copy, chance)
        yield copy


def _spoil(part: dict[str, Any], chance: random.Random) -> None:
    places = list(_places(part))
    if not places:
        return
    holder, key = chance.choice(places)
    if isinstance(holder, dict) and chance.random() < 0.15:
        del holder[key]
    else:
        holder[key] = deepcopy(chance.choice(_JUNK))


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    keys = list(value) if isinstance(value, dict) else range(len(value))
    for key in keys:
        yield value, key
        if isinstance(value[key], dict | list):
            yield from _places(value[key])


def main() -> int:
    """Run from the command line and say what was found; 1 when something leaked."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    report = run(count)
    sys.stdout.write(
        f"{report.tried} rules: {report.compiled} compiled, {report.evaluated} evaluations, "
        f"{report.refused} refused, {len(report.leaks)} leaks, "
        f"slowest {report.slowest * 1000:.0f} ms, {len(report.slow)} over 50 ms\n"
    )
    for source, leak in list(report.leaks.items())[:20]:
        sys.stdout.write(f"LEAK {leak}\n     {source}\n")
    return 0 if report.sound else 1


if __name__ == "__main__":
    sys.exit(main())
