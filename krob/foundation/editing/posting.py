"""What every kind of setting is: read from what a browser sent, and shown again."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from krob.foundation.core.errors import Message
from krob.foundation.core.text import Text
from krob.foundation.core.thai import ERA
from krob.foundation.core.typography import without_unwanted
from krob.foundation.editing.types import JSON, Around, Posted, Said, Setting


def last(posted: Posted, name: str) -> str:
    """Return what was posted under a name, as it can be seen.

    Without outer white space, carriage returns, and characters that turn or hide text.
    """
    values = posted.get(name) or ("",)
    return without_unwanted(values[-1].replace("\r\n", "\n")).strip()


def pair(value: JSON) -> Said:
    """Return a text of two languages: the reader's first, the other beside it where it differs."""
    text = Text.of(value)
    other = "th" if get_language() == "en" else "en"
    also = text.th if other == "th" else text.en
    return Said(text=text, also="" if also == str(text) else also or "", language=other)


def typed_day(value: JSON) -> str:
    """Return a stored day as its reader types it: 1/10/2569, in English 1/10/2026."""
    try:
        day = date.fromisoformat(str(value))
    except ValueError:
        return str(value or "")
    era = 0 if get_language() == "en" else ERA
    return f"{day.day}/{day.month}/{day.year + era}"


class Unread(Exception):
    """A posted text is not a value of its kind; the message says what to type."""

    def __init__(self, message: Message) -> None:
        super().__init__()
        self.message = message


class Input:
    """One kind of setting. Subclasses hold no state."""

    template = "editing/inputs/text.html"
    together = False
    """Whether it consists of several inputs, which stand in a fieldset."""

    def read(self, setting: Setting, posted: Posted, name: str, around: Around) -> JSON:
        """Return the value that was posted, ``None`` for nothing.

        Raises:
            Unread: what was posted is not a value of this kind.
        """
        text = last(posted, name)
        if len(text) > setting.longest:
            raise Unread(_("At most %(most)s characters.") % {"most": setting.longest})
        return text or None

    def show(self, setting: Setting, value: JSON, name: str, around: Around) -> Mapping[str, Any]:
        """Return what the template needs beside the setting, its name and its value."""
        return {}

    def again(
        self, setting: Setting, posted: Posted, name: str, around: Around
    ) -> Mapping[str, Any]:
        """Return what the template shows of a post that could not be read."""
        return {"value": last(posted, name)}

    def say(self, setting: Setting, value: JSON, around: Around) -> Sequence[Said]:
        """Return the value in words, for whoever reads it without changing it."""
        return (Said(text=str(value)),)
