"""The kinds of setting: how each is posted, read and shown.

A kind reads what a browser sent into JSON and says what to type where it cannot. A rule that does
not compile is read all the same: a draft may be wrong for a while, and the checks say so.
"""

import calendar
import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.functional import lazystr
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from krob.foundation.core import typography
from krob.foundation.core.errors import Message
from krob.foundation.core.thai import ARABIC, ERA, MONTHS
from krob.foundation.editing.conditions import FormulaInput, RuleInput, RuleOrFlagInput
from krob.foundation.editing.posting import Input, Unread, last, pair
from krob.foundation.editing.types import JSON, Around, Posted, Said, Setting
from krob.foundation.rules import written

CODE = re.compile(r"[a-z][a-z0-9_-]{0,59}")
Errors = dict[str, Message]


class LongInput(Input):
    """Text of several lines."""

    template = "editing/inputs/long.html"


class CodeTextInput(LongInput):
    """A program or template of many lines."""

    template = "editing/inputs/code.html"

    def say(self, setting: Setting, value: JSON, around: Around) -> Sequence[Said]:
        """Show it as it is written."""
        return (Said(text=str(value), program=True),)


class CodeInput(Input):
    """A name that rules and machines use."""

    def read(self, setting: Setting, posted: Posted, name: str, around: Around) -> JSON:
        """Read small letters, digits, ``_`` and ``-``."""
        text = last(posted, name)
        if text and not CODE.fullmatch(text):
            raise Unread(_("Use small letters a-z, digits, _ and -; begin with a letter."))
        return text or None


class WordsInput(Input):
    """A text in Thai and English."""

    template = "editing/inputs/words.html"
    together = True

    def read(self, setting: Setting, posted: Posted, name: str, around: Around) -> JSON:
        """Read both languages; nothing when both are empty."""
        pair = {side: last(posted, f"{name}-{side}") for side in ("th", "en")}
        if max(map(len, pair.values())) > setting.longest:
            raise Unread(_("At most %(most)s characters.") % {"most": setting.longest})
        return {side: text for side, text in pair.items() if text} or None

    def show(self, setting: Setting, value: JSON, name: str, around: Around) -> Mapping[str, Any]:
        """Split the pair; a plain text is Thai."""
        pair = value if isinstance(value, Mapping) else {"th": value or ""}
        return {"th": pair.get("th", ""), "en": pair.get("en", "")}

    def again(
        self, setting: Setting, posted: Posted, name: str, around: Around
    ) -> Mapping[str, Any]:
        """Show both languages as they were typed."""
        return {side: last(posted, f"{name}-{side}") for side in ("th", "en")}

    def say(self, setting: Setting, value: JSON, around: Around) -> Sequence[Said]:
        """Say it in the reader's language, the other beside it."""
        return (pair(value),)


class ProseInput(WordsInput):
    """A text of several lines in Thai and English."""

    template = "editing/inputs/prose.html"


class LinesInput(Input):
    """A list of short texts, one on each line."""

    template = "editing/inputs/long.html"

    def read(self, setting: Setting, posted: Posted, name: str, around: Around) -> JSON:
        """Read the lines that are not empty."""
        return [line.strip() for line in last(posted, name).split("\n") if line.strip()] or None

    def show(self, setting: Setting, value: JSON, name: str, around: Around) -> Mapping[str, Any]:
        """Write one line for each."""
        return {"value": "\n".join(value) if isinstance(value, list) else value}

    def say(self, setting: Setting, value: JSON, around: Around) -> Sequence[Said]:
        """Say them one by one."""
        lines = value if isinstance(value, list) else [value]
        return tuple(Said(text=str(line)) for line in lines)


class NumberInput(Input):
    """A whole number."""

    template = "editing/inputs/number.html"

    def read(self, setting: Setting, posted: Posted, name: str, around: Around) -> JSON:
        """Read Thai or Arabic digits, with or without commas."""
        text = last(posted, name).translate(ARABIC).replace(",", "")
        if not text:
            return None
        if not re.fullmatch(r"-?\d{1,9}", text):
            raise Unread(_("Enter a whole number, such as 30."))
        return int(text)


class AmountInput(Input):
    """An exact number, kept as text."""

    template = "editing/inputs/number.html"

    def read(self, setting: Setting, posted: Posted, name: str, around: Around) -> JSON:
        """Read a number with decimals; commas and Thai digits do."""
        text = last(posted, name).translate(ARABIC).replace(",", "")
        if not text:
            return None
        try:
            number = Decimal(text)
        except InvalidOperation:
            raise Unread(_("Enter a number, such as 1,500.50.")) from None
        if not number.is_finite() or abs(number) >= 10**15:
            raise Unread(_("Enter a number, such as 1,500.50."))
        return text


