"""A part in plain words, read by the declarations of its settings: what an editor asks is told.

Req: 2.2.1.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from krob.foundation.editing.inputs import INPUTS
from krob.foundation.editing.posting import pair
from krob.foundation.editing.reading import ROWS, get
from krob.foundation.editing.types import JSON, Around, Line, Said, Setting, Told, Words

NOTHING: tuple[JSON, ...] = (None, "", [], {})


def titled(value: JSON, otherwise: Words = "") -> Said:
    """Return a name in both languages; another one where it has none."""
    found = pair(value) if value else None
    return found if found and found.text else Said(text=otherwise)


def plain(label: Words, *said: Words) -> Line:
    """Return a line that no setting declares."""
    return Line(label=label, said=tuple(Said(text=each) for each in said))


def lines_of(
    settings: Sequence[Setting], item: Mapping[str, Any], around: Around, *, but: Sequence[str] = ()
) -> tuple[Line, ...]:
    """Return every setting that says something, ``but`` those of some keys."""
    return tuple(
        line
        for setting in settings
        if setting.key not in but
        for line in _line(setting, get(item, setting.key), around)
    )


def _line(setting: Setting, value: JSON, around: Around) -> Iterator[Line]:
    if value in NOTHING:
        return
    if setting.kind == ROWS:
        rows = value if isinstance(value, list) else []
        yield Line(label=setting.label, rows=[_row(setting, row, around) for row in rows])
    else:
        yield Line(label=setting.label, said=INPUTS[setting.kind].say(setting, value, around))


def _row(setting: Setting, row: JSON, around: Around) -> tuple[Line, ...]:
    if not isinstance(row, Mapping):
        return (plain("", str(row)),)
    if {column.key for column in setting.columns} == {"th", "en"}:
        return (Line(label="", said=(pair(row),)),)
    return lines_of(setting.columns, row, around)


def whole(settings: Sequence[Setting], item: Mapping[str, Any], around: Around) -> list[Told]:
    """Return a part that is one item with settings; nothing where they say nothing."""
    lines = lines_of(settings, item, around)
    return [Told(lines=lines)] if lines else []
