"""The rule language: a typed, exact, three-valued subset of Python's expressions.

One language for what a definition asks: when a field shows, which document is needed, who may
apply, what a fee is. Null means *not known yet*: a caller that shows or allows something asks
``is True``; one that refuses asks ``is False``; money from null is an error (``tables``).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from krob.foundation.rules.compiling import Compiler
from krob.foundation.rules.errors import ExpressionError, MissingInput, NoMatch, Overlap, RuleError
from krob.foundation.rules.logic import Run
from krob.foundation.rules.parsing import Source
from krob.foundation.rules.values import GroupOf, ListOf, Type, Value, look_up
from krob.foundation.rules.wording import describe

LANGUAGE_VERSION = 1

_FAULTS = (ArithmeticError, ValueError, TypeError, AttributeError, LookupError)


@dataclass(frozen=True, slots=True)
class Expression:
    """A rule ready to be asked. Immutable; safe to share between threads."""

    source: str
    type: Type
    reads: frozenset[str]
    run: Run = field(repr=False, compare=False)

    def __call__(self, context: Mapping[str, Any]) -> Any:
        """Return the value for some answers; None when it depends on one not given yet.

        Raises:
            ExpressionError: an answer is not of its type, or the rule cannot be computed.
        """
        try:
            return self.run(context, {})
        except _FAULTS:
            raise ExpressionError("runtime") from None

    def unknown(self, context: Mapping[str, Any]) -> tuple[str, ...]:
        """Return the answers that the rule reads and that have not been given."""
        return tuple(sorted(name for name in self.reads if look_up(context, name) is None))


def compile_expression(
    source: str, types: Mapping[str, Type], want: Type | None = None
) -> Expression:
    """Read, check and compile a rule; the same rule is compiled once.

    Args:
        source: the rule as the official wrote it.
        types: the type of every answer, by its dotted path.
        want: the type that the rule must give.

    Raises:
        ExpressionError: with a code, a column and a message in Thai and English.
    """
    return _compiled(source, frozenset(types.items()), want)


@lru_cache(maxsize=4096)
def _compiled(source: str, types: frozenset[tuple[str, Type]], want: Type | None) -> Expression:
    text = Source(source)
    compiler = Compiler(text, dict(types))
    tree = text.tree()
    if want is None:
        code = compiler.valued(tree, 0)
        return Expression(source, code.type, frozenset(compiler.reads), code.run)
    run = compiler.typed(tree, want, 0)
    return Expression(source, want, frozenset(compiler.reads), run)


__all__ = [
    "LANGUAGE_VERSION",
    "Expression",
    "ExpressionError",
    "GroupOf",
    "ListOf",
    "MissingInput",
    "NoMatch",
    "Overlap",
    "RuleError",
    "Type",
    "Value",
    "compile_expression",
    "describe",
]
