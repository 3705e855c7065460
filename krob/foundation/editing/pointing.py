"""From the path of a problem to what officials call the thing, and to its place on the screen."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from krob.foundation.core.errors import Message
from krob.foundation.core.text import Text
from krob.foundation.editing.reading import ROWS, input_id, within
from krob.foundation.editing.types import Setting

_ROW = re.compile(r"\[(\d+)\]\.?(.*)")
_LANGUAGES = {"th": _("Thai"), "en": _("English")}


@dataclass(frozen=True, slots=True)
class Pointed:
    """What a problem is about, in words, and the way there below the address of its tab."""

    words: str = ""
    link: str = ""


def pointed(called: Message | Text, item: str, inside: str, settings: Sequence[Setting]) -> Pointed:
    """Name an item and the setting that a path inside it leads to, with the way there.

    A path that leads to no setting names the item alone: officials never read paths.
    """
    names, anchor = _setting(inside, "", settings)
    words = " · ".join(said for said in map(str, (called, *names)) if said)
    return Pointed(words, (f"{item}/" if item else "") + (f"#{anchor}" if anchor else ""))


def _setting(path: str, outer: str, settings: Sequence[Setting]) -> tuple[tuple[Message, ...], str]:
    """Return what the setting at a path is called, and the id of its field."""
    fitting = [setting for setting in settings if within(path, setting.key)]
    if not fitting:
        return (), ""
    setting = max(fitting, key=lambda each: len(each.key))
    name, rest = outer + setting.key, path[len(setting.key) :]
    if setting.kind == ROWS and (found := _ROW.fullmatch(rest)):
        row, within_row = found.groups()
        more, anchor = _setting(within_row, f"{name}-{row}-", setting.columns)
        number = _("%(list)s, row %(number)s") % {"list": setting.label, "number": int(row) + 1}
        first = setting.columns[0].key
        return (number, *more), anchor or field_id(f"{name}-{row}-{first}")
    language = _LANGUAGES.get(rest.removeprefix("."))
    return ((setting.label, language) if language else (setting.label,)), field_id(name)


def field_id(name: str) -> str:
    """Return the id of the box around the input of a name."""
    return f"{input_id(name)}-field"
