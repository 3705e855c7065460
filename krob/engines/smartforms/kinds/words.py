"""Kinds that are answered in words: text, e-mail, telephone."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from krob.engines.smartforms.types import Answer, Field, Kind, Unreadable
from krob.foundation.core.text import Text
from krob.foundation.core.thai import ARABIC
from krob.foundation.core.typography import without_unwanted
from krob.foundation.editing.types import Setting


def clean(value: object, *, lines: bool = False) -> str:
    """Return a text without invisible and control characters, in one Unicode form.

    ``lines`` keeps line breaks; otherwise all white space becomes single spaces.
    """
    if isinstance(value, Mapping | list | tuple):
        return ""
    text = str(value).replace("\r\n", "\n").replace("\r", "\n")
    text = unicodedata.normalize("NFC", without_unwanted(text))
    if lines:
        return "\n".join(line.rstrip() for line in text.split("\n")).strip()
    return " ".join(text.split())


AUTOCOMPLETE = Setting(
    key="autocomplete",
    label=_("What the browser may fill in"),
    kind="choice",
    choices=(
        ("name", _("Full name")),
        ("given-name", _("First name")),
        ("family-name", _("Family name")),
        ("organization", _("Name of the organisation")),
        ("email", _("E-mail")),
        ("tel", _("Telephone")),
        ("bday", _("Date of birth")),
        ("address", _("Address")),
        ("street-address", _("Street address")),
        ("postal-code", _("Postcode")),
    ),
    group=_("How it looks"),
)
WIDTH = Setting(
    key="width",
    label=_("Width of the input"),
    kind="choice",
    choices=(("short", _("Short")), ("long", _("Long"))),
    group=_("How it looks"),
)


class TextKind(Kind):
    """One line of text."""

    code = "text"
    title = _("Short text")
    settings: ClassVar[tuple[Setting, ...]] = (
        Setting(key="max_length", label=_("Most characters"), kind="number"),
        Setting(key="min_length", label=_("Fewest characters"), kind="number"),
        AUTOCOMPLETE,
        WIDTH,
    )
    lines = False
    longest = 300

    def parse(self, raw: Answer, field: Field) -> Answer:
        """Clean the text and hold it to its length."""
        text = clean(raw, lines=self.lines) if raw is not None else ""
        most = field.options.get("max_length", self.longest)
        least = field.options.get("min_length", 0)
        if len(text) > most:
            raise Unreadable(
                _("%(name)s may have at most %(most)s characters; you have %(count)s.")
                % {"name": field.name, "most": f"{most:,}", "count": f"{len(text):,}"}
            )
        if text and len(text) < least:
            raise Unreadable(
                _("%(name)s needs at least %(least)s characters.")
                % {"name": field.name, "least": least}
            )
        return text or None

    def adapt(self, fact: Any, field: Field) -> Answer:
        """Take the Thai of a text in two languages: the register's own words."""
        return Text.of(fact).th if isinstance(fact, Text | Mapping) else fact

    def schema(self, field: Field) -> dict[str, Any]:
        """A string within its length."""
        return {"type": "string", "maxLength": field.options.get("max_length", self.longest)}

    def problems(self, options: Mapping[str, Any]) -> Iterator[tuple[str, Promise | str]]:
        """Lengths are whole numbers."""
        for option in ("max_length", "min_length"):
            value = options.get(option, 1)
            if not isinstance(value, int) or not 0 < value <= 10_000:
                yield option, _("A length is a whole number from 1 to 10,000.")


class LongTextKind(TextKind):
    """Several lines of text."""

    code = "long_text"
    title = _("Long text")
    settings = (
        *TextKind.settings,
        Setting(key="rows", label=_("Lines shown"), kind="number", group=_("How it looks")),
    )
    lines = True
    longest = 4000


class EmailKind(Kind):
    """An e-mail address."""

    code = "email"
    title = _("E-mail")
    settings = (AUTOCOMPLETE,)
    inputmode = "email"
    autocomplete = "email"

    def parse(self, raw: Answer, field: Field) -> Answer:
        """Read an address; the part after @ is lower-cased."""
        text = clean(raw or "").translate(ARABIC)
        if not text:
            return None
        try:
            validate_email(text)
        except ValidationError:
            raise Unreadable(
                _("An e-mail address looks like name@example.com. Check this one.")
            ) from None
        local, _at, domain = text.rpartition("@")
        return f"{local}@{domain.lower()}"

    def schema(self, field: Field) -> dict[str, Any]:
        """A string with the format of an address."""
        return {"type": "string", "format": "email", "maxLength": 320}


SEPARATORS = re.compile(r"[\s().\-–]")
EXTENSION = re.compile(r"(?:ต่อ|ext\.?|#|;ext=)\s*(\d{1,6})$", re.IGNORECASE)


class PhoneKind(Kind):
    """A telephone number, kept as E.164 (``+66812345678``), hotlines as four digits."""

    code = "phone"
    title = _("Telephone")
    settings = (AUTOCOMPLETE,)
    inputmode = "tel"
    autocomplete = "tel"

    def parse(self, raw: Answer, field: Field) -> Answer:
        """Read Thai and foreign numbers, with an extension; Thai digits, spaces and dashes do."""
        text = clean(raw or "").translate(ARABIC)
        if not text:
            return None
        extension = ""
        if found := EXTENSION.search(text):
            extension, text = f";ext={found[1]}", text[: found.start()]
        number = SEPARATORS.sub("", text)
        if re.fullmatch(r"0[2-9][0-9]{7,8}", number):
            return f"+66{number[1:]}{extension}"
        if re.fullmatch(r"\+66[2-9][0-9]{7,8}", number) or re.fullmatch(
            r"\+(?!66)[1-9][0-9]{6,14}", number
        ):
            return f"{number}{extension}"
        if re.fullmatch(r"1[0-9]{3}", number) and not extension:
            return number
        raise Unreadable(
            _("A telephone number has 9 or 10 digits and starts with 0, such as 081 234 5678.")
        )

    def write(self, answer: Answer, field: Field, *, masked: bool = False) -> str:
        """Write a Thai number as people say it: 081-234-5678."""
        number, _sep, extension = str(answer).partition(";ext=")
        if number.startswith("+66"):
            local = "0" + number[3:]
            head = 2 if len(local) == 9 and local[1] == "2" else 3
            number = f"{local[:head]}-{local[head : head + 3]}-{local[head + 3 :]}"
        tail = _(" ext. %(number)s") % {"number": extension} if extension else ""
        return f"{number}{tail}"

    def show(self, raw: Answer, field: Field) -> Answer:
        """Show the number as written; what could not be read stays as typed."""
        text = "" if raw is None else str(raw)
        return self.write(text, field) if re.fullmatch(r"\+66\d{8,9}(;ext=\d+)?", text) else text

    def schema(self, field: Field) -> dict[str, Any]:
        """E.164, an RFC 3966 extension, or a hotline of four digits."""
        return {"type": "string", "pattern": r"^(\+[1-9][0-9]{6,14}(;ext=[0-9]{1,6})?|1[0-9]{3})$"}
