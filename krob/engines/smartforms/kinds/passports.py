"""The passport: its number, proven where the check digit is known, and the nationality in it."""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from krob.engines.smartforms import codes
from krob.engines.smartforms.kinds.times import gather_parts
from krob.engines.smartforms.kinds.words import clean
from krob.engines.smartforms.types import Answer, Field, Kind, Posted, Unreadable
from krob.foundation.core.errors import Message
from krob.foundation.core.text import Text
from krob.foundation.core.thai import ARABIC, NBSP
from krob.foundation.rules.values import Type

NUMBER = re.compile(r"(?=.*[0-9])[A-Z0-9]{5,9}")
MACHINE_LINE = re.compile(r"([A-Z0-9<]{9})([0-9])([A-Z<]{3})[0-9<][A-Z0-9<]{0,30}")
WEIGHTS = (7, 3, 1)


def check_digit(text: str) -> str:
    """Return the check digit of ICAO Doc 9303 (part 3, 4.9): weights 7, 3, 1, modulo 10."""
    values = (0 if sign == "<" else int(sign, 36) for sign in text)
    return str(sum(value * WEIGHTS[at % 3] for at, value in enumerate(values)) % 10)


class PassportKind(Kind):
    """Number and nationality of a passport.

    The number may be typed as printed (at most nine letters and digits), with its check digit, or
    as the whole lower line of the machine-readable zone; then the check digit is proven.
    """

    code = "passport"
    title = _("Passport")
    parts = ("number", "country")
    grouped = True

    def gather(self, name: str, posted: Posted, field: Field) -> Answer:
        """Collect number and country."""
        return gather_parts(self.parts, name, posted, longest=60)

    def parse(self, raw: Answer, field: Field) -> Answer:
        """Read the number and prove its check digit where there is one."""
        given = raw if isinstance(raw, Mapping) else {}
        text = re.sub(r"[\s-]", "", clean(given.get("number") or "")).translate(ARABIC).upper()
        country = clean(given.get("country") or "").upper()
        if not text and not country:
            return None
        number, written = self._read(text)
        country = country or written
        wrong: dict[str, Message] = {}
        if not text:
            wrong["number"] = _("Enter the passport number.")
        if not country:
            wrong["country"] = _("Choose the nationality in the passport.")
        elif country not in {str(each["code"]) for each in codes.options("countries")}:
            wrong["country"] = _("Choose one of the list.")
        elif written and written != country:
            wrong["country"] = _("The machine-readable line says another nationality.")
        if wrong:
            raise Unreadable(**wrong)
        return {"number": number, "country": country}

    def _read(self, text: str) -> tuple[str, str]:
        """Return number and nationality ("" where only a number was typed)."""
        if not text or NUMBER.fullmatch(text):
            return text, ""
        line = MACHINE_LINE.fullmatch(text)
        padded, digit, country = line.groups() if line else (text[:-1].ljust(9, "<"), text[-1], "")
        if not line and (len(text) != 10 or not NUMBER.fullmatch(text[:-1])):
            raise Unreadable(
                number=_("A passport number has 5 to 9 letters and digits, such as AA1234567.")
            )
        if check_digit(padded) != digit:
            said = _("This number cannot be right: the check digit does not fit. Look for a slip.")
            raise Unreadable(number=said)
        return padded.rstrip("<"), "DEU" if country == "D<<" else country.rstrip("<")

    def rules_types(self, field: Field) -> Mapping[str, Type]:
        """Two texts."""
        return {".number": "text", ".country": "text"}

    def write(self, answer: Answer, field: Field, *, masked: bool = False) -> str:
        """Write number and nationality; the number is hidden in part when ``masked``."""
        number = str(answer["number"])
        shown = f"{number[:2]}{'•' * (len(number) - 4)}{number[-2:]}" if masked else number
        names = {str(o["code"]): Text.of(o["label"]) for o in codes.options("countries")}
        return f"{shown}{NBSP}({names.get(answer['country'], answer['country'])})"

    def show(self, raw: Answer, field: Field) -> Answer:
        """The two inputs."""
        given = raw if isinstance(raw, Mapping) else {}
        return {part: str(given.get(part) or "") for part in self.parts}

    def missing(self, field: Field) -> Message:
        """Ask for number and nationality."""
        return _("Enter number and nationality: %(name)s.") % {"name": field.name}

    def schema(self, field: Field) -> dict[str, Any]:
        """An object of number and country (ICAO three letters)."""
        return {
            "type": "object",
            "properties": {
                "number": {"type": "string", "pattern": "^[A-Z0-9]{5,9}$"},
                "country": {"type": "string", "pattern": "^[A-Z]{1,3}$"},
            },
            "required": list(self.parts),
            "additionalProperties": False,
        }
