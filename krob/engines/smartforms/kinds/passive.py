"""Kinds that ask nothing: computed values, notes, headings."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from krob.engines.smartforms.kinds.times import write_date
from krob.engines.smartforms.types import Answer, Field, Kind
from krob.foundation.core.errors import Message
from krob.foundation.core.text import Text
from krob.foundation.core.thai import NBSP, money
from krob.foundation.editing.types import Setting
from krob.foundation.rules.values import Type

FILES = frozenset({"pdf", "jpg", "png"})


class PassiveKind(Kind):
    """A kind that asks nothing: whatever is posted for it is no answer."""

    asks = False

    def parse(self, raw: Answer, field: Field) -> Answer:
        """Read nothing."""
        return None


class ComputedKind(PassiveKind):
    """A value that follows from earlier answers; the person sees it and does not type it."""

    code = "computed"
    title = _("Computed value")
    settings = (
        Setting(key="value", label=_("How it is computed"), kind="rule", want=None),
        Setting(key="unit", label=_("Unit of measure"), kind="words", longest=40),
        Setting(
            key="as",
            label=_("Written as"),
            kind="choice",
            choices=(("money", _("Amount in baht")),),
            group=_("How it looks"),
        ),
    )

    def rules_types(self, field: Field) -> Mapping[str, Type]:
        """The type of its expression."""
        return {"": field.value.type if field.value else "text"}

    def write(self, answer: Answer, field: Field, *, masked: bool = False) -> str:
        """Write the value by its type; ``as: money`` adds baht."""
        unit = str(field.text("unit"))
        match answer:
            case bool():
                return str(_("Yes") if answer else _("No"))
            case Decimal() if field.options.get("as") == "money":
                return f"{money(answer):,}".removesuffix(".00") + f"{NBSP}{_('baht')}"
            case Decimal():
                text = format(answer, ",f")
                text = text.rstrip("0").rstrip(".") if "." in text else text
                return text + (f"{NBSP}{unit}" if unit else "")
            case date():
                return write_date(answer.year, answer.month, answer.day)
            case list():
                return " · ".join(str(item) for item in answer)
        return str(answer)

    def schema(self, field: Field) -> dict[str, Any]:
        """Never sent: Krob computes it."""
        return {"readOnly": True}

    def problems(self, options: Mapping[str, Any]) -> Iterator[tuple[str, Promise | str]]:
        """It has an expression."""
        if not options.get("value"):
            yield "value", _("The expression that computes the value is missing.")


class NoteKind(PassiveKind):
    """A text between questions."""

    code = "note"
    title = _("Note")
    settings: ClassVar[tuple[Setting, ...]] = (
        Setting(key="text", label=_("Text"), kind="prose", longest=4000),
        Setting(
            key="tone",
            label=_("Tone"),
            kind="choice",
            choices=(("wait", _("Warning")),),
            help=_("Nothing chosen: it informs."),
        ),
    )

    def rules_types(self, field: Field) -> Mapping[str, Type]:
        """Nothing that a rule could read."""
        return {}

    def schema(self, field: Field) -> dict[str, Any]:
        """Not part of the answers."""
        return {}

    def problems(self, options: Mapping[str, Any]) -> Iterator[tuple[str, Promise | str]]:
        """It says something."""
        text = Text.of(options.get("text"))
        if not text.th or not text.en:
            yield "text", _("The note needs a text in Thai and in English.")


class HeadingKind(NoteKind):
    """A heading between questions."""

    code = "heading"
    title = _("Heading")
    settings = ()

    def problems(self, options: Mapping[str, Any]) -> Iterator[tuple[str, Promise | str]]:
        """The label is the heading: nothing more is needed."""
        yield from ()


class FileKind(PassiveKind):
    """A file that is brought where the question stands in the form.

    It goes the way of every document (taken in, examined, shown to officers, corrected): ``files``
    makes the document of it, and the caller brings what was uploaded. It is no answer: rules do
    not read it, and no package or example takes it along.
    """

    code = "file"
    title = _("File")
    grouped = True
    settings = (
        Setting(
            key="accept",
            label=_("Kinds of file"),
            kind="choices",
            choices=(
                ("pdf", Text("PDF", "PDF")),
                ("jpg", Text("JPEG", "JPEG")),
                ("png", Text("PNG", "PNG")),
            ),
        ),
        Setting(key="max_mb", label=_("Largest file in megabytes"), kind="number"),
        Setting(key="copies", label=_("Most files"), kind="number"),
    )

    def missing(self, field: Field) -> Message:
        """Say which file is still to be brought."""
        return _("Bring a file: %(name)s") % {"name": field.name}

    def rules_types(self, field: Field) -> Mapping[str, Type]:
        """Nothing that a rule could read."""
        return {}

    def schema(self, field: Field) -> dict[str, Any]:
        """Not part of the answers."""
        return {}

    def problems(self, options: Mapping[str, Any]) -> Iterator[tuple[str, Promise | str]]:
        """Kinds of file are those that are examined; numbers are whole and small."""
        accept = options.get("accept", ["pdf"])
        if not isinstance(accept, list) or not accept or set(map(str, accept)) - FILES:
            yield "accept", _("Choose kinds of file from the list.")
        for option, most in (("max_mb", 50), ("copies", 20)):
            value = options.get(option, 1)
            if not isinstance(value, int) or not 0 < value <= most:
                yield option, _("Enter a whole number from 1 to %(most)s.") % {"most": most}
