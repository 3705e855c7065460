"""The cells of a decision table as officials type and paste them, and as they read them.

``0-50``, ``> 50``, ``≤ 200``, ``เกิน 10 ไม่เกิน 50``, ``ร้านอาหาร; แผงลอย``, ``ทุกกรณี``; an empty
cell stands for everything. What is shown is read again as the same cell.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from krob.foundation.core.text import Text
from krob.foundation.rules import written
from krob.foundation.rules.values import Type
from krob.foundation.rules.written import Unreadable

MOST = 2000
Choices = Sequence[tuple[str, Text]]

_ANY = frozenset({"", "*", "-", "–", "any", "all", "every", "ทุกกรณี", "ทั้งหมด", "ทุกค่า", "ไม่จำกัด"})
_FORMULA = re.compile(r"\s*[=@]|\s*\+\s*[A-Za-z(]")
_BETWEEN = re.compile(r"\s*(?:–|—|-|ถึง|\bto\b)\s*")
_BETWEEN_DAYS = re.compile(r"\s+(?:–|—|-)\s+|\s*(?:–|—|ถึง|\bto\b)\s*")
_LIST = re.compile(r"\s*[;|\n]\s*|\s*,\s+|\s+(?:or|หรือ)\s+")
_BOUND = re.compile(
    r"(?P<sign>>=|<=|≥|≤|>|<|(?:ตั้งแต่|ไม่น้อยกว่า|ไม่ต่ำกว่า|ไม่เกิน|ไม่มากกว่า|มากกว่า|เกินกว่า|เกิน"
    r"|น้อยกว่า|ต่ำกว่า|at least|at most|more than|over|less than|below|under|up to)(?:วันที่)?)"
    r"\s*(?P<value>[^\s<>≤≥]+)(?:\s*ขึ้นไป)?"
)
_SIGNS: Mapping[str, tuple[str, bool]] = {
    ">=": ("low", True),
    "≥": ("low", True),
    "ตั้งแต่": ("low", True),
    "ไม่น้อยกว่า": ("low", True),
    "ไม่ต่ำกว่า": ("low", True),
    "at least": ("low", True),
    ">": ("low", False),
    "มากกว่า": ("low", False),
    "เกิน": ("low", False),
    "เกินกว่า": ("low", False),
    "more than": ("low", False),
    "over": ("low", False),
    "<=": ("high", True),
    "≤": ("high", True),
    "ไม่เกิน": ("high", True),
    "ไม่มากกว่า": ("high", True),
    "at most": ("high", True),
    "up to": ("high", True),
    "<": ("high", False),
    "น้อยกว่า": ("high", False),
    "ต่ำกว่า": ("high", False),
    "less than": ("high", False),
    "below": ("high", False),
    "under": ("high", False),
}
_GLUE = re.compile(r"\s*(?:และ|แต่|,|\band\b|\bbut\b)?\s*")
_UPWARD = re.compile(r"(?P<value>\S+)\s*(?:ขึ้นไป|\+|and (?:more|over|above)|or more)")


def parse(text: str, kind: Type, choices: Choices = ()) -> Any:
    """Read a cell of a column of a type; ``choices`` are its codes and what people call them.

    Raises:
        Unreadable: not a value, a list or a range of the type, or a spreadsheet's formula.
    """
    plain = text.strip()
    if plain.casefold() in _ANY:
        return None
    if len(plain) > MOST:
        raise Unreadable(Text(f"ยาวได้ไม่เกิน {MOST} ตัวอักษร", f"At most {MOST} characters."))
    if _FORMULA.match(plain):
        raise Unreadable(
            Text("ใช้สูตรของตารางคำนวณไม่ได้ ให้วางเป็นค่า", "Paste values, not a spreadsheet's formulas.")
        )
    if kind in ("number", "date"):
        return _measured(plain, kind)
    return _one_or_list([_named(each, kind, choices) for each in _LIST.split(plain) if each])


def _measured(plain: str, kind: Type) -> Any:
    bounds = _bounds(plain, kind) or _span(plain, kind)
    if bounds:
        return {"range": bounds}
    return _one_or_list([written.value(each, kind) for each in _LIST.split(plain) if each])


def _one_or_list(values: Sequence[Any]) -> Any:
    if not values:
        return None
    return values[0] if len(values) == 1 else {"in": list(values)}


def _bounds(plain: str, kind: Type) -> list[Any] | None:
    """Read ``> 10 ≤ 50`` and ``50 ขึ้นไป``; nothing where the text is of another form."""
    if upward := _UPWARD.fullmatch(plain):
        return [written.value(_bare(upward["value"]), kind), True, None, False]
    found: dict[str, tuple[str, bool]] = {}
    here = 0
    while here < len(plain):
        match = _BOUND.match(plain, here)
        if match is None:
            return None
        side, included = _SIGNS[match["sign"].removesuffix("วันที่")]
        if side in found:
            raise Unreadable(Text("อ่านช่วงนี้ไม่ได้", "This range cannot be read."))
        found[side] = (written.value(_bare(match["value"]), kind), included)
        glue = _GLUE.match(plain, match.end())
        here = glue.end() if glue else match.end()
    low, high = found.get("low", (None, False)), found.get("high", (None, False))
    return [*low, *high] if found else None


def _bare(value: str) -> str:
    return re.sub(r"ขึ้นไป$", "", value).rstrip(",")


def _span(plain: str, kind: Type) -> list[Any] | None:
    pattern = _BETWEEN_DAYS if kind == "date" else _BETWEEN
    ends = pattern.split(plain)
    if len(ends) != 2 or not all(ends) or re.search(r"[;|\n]|, ", plain):
        return None
    return [written.value(ends[0], kind), True, written.value(ends[1], kind), True]


def _named(text: str, kind: Type, choices: Choices) -> Any:
    if kind == "bool":
        return written.flag(text) == "yes"
    plain = written.text(text)
    if not choices:
        return plain
    for code, words in choices:
        if plain in (code, words.th.strip()) or plain.casefold() == words.en.strip().casefold():
            return code
    names = ", ".join(words.th for _code, words in choices[:6])
    names_en = ", ".join(words.in_("en") for _code, words in choices[:6])
    raise Unreadable(
        Text(f"“{plain}” ไม่มีในตัวเลือก ({names} …)", f"“{plain}” is not a choice ({names_en} …).")
    )


# -- shown --------------------------------------------------------------------------------------


def show(cell: Any, choices: Choices = ()) -> Text:
    """Return a cell as people read it; ``parse`` reads it back. Nothing for "everything"."""
    match cell:
        case None | "":
            return Text("")
        case {"in": list() | tuple() as values}:
            shown = [_value(each, choices) for each in values]
            return Text("; ".join(t.th for t in shown), "; ".join(t.in_("en") for t in shown))
        case {"range": [low, low_in, high, high_in]}:
            return _range(low, low_in, high, high_in)
    return _value(cell, choices)


def _value(value: Any, choices: Choices) -> Text:
    if isinstance(value, bool):
        return Text("ใช่", "yes") if value else Text("ไม่ใช่", "no")
    return dict(choices).get(str(value)) or Text(str(value), str(value))


def _range(low: Any, low_in: Any, high: Any, high_in: Any) -> Text:
    low, high = (None if end in (None, "") else str(end) for end in (low, high))
    if low and high and low_in and high_in and "-" not in low + high:
        return Text(f"{low}-{high}", f"{low}-{high}")
    ends = []
    if low:
        ends.append(f"{'≥' if low_in else '>'} {low}")
    if high:
        ends.append(f"{'≤' if high_in else '<'} {high}")
    return Text(" ".join(ends), " ".join(ends))
