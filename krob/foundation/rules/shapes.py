"""Whether a part of a definition is built as it must be, before anyone reads its meaning.

A definition comes from a file or a form and may hold anything. A room describes its part with
these shapes and asks ``misfits`` first; what passes can be read without surprises.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from krob.foundation.core.text import Text
from krob.foundation.rules.problems import Problem

Simple = Literal["any", "flag", "number", "text", "words"]


@dataclass(frozen=True, slots=True)
class Each:
    """A list whose items have one shape."""

    item: "Shape"


@dataclass(frozen=True, slots=True)
class Keyed:
    """A mapping from keys to values of one shape."""

    value: "Shape"


@dataclass(frozen=True)
class Record:
    """A mapping whose known keys have shapes; keys not named here may hold anything."""

    fields: "Mapping[str, Shape]"


@dataclass(frozen=True, slots=True)
class Either:
    """A value of one of two shapes: the first where it is simple, else the second."""

    simple: Simple
    other: "Shape"


Shape = Simple | Each | Keyed | Record | Either

_WANTED: dict[str, Text] = {
    "flag": Text("ต้องเป็น true หรือ false", "It must be true or false."),
    "number": Text("ต้องเป็นตัวเลข", "It must be a number."),
    "text": Text("ต้องเป็นข้อความ", "It must be a text."),
    "words": Text("ต้องเป็นข้อความ หรือ {th, en}", "It must be a text or {th, en}."),
}
_EMPTY = Text("ว่างไม่ได้", "It must not be empty.")
_LIST = Text("ต้องเป็นรายการ", "It must be a list.")
_MAPPING = Text("ต้องเป็นกลุ่มของรหัสกับค่า", "It must be a table of keys and values.")


def misfits(value: Any, shape: Shape, path: str = "") -> Iterator[Problem]:
    """Yield where a value is not built as its shape says; an absent value (None) fits."""
    if value is None:
        return
    match shape:
        case str():
            if not _fits(value, shape):
                yield Problem(path, _WANTED[shape])
        case Either(simple, other):
            yield from () if _fits(value, simple) else misfits(value, other, path)
        case Each(item):
            yield from _misfits_of_list(value, item, path)
        case Keyed() | Record():
            yield from _misfits_of_mapping(value, shape, path)


def _fits(value: Any, shape: Simple) -> bool:
    match shape:
        case "flag":
            return isinstance(value, bool)
        case "number":
            return isinstance(value, int | float | Decimal) and not isinstance(value, bool)
        case "text":
            return isinstance(value, str)
        case "words":
            return isinstance(value, str) or (
                isinstance(value, Mapping) and all(isinstance(v, str) for v in value.values())
            )
    return True


def _misfits_of_list(value: Any, item: Shape, path: str) -> Iterator[Problem]:
    if not isinstance(value, list | tuple):
        yield Problem(path, _LIST)
        return
    for position, each in enumerate(value):
        if each is None:
            yield Problem(f"{path}[{position}]", _EMPTY)
        yield from misfits(each, item, f"{path}[{position}]")


def _misfits_of_mapping(value: Any, shape: Keyed | Record, path: str) -> Iterator[Problem]:
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        yield Problem(path, _MAPPING)
        return
    joint = f"{path}." if path else ""
    for key, each in value.items():
        if each is None and isinstance(shape, Keyed):
            yield Problem(f"{joint}{key}", _EMPTY)
        inner = shape.value if isinstance(shape, Keyed) else shape.fields.get(key, "any")
        yield from misfits(each, inner, f"{joint}{key}")
