"""What every kind of setting is: read from what a browser sent, and shown again."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from krob.foundation.core.errors import Message
from krob.foundation.editing.types import JSON, Around, Posted, Setting


def last(posted: Posted, name: str) -> str:
    """Return what was posted under a name, without carriage returns and outer white space."""
    values = posted.get(name) or ("",)
    return values[-1].replace("\r\n", "\n").strip()


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
