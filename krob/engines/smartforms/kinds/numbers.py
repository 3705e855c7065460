"""Kinds that are answered by a number: number, money, 13-digit numbers."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from krob.engines.smartforms.kinds.words import clean
from krob.engines.smartforms.types import Answer, Field, Kind, Unreadable
from krob.foundation.core import thai
from krob.foundation.core.errors import Message
from krob.foundation.core.text import Text
from krob.foundation.editing.types import Setting
from krob.foundation.rules.values import Type

WRITTEN = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|[+-]?\.\d+", re.ASCII)
TOO_BIG = Decimal(10) ** 15


def read_decimal(text: str) -> Decimal | None:
    """Read a number as people type it (Thai digits, spaces, commas between thousands)."""
    bare = re.sub(r"\s", "", text.translate(thai.ARABIC)).replace("−", "-")
    if len(bare) > 40 or not WRITTEN.fullmatch(bare):
        return None
    number = Decimal(bare.replace(",", ""))
    return number if abs(number) < TOO_BIG else None


def as_decimal(value: object) -> Decimal | None:
    """Read a setting of a field as a number; ``None`` when it is none."""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


LIMITS = (
    Setting(key="min", label=_("Lowest value"), kind="amount"),
    Setting(key="max", label=_("Highest value"), kind="amount"),
)


class NumberKind(Kind):
    """An exact decimal number, with its unit."""

    code = "number"
    title = _("Number")
    settings: ClassVar[tuple[Setting, ...]] = (
        *LIMITS,
        Setting(key="decimals", label=_("Decimal places"), kind="number"),
        Setting(key="unit", label=_("Unit of measure"), kind="words", longest=40),
    )
    inputmode = "decimal"
    decimals = 2

    def units(self, field: Field) -> tuple[str, ...]:
        """Words that may stand behind the number."""
        unit = Text.of(field.options.get("unit"))
        return tuple(word for word in (unit.th, unit.en) if word)

    def parse(self, raw: Answer, field: Field) -> Answer:
        """Read the number and hold it to its limits."""
        text = clean("" if raw is None else raw)
        if not text:
            return None
        for unit in self.units(field):
            text = text.removesuffix(unit).strip()
        number = read_decimal(text)
        if number is None:
            raise Unreadable(self.not_a_number(field))
        self._hold(number, field)
        return self.canonical(number)

    def _hold(self, number: Decimal, field: Field) -> None:
        places = field.options.get("decimals", self.decimals)
        if number != round(number, places):
            raise Unreadable(
                _("%(name)s may have at most %(places)s decimal places.")
                % {"name": field.name, "places": places}
                if places
                else _("%(name)s must be a whole number.") % {"name": field.name}
            )
        least, most = (as_decimal(field.options.get(edge)) for edge in ("min", "max"))
        if least is not None and number < least:
            raise Unreadable(
                _("%(name)s must be %(least)s or more.")
                % {"name": field.name, "least": f"{least:,}"}
            )
        if most is not None and number > most:
            raise Unreadable(
                _("%(name)s must be %(most)s or less.") % {"name": field.name, "most": f"{most:,}"}
            )

    def not_a_number(self, field: Field) -> Message:
        """Say what a number looks like."""
        return _("%(name)s must be a number, such as 240.") % {"name": field.name}

    def canonical(self, number: Decimal) -> str:
        """Write the number without needless zeros or exponent."""
        text = format(number, "f")
        text = text.rstrip("0").rstrip(".") if "." in text else text
        return "0" if text in {"-0", "+0", ""} else text.lstrip("+")

    def typed(self, answer: Answer, field: Field) -> Any:
        """An exact ``Decimal``."""
        return Decimal(str(answer))

    def rules_types(self, field: Field) -> Mapping[str, Type]:
        """A number."""
        return {"": "number"}

    def write(self, answer: Answer, field: Field, *, masked: bool = False) -> str:
        """Write the number with commas and its unit."""
        unit = str(field.text("unit"))
        return f"{Decimal(str(answer)):,}" + (f"{thai.NBSP}{unit}" if unit else "")

    def schema(self, field: Field) -> dict[str, Any]:
        """A decimal number as text, so that no reader rounds it."""
        return {"type": "string", "pattern": r"^-?[0-9]{1,15}(\.[0-9]+)?$"}

    def problems(self, options: Mapping[str, Any]) -> Iterator[tuple[str, Promise | str]]:
        """Limits are numbers, in order."""
        least, most = options.get("min"), options.get("max")
        for option, value in (("min", least), ("max", most)):
            if value is not None and as_decimal(value) is None:
                yield option, _("A limit is a number.")
        low, high = as_decimal(least), as_decimal(most)
        if low is not None and high is not None and low > high:
            yield "max", _("The upper limit is below the lower one.")
        if options.get("decimals", 0) not in range(7):
            yield "decimals", _("Decimal places are a whole number from 0 to 6.")


class MoneyKind(NumberKind):
    """An amount in baht, two decimals."""

    code = "money"
    title = _("Amount in baht")
    settings = LIMITS

    def units(self, field: Field) -> tuple[str, ...]:
        """Baht, however it is written."""
        return ("บาท", "baht", "THB", "฿")

    def parse(self, raw: Answer, field: Field) -> Answer:
        """Read the amount; a sign of the currency in front is accepted too."""
        text = clean("" if raw is None else raw)
        return super().parse(text.removeprefix("฿"), field)

    def not_a_number(self, field: Field) -> Message:
        """Say what an amount looks like."""
        return _("%(name)s must be an amount in baht, such as 1,500 or 1,500.50.") % {
            "name": field.name
        }

    def canonical(self, number: Decimal) -> str:
        """Two decimals always."""
        return format(thai.money(number), "f")

    def write(self, answer: Answer, field: Field, *, masked: bool = False) -> str:
        """Write the amount with commas, without satang when there are none."""
        text = f"{thai.money(answer):,}".removesuffix(".00")
        return f"{text}{thai.NBSP}" + str(_("baht"))

    def schema(self, field: Field) -> dict[str, Any]:
        """An amount as text with two decimals."""
        return {"type": "string", "pattern": r"^-?[0-9]{1,15}\.[0-9]{2}$"}


class PersonKind(Kind):
    """The 13-digit number of a person. Which sort of person it is, the registry knows."""

    code = "person"
    title = _("Number of a person")
    inputmode = "numeric"
    juristic = False

    def parse(self, raw: Answer, field: Field) -> Answer:
        """Read thirteen digits and prove the last one."""
        number = thai.digits(clean("" if raw is None else raw))
        if not number:
            return None
        if not re.fullmatch(r"[0-9]*", number):
            raise Unreadable(_("%(name)s has digits only.") % {"name": field.name})
        if len(number) != 13:
            raise Unreadable(
                _("%(name)s has 13 digits; you typed %(count)s.")
                % {"name": field.name, "count": len(number)}
            )
        if not thai.is_id13(number):
            raise Unreadable(
                _("This number cannot be right: the last digit does not fit. Look for a slip.")
            )
        return number

    def write(self, answer: Answer, field: Field, *, masked: bool = False) -> str:
        """Write the number in its groups; a person's is hidden in part when ``masked``."""
        number = str(answer)
        if masked and not self.juristic:
            return thai.mask_id13(number)
        return thai.format_id13(number, juristic=self.juristic)

    def show(self, raw: Answer, field: Field) -> Answer:
        """Show a proven number in its groups, anything else as typed."""
        text = "" if raw is None else str(raw)
        return self.write(text, field) if re.fullmatch(r"[0-9]{13}", text) else text

    def schema(self, field: Field) -> dict[str, Any]:
        """Thirteen digits."""
        return {"type": "string", "pattern": "^[0-9]{13}$"}


class JuristicKind(PersonKind):
    """The 13-digit number of a juristic person."""

    code = "juristic"
    title = _("Number of a juristic person")
    juristic = True
