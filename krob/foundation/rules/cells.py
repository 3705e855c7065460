"""The cells of a decision table: which values of a column a row speaks about."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from krob.foundation.core.text import Text
from krob.foundation.rules.functions import iso_date
from krob.foundation.rules.values import Type, type_name


class BadCell(ValueError):
    """A cell does not fit its column; ``text`` says how."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


@dataclass(frozen=True, slots=True)
class Anything:
    """An empty cell: every value."""


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of some values."""

    values: frozenset[Any]


@dataclass(frozen=True, slots=True)
class Range:
    """From ``low`` to ``high``, each end open or included; a missing end has no bound."""

    low: Any
    low_included: bool
    high: Any
    high_included: bool

    def holds(self, value: Any) -> bool:
        """Say whether a value lies in the range."""
        if self.low is not None and (
            value < self.low or (value == self.low and not self.low_included)
        ):
            return False
        if self.high is None:
            return True
        return bool(value < self.high or (value == self.high and self.high_included))


Cell = Anything | OneOf | Range


def typed(value: Any, kind: Type) -> Any:
    """Return a value of a definition's JSON as the language's value.

    Raises:
        BadCell: it is not of the column's type.
    """
    try:
        return _READERS[str(kind)](value)
    except (KeyError, ValueError, TypeError, InvalidOperation):
        want, got = type_name(kind), value if isinstance(value, str) else repr(value)
        text = Text(f"ช่องนี้ต้องเป็น{want.th} แต่ได้ {got}", f"The cell must be {want.en}, got {got}.")
        raise BadCell(text) from None


def _number(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | str | float | Decimal):
        raise ValueError("not a number")
    number = Decimal(str(value))
    if not number.is_finite() or abs(number.adjusted()) > 30:
        raise ValueError("not a number")
    return number


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("not a text")
    return value


def _bool(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("not yes or no")
    return value


def _date(value: Any) -> date:
    return value if type(value) is date else iso_date(value)


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "number": _number,
    "text": _text,
    "bool": _bool,
    "date": _date,
}


def cell_of(value: Any, kind: Type) -> Cell:
    """Read a cell; an empty text is what TOML writes where JSON has null.

    Raises:
        BadCell: not a value, list or range of the column's type.
    """
    if value in (None, ""):
        return Anything()
    if not isinstance(value, Mapping):
        return OneOf(frozenset({typed(value, kind)}))
    match dict(value):
        case {"in": [_, *_] as values, **rest} if not rest:
            return OneOf(frozenset(typed(item, kind) for item in values))
        case {"range": [low, bool() as low_in, high, bool() as high_in], **rest} if not rest:
            return _range(low, low_in, high, high_in, kind)
    raise BadCell(
        Text(
            "ช่องนี้ต้องเป็นค่า รายการ {in: […]} หรือช่วง {range: [ต่ำสุด, รวม, สูงสุด, รวม]}",
            "A cell is a value, {in: […]} or {range: [low, included, high, included]}.",
        )
    )


def _range(low: Any, low_in: bool, high: Any, high_in: bool, kind: Type) -> Range:
    if kind not in ("number", "date"):
        raise BadCell(Text("ช่วงใช้ได้กับตัวเลขและวันที่เท่านั้น", "Only numbers and dates have ranges."))
    bottom = None if low in (None, "") else typed(low, kind)
    top = None if high in (None, "") else typed(high, kind)
    found = Range(bottom, low_in, top, high_in)
    if bottom is not None and top is not None and not _has_room(found):
        raise BadCell(Text("ช่วงนี้ว่างเปล่า", "The range is empty."))
    return found


def _has_room(cell: Range) -> bool:
    if cell.low == cell.high:
        return cell.low_included and cell.high_included
    return bool(cell.low < cell.high)


def holds(cell: Cell, value: Any) -> bool:
    """Say whether a cell speaks about a value."""
    match cell:
        case OneOf():
            return value in cell.values
        case Range():
            return cell.holds(value)
    return True


def meet(a: Cell, b: Cell) -> bool:
    """Say whether two cells speak about a common value."""
    match a, b:
        case (Anything(), _) | (_, Anything()):
            return True
        case OneOf(), OneOf():
            return not a.values.isdisjoint(b.values)
        case OneOf(), Range():
            return any(b.holds(value) for value in a.values)
        case Range(), OneOf():
            return any(a.holds(value) for value in b.values)
        case Range(), Range():
            return _ranges_meet(a, b)
    return False


def _ranges_meet(a: Range, b: Range) -> bool:
    low, low_in = _higher_low(a, b)
    high, high_in = _lower_high(a, b)
    return low is None or high is None or _has_room(Range(low, low_in, high, high_in))


def _higher_low(a: Range, b: Range) -> tuple[Any, bool]:
    if a.low is None or b.low is None:
        one = b if a.low is None else a
        return one.low, one.low_included
    if a.low == b.low:
        return a.low, a.low_included and b.low_included
    one = a if a.low > b.low else b
    return one.low, one.low_included


def _lower_high(a: Range, b: Range) -> tuple[Any, bool]:
    if a.high is None or b.high is None:
        one = b if a.high is None else a
        return one.high, one.high_included
    if a.high == b.high:
        return a.high, a.high_included and b.high_included
    one = a if a.high < b.high else b
    return one.high, one.high_included
