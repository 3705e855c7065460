"""The functions that a rule may call. The list is frozen: definitions rely on it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Any

from krob.foundation.rules.values import ARITHMETIC, Type

_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_FIRST_BUDDHIST_YEAR = 2400


@dataclass(frozen=True, slots=True)
class Function:
    """A function: what it takes and gives. ``optional`` arguments at the end may be left out."""

    takes: tuple[Type, ...]
    gives: Type
    apply: Callable[..., Any]
    optional: int = 0
    repeats: bool = False

    @property
    def least(self) -> int:
        """The fewest values it takes."""
        return len(self.takes) - self.optional

    @property
    def most(self) -> int:
        """The most values it takes."""
        return 400 if self.repeats else len(self.takes)

    def wants(self, position: int) -> Type:
        """Return the type of the argument at a position."""
        return self.takes[min(position, len(self.takes) - 1)]


def round_half_up(number: Decimal, places: Decimal = Decimal(0)) -> Decimal:
    """Round to a number of decimals, halves away from zero, as receipts do."""
    if places != int(places) or not -12 <= places <= 12:
        raise ValueError("places")
    step = Decimal(1).scaleb(-int(places))
    return number.quantize(step, ROUND_HALF_UP, ARITHMETIC)


def years_between(born: date, on: date) -> Decimal:
    """Return the full years from one date to another."""
    return Decimal(on.year - born.year - ((on.month, on.day) < (born.month, born.day)))


def iso_date(text: str) -> date:
    """Read a date of the Christian era.

    Raises:
        ValueError: not a date, or a year that can only be of the Buddhist era.
    """
    if not _ISO_DATE.fullmatch(text):
        raise ValueError("not an ISO date")
    day = date.fromisoformat(text)
    if day.year >= _FIRST_BUDDHIST_YEAR:
        raise ValueError("a year of the Buddhist era")
    return day


FUNCTIONS: dict[str, Function] = {
    "round": Function(("number", "number"), "number", round_half_up, optional=1),
    "ceil": Function(("number",), "number", lambda x: x.to_integral_value(ROUND_CEILING)),
    "floor": Function(("number",), "number", lambda x: x.to_integral_value(ROUND_FLOOR)),
    "abs": Function(("number",), "number", ARITHMETIC.abs),
    "min": Function(("number", "number"), "number", min, repeats=True),
    "max": Function(("number", "number"), "number", max, repeats=True),
    "contains": Function(("text", "text"), "bool", lambda text, part: part in text),
    "starts_with": Function(("text", "text"), "bool", lambda text, part: text.startswith(part)),
    "age_years": Function(("date", "date"), "number", years_between),
    "days_between": Function(("date", "date"), "number", lambda a, b: Decimal((b - a).days)),
    "add_days": Function(
        ("date", "number"), "date", lambda day, days: day + timedelta(days=int(days))
    ),
    "date": Function(("text",), "date", iso_date),
    "year_be": Function(("date",), "number", lambda day: Decimal(day.year + 543)),
}
OVER_ROWS = ("sum", "any_of", "all_of", "count")
SPECIAL = ("len", "default", "is_empty", *OVER_ROWS)
NAMES = (*FUNCTIONS, *SPECIAL)
