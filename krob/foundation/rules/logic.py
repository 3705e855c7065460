"""Three-valued operators as closures: unknown in, unknown out, unless the known part decides."""

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from krob.foundation.rules.errors import ExpressionError
from krob.foundation.rules.values import ARITHMETIC

# A compiled part: given the answers, and the row where one is being looked at, its value.
Run = Callable[[Mapping[str, Any], Mapping[str, Any]], Any]


def all_true(values: Iterable[bool | None]) -> bool | None:
    """Kleene's *and*: no when any is no, else unknown when any is unknown."""
    unknown = False
    for value in values:
        if value is False:
            return False
        unknown = unknown or value is None
    return None if unknown else True


def any_true(values: Iterable[bool | None]) -> bool | None:
    """Kleene's *or*: yes when any is yes, else unknown when any is unknown."""
    unknown = False
    for value in values:
        if value is True:
            return True
        unknown = unknown or value is None
    return None if unknown else False


def constant(value: Any) -> Run:
    """Always this value."""
    return lambda answers, row: value


def conjunction(parts: Sequence[Run]) -> Run:
    """Evaluate left to right and stop at the first no."""
    return lambda answers, row: all_true(part(answers, row) for part in parts)


def disjunction(parts: Sequence[Run]) -> Run:
    """Evaluate left to right and stop at the first yes."""
    return lambda answers, row: any_true(part(answers, row) for part in parts)


def lifted(function: Callable[..., Any], parts: Sequence[Run]) -> Run:
    """Apply a function; unknown as soon as one argument is unknown."""

    def run(answers: Mapping[str, Any], row: Mapping[str, Any]) -> Any:
        values = [part(answers, row) for part in parts]
        return None if None in values else function(*values)

    return run


def binary(function: Callable[[Any, Any], Any], left: Run, right: Run) -> Run:
    """Apply a function of two values; unknown when either is unknown."""

    def run(answers: Mapping[str, Any], row: Mapping[str, Any]) -> Any:
        a = left(answers, row)
        if a is None:
            return None
        b = right(answers, row)
        return None if b is None else function(a, b)

    return run


def negated(part: Run) -> Run:
    """Kleene's *not*."""

    def run(answers: Mapping[str, Any], row: Mapping[str, Any]) -> bool | None:
        value = part(answers, row)
        return None if value is None else not value

    return run


def is_unknown(part: Run, expected: bool) -> Run:
    """Say whether a value is absent: the one comparison that an unknown answers."""
    return lambda answers, row: (part(answers, row) is None) is expected


def membership(item: Run, items: Run, expected: bool) -> Run:
    """Say whether a value is in a list; unknown when it might be behind an unknown item."""

    def run(answers: Mapping[str, Any], row: Mapping[str, Any]) -> bool | None:
        value, those = item(answers, row), items(answers, row)
        if value is None or those is None:
            return None
        if value in those:
            return expected
        return None if None in those else not expected

    return run


def choice(test: Run, yes: Run, no: Run) -> Run:
    """Take a branch; unknown when the condition is unknown."""

    def run(answers: Mapping[str, Any], row: Mapping[str, Any]) -> Any:
        value = test(answers, row)
        if value is None:
            return None
        return yes(answers, row) if value else no(answers, row)

    return run


def fallback(part: Run, other: Run) -> Run:
    """Take the other value when the first is unknown."""

    def run(answers: Mapping[str, Any], row: Mapping[str, Any]) -> Any:
        value = part(answers, row)
        return other(answers, row) if value is None else value

    return run


def emptiness(part: Run) -> Run:
    """Say whether an answer is absent, an empty text or an empty list."""

    def run(answers: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
        value = part(answers, row)
        return value is None or (isinstance(value, str | list) and not value)

    return run


def dividing(function: Callable[[Decimal, Decimal], Decimal], column: int) -> Any:
    """Return a division that refuses zero and says where."""

    def divide(a: Decimal, b: Decimal) -> Decimal:
        if not b:
            raise ExpressionError("divide-by-zero", column)
        return function(a, b)

    return divide


def length(value: str | list[Any]) -> Decimal:
    """Count the characters of a text or the items of a list."""
    return Decimal(len(value))


def total(numbers: Iterable[Decimal]) -> Decimal:
    """Add numbers up exactly."""
    result = Decimal(0)
    for number in numbers:
        result = ARITHMETIC.add(result, number)
    return result


def over_rows(kind: str, rows: Run, keep: Run, body: Run) -> Run:
    """Return ``sum``, ``count``, ``any_of`` or ``all_of`` over the rows of a group.

    A row whose filter is unknown makes the result unknown, unless another row decides it.
    """
    reduce = _REDUCERS[kind]

    def run(answers: Mapping[str, Any], row: Mapping[str, Any]) -> Any:
        those = rows(answers, row)
        if those is None:
            return None
        present = [each for each in those if each is not None]
        return reduce(((keep(answers, each), each) for each in present), answers, body)

    return run


_Kept = Iterable[tuple[bool | None, Mapping[str, Any]]]


def _sum(kept: _Kept, answers: Mapping[str, Any], body: Run) -> Decimal | None:
    numbers = []
    for keep, row in kept:
        if keep is False:
            continue
        number = None if keep is None else body(answers, row)
        if number is None:
            return None
        numbers.append(number)
    return total(numbers)


def _any(kept: _Kept, answers: Mapping[str, Any], body: Run) -> bool | None:
    return any_true(all_true((keep, body(answers, row))) for keep, row in kept if keep is not False)


def _all(kept: _Kept, answers: Mapping[str, Any], body: Run) -> bool | None:
    return all_true(
        any_true((None if keep is None else False, body(answers, row)))
        for keep, row in kept
        if keep is not False
    )


def _count(kept: _Kept, answers: Mapping[str, Any], body: Run) -> Decimal | None:
    found = [all_true((keep, body(answers, row))) for keep, row in kept if keep is not False]
    return None if None in found else Decimal(found.count(True))


_REDUCERS = {"sum": _sum, "any_of": _any, "all_of": _all, "count": _count}

ARITHMETIC_OF: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "Add": ARITHMETIC.add,
    "Sub": ARITHMETIC.subtract,
    "Mult": ARITHMETIC.multiply,
    "Div": ARITHMETIC.divide,
    "Mod": ARITHMETIC.remainder,
}
COMPARISON_OF: dict[str, Callable[[Any, Any], bool]] = {
    "Eq": operator.eq,
    "NotEq": operator.ne,
    "Lt": operator.lt,
    "LtE": operator.le,
    "Gt": operator.gt,
    "GtE": operator.ge,
}
