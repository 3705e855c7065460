"""The types and values of the rule language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any, Literal

from krob.foundation.core.text import Text
from krob.foundation.rules.errors import ExpressionError

Scalar = Literal["number", "text", "bool", "date"]
Value = Decimal | str | bool | date | list[Any]

MAX_ITEMS = 1000
MAX_EXPONENT = 60

# Exact to 34 digits; a number beyond 10**60 is a fault, not a slow answer.
ARITHMETIC = Context(prec=34, rounding=ROUND_HALF_UP, Emax=MAX_EXPONENT, Emin=-MAX_EXPONENT)


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of values of one type (the choices a person ticked)."""

    item: "Type"


@dataclass(frozen=True, slots=True, init=False)
class GroupOf:
    """The rows of a repeating group; each row has these answers. Hashable."""

    items: "tuple[tuple[str, Type], ...]"

    def __init__(self, fields: "Mapping[str, Type]") -> None:
        object.__setattr__(self, "items", tuple(sorted(fields.items())))

    @property
    def fields(self) -> "dict[str, Type]":
        """The type of each answer of a row."""
        return dict(self.items)


Type = Scalar | ListOf | GroupOf | Literal["null"]

_NAMES = {
    "number": Text("ตัวเลข", "a number"),
    "text": Text("ข้อความ", "a text"),
    "bool": Text("ใช่หรือไม่ใช่", "yes or no"),
    "date": Text("วันที่", "a date"),
    "null": Text("ค่าว่าง", "nothing"),
}


def rows_type(kind: Type) -> GroupOf | None:
    """Return the group behind a type whose values are rows, else nothing."""
    if isinstance(kind, ListOf) and isinstance(kind.item, GroupOf):
        return kind.item
    return kind if isinstance(kind, GroupOf) else None


def type_name(kind: Type) -> Text:
    """Return what people call a type."""
    if rows_type(kind):
        return Text("กลุ่มข้อมูลซ้ำ", "a repeating group")
    if isinstance(kind, ListOf):
        item = type_name(kind.item)
        return Text(f"รายการของ{item.th}", f"a list, each item {item.en}")
    return _NAMES[str(kind)]


def look_up(context: Mapping[str, Any], path: str) -> Any:
    """Return the value at a dotted path of nested mappings; nothing when it is not there."""
    value: Any = context
    for key in path.split("."):
        if not isinstance(value, Mapping):
            return None
        value = value.get(key)
    return value


Guard = Callable[[Any], Any]


def guard_of(name: str, kind: Type) -> Guard:
    """Return a check that a value of an answer is what its type promises.

    A wrong value is refused rather than compared, since ``"5" == 5`` would be a silent no.

    Raises:
        ExpressionError: (from the check) ``wrong-value`` or ``too-many``.
    """
    if isinstance(kind, ListOf | GroupOf):
        return _list_guard(name, kind)
    return _SCALARS[str(kind)](name, kind)


def _wrong(name: str, kind: Type) -> ExpressionError:
    return ExpressionError("wrong-value", name=name, want=type_name(kind))


def _number_guard(name: str, kind: Type) -> Guard:
    def check(value: Any) -> Any:
        if type(value) is int:
            value = Decimal(value)
        if type(value) is not Decimal or not value.is_finite():
            raise _wrong(name, kind)
        if value and abs(value.adjusted()) > MAX_EXPONENT:
            raise _wrong(name, kind)
        return value

    return check


def _instance_guard(wanted: type, unwanted: type | None = None) -> Callable[[str, Type], Guard]:
    def make(name: str, kind: Type) -> Guard:
        def check(value: Any) -> Any:
            if not isinstance(value, wanted) or (unwanted and isinstance(value, unwanted)):
                raise _wrong(name, kind)
            return value

        return check

    return make


_SCALARS: dict[str, Callable[[str, Type], Guard]] = {
    "number": _number_guard,
    "text": _instance_guard(str),
    "bool": _instance_guard(bool),
    "date": _instance_guard(date, datetime),
}


def _list_guard(name: str, kind: Type) -> Guard:
    check_item = _item_guard(name, kind)

    def check(value: Any) -> Any:
        if not isinstance(value, list | tuple | set | frozenset):
            raise _wrong(name, kind)
        if len(value) > MAX_ITEMS:
            raise ExpressionError("too-many", limit=MAX_ITEMS)
        return [None if item is None else check_item(item) for item in value]

    return check


def _item_guard(name: str, kind: Type) -> Guard:
    if isinstance(kind, ListOf) and not rows_type(kind):
        return guard_of(name, kind.item)
    return _instance_guard(Mapping)(name, kind)


def as_json(value: Any) -> Any:
    """Return a value as it is stored as evidence: numbers and dates as text."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): as_json(item) for key, item in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(as_json(item) for item in value)
    if isinstance(value, list | tuple):
        return [as_json(item) for item in value]
    return value