class DateInput(Input):
    """A day as people write it: day, month and year of the Buddhist era; C.E. is understood."""

    template = "editing/inputs/date.html"
    together = True

    def read(self, setting: Setting, posted: Posted, name: str, around: Around) -> JSON:
        """Read day, month and year, or the whole under the bare name (``1/10/2569``)."""
        typed = [last(posted, f"{name}-{part}") for part in DAY_PARTS]
        text = "/".join(typed) if any(typed) else last(posted, name)
        try:
            return written.day(text) if text else None
        except written.Unreadable as fault:
            raise Unread(lazystr(fault.text)) from None

    def show(self, setting: Setting, value: JSON, name: str, around: Around) -> Mapping[str, Any]:
        """Split the day; the year is that of the reader's era."""
        return {**_day_parts(value), "months": _months()}

    def again(
        self, setting: Setting, posted: Posted, name: str, around: Around
    ) -> Mapping[str, Any]:
        """Show the parts as they were typed."""
        typed = {part: last(posted, f"{name}-{part}") for part in DAY_PARTS}
        return {**typed, "months": _months()}

    def say(self, setting: Setting, value: JSON, around: Around) -> Sequence[Said]:
        """Say the day in the reader's words."""
        try:
            return (Said(text=typography.day_long(date.fromisoformat(str(value)), _reader())),)
        except ValueError:
            return super().say(setting, value, around)


DAY_PARTS = ("day", "month", "year")


def _reader() -> str:
    return get_language() or "th"


def _months() -> list[tuple[str, str]]:
    names = MONTHS if _reader() != "en" else calendar.month_name[1:]
    return [(str(number), name) for number, name in enumerate(names, start=1)]


def _day_parts(value: JSON) -> dict[str, str]:
    try:
        day = date.fromisoformat(str(value))
    except ValueError:
        return {"day": "", "month": "", "year": str(value or "")}
    era = 0 if _reader() == "en" else ERA
    return {"day": str(day.day), "month": str(day.month), "year": str(day.year + era)}


class FlagInput(Input):
    """Yes or no."""

    template = "editing/inputs/flag.html"

    def read(self, setting: Setting, posted: Posted, name: str, around: Around) -> JSON:
        """Read whether the box is ticked."""
        return bool(last(posted, name))

    def say(self, setting: Setting, value: JSON, around: Around) -> Sequence[Said]:
        """Say yes or no."""
        return (Said(text=_("Yes") if value else _("No")),)


class ChoiceInput(Input):
    """One of several."""

    template = "editing/inputs/choice.html"

    def read(self, setting: Setting, posted: Posted, name: str, around: Around) -> JSON:
        """Read a code that is among the choices."""
        code = last(posted, name)
        if code and code not in dict(choices_of(setting, around)):
            raise Unread(_("Choose one of the list."))
        return code or None

    def show(self, setting: Setting, value: JSON, name: str, around: Around) -> Mapping[str, Any]:
        """List the choices; a value that is not among them is shown as it is."""
        known = choices_of(setting, around)
        strange = [(str(value), str(value))] if value and value not in dict(known) else []
        return {"choices": [*known, *strange]}

    def say(self, setting: Setting, value: JSON, around: Around) -> Sequence[Said]:
        """Say what people call it; every one of several."""
        known = dict(choices_of(setting, around))
        codes = value if isinstance(value, list) else [value]
        return tuple(Said(text=known.get(str(code), str(code))) for code in codes)


class ChoicesInput(ChoiceInput):
    """Any of several."""

    template = "editing/inputs/choices.html"
    together = True

    def read(self, setting: Setting, posted: Posted, name: str, around: Around) -> JSON:
        """Read the ticked codes, in the order of the choices."""
        ticked = set(posted.get(name) or ()) - {""}
        known = [code for code, _words in choices_of(setting, around)]
        if ticked - set(known):
            raise Unread(_("Choose from the list."))
        return [code for code in known if code in ticked] or None

    def show(self, setting: Setting, value: JSON, name: str, around: Around) -> Mapping[str, Any]:
        """List the choices, and which are ticked."""
        return {"choices": choices_of(setting, around), "ticked": value or []}


def choices_of(setting: Setting, around: Around) -> list[tuple[str, Any]]:
    """Return the choices of a setting: its own, or those that the catalogue hands down."""
    return list(setting.choices or around.choices.get(setting.among, ()))


INPUTS: Mapping[str, Input] = {
    "amount": AmountInput(),
    "choice": ChoiceInput(),
    "choices": ChoicesInput(),
    "code": CodeInput(),
    "code-text": CodeTextInput(),
    "date": DateInput(),
    "flag": FlagInput(),
    "formula": FormulaInput(),
    "lines": LinesInput(),
    "long": LongInput(),
    "number": NumberInput(),
    "prose": ProseInput(),
    "rule": RuleInput(),
    "rule_or_flag": RuleOrFlagInput(),
    "text": Input(),
    "words": WordsInput(),
}

__all__ = ["CODE", "INPUTS", "Errors", "Input", "Unread", "choices_of", "last"]
