"""Answers of a real application as those of a worked example: nobody can be found in them.

Whatever rules compute with stays as it was (numbers, choices, days that are not of a person, the
subdistrict); whatever names somebody is replaced, the same value by the same stand-in everywhere.

Req: S.1.
"""

from collections.abc import Callable, Mapping
from typing import Any

from krob.engines.smartforms.types import CompiledForm, Field
from krob.foundation.core import thai

ADDRESS_KEPT = ("subdistrict", "district", "province", "postcode")
FEW = 2
Stand = Callable[["_Masks", Field, Any], Any]


def pseudonymised(form: CompiledForm, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return answers of a form with stand-ins for everything that names somebody.

    Answers that the form does not ask for, and files, are left out.
    """
    masks = _Masks()
    found = {key: masks.of(field, answers.get(key)) for key, field in form.fields.items()}
    return {key: value for key, value in found.items() if value is not None}


class _Masks:
    """The stand-ins of one example: by kind, in the order in which they were needed."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], int] = {}

    def number(self, kind: str, value: Any) -> int:
        """Return which stand-in (from 1) a value of a kind has; the same each time."""
        mine = (kind, str(value).strip())
        if mine not in self._known:
            self._known[mine] = 1 + sum(known == kind for known, _value in self._known)
        return self._known[mine]

    def of(self, field: Field, value: Any) -> Any:
        """Return what stands in an example for one answer."""
        if value is None or not field.kind.asks:
            return None
        if field.fields and isinstance(value, list):
            return [self._row(field, row) for row in value if isinstance(row, Mapping)]
        stand = STANDS.get(field.kind.code)
        return stand(self, field, value) if stand else _as_it_is(self, field, value)

    def _row(self, group: Field, row: Mapping[str, Any]) -> dict[str, Any]:
        found = {cell.key: self.of(cell, row.get(cell.key)) for cell in group.fields}
        return {key: value for key, value in found.items() if value is not None}


def _as_it_is(_masks: _Masks, field: Field, value: Any) -> Any:
    """Keep what a rule computes with; a kind that is not known here is not taken over."""
    return value if field.kind.code in KEPT else None


KEPT = frozenset(
    {"choice", "choices", "consent", "money", "number", "time_range", "yes_no", "computed"}
)


def _text(masks: _Masks, field: Field, value: Any) -> str:
    number = masks.number("text", value)
    least = int(field.options.get("min_length") or 0)
    most = int(field.options.get("max_length") or 300)
    return f"สมมติ {number}".ljust(least, "ก")[:most]


def _person_number(masks: _Masks, field: Field, value: Any) -> str:
    first = f"{8 if field.kind.code == 'person' else 0}99{masks.number('id', value):09d}"
    return first + thai.check_digit(first)


def _phone(masks: _Masks, field: Field, value: Any) -> str:
    return f"08{masks.number('phone', value):08d}"


def _email(masks: _Masks, field: Field, value: Any) -> str:
    return f"person{masks.number('email', value)}@example.com"


def _address(masks: _Masks, field: Field, value: Any) -> dict[str, Any]:
    kept = {key: value[key] for key in ADDRESS_KEPT if isinstance(value, Mapping) and key in value}
    return {"house_no": str(masks.number("house", value.get("house_no"))), **kept}


def _point(_masks: _Masks, field: Field, value: Any) -> dict[str, str] | None:
    """Keep a point to about a kilometre."""
    try:
        return {axis: f"{float(value[axis]):.{FEW}f}0000" for axis in ("lat", "lon")}
    except (KeyError, TypeError, ValueError):
        return None


def _passport(masks: _Masks, field: Field, value: Any) -> dict[str, Any]:
    country = value.get("country") if isinstance(value, Mapping) else None
    return {"number": f"X{masks.number('passport', value):07d}", "country": country}


def _date(_masks: _Masks, field: Field, value: Any) -> Any:
    """Keep the year of a person's own days, so that ages stay about right; others as they are."""
    personal = field.sensitivity != "none" or bool(field.purpose)
    return f"{str(value)[:4]}-01-01" if personal and len(str(value)) == len("2026-01-01") else value


STANDS: Mapping[str, Stand] = {
    "text": _text,
    "long_text": _text,
    "person": _person_number,
    "juristic": _person_number,
    "phone": _phone,
    "email": _email,
    "address": _address,
    "point": _point,
    "passport": _passport,
    "date": _date,
}
