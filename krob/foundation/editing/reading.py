"""From what a browser sent to an item with new settings, and from an item to what is shown.

The rows of a list are settings too (kind ``rows``): each row is read by the list's columns, one
blank row waits at the end, and a button beside a row moves or removes it without any script.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from krob.foundation.core.errors import Message
from krob.foundation.editing.inputs import INPUTS, Unread, last
from krob.foundation.editing.types import JSON, Around, Posted, Setting
from krob.foundation.rules.problems import Problem

ROWS = "rows"
MOST_ROWS = 500
ROW_BUTTON = "_row"
"""Buttons beside rows are called so; their value is ``<name of the list>:<place>:up|down|out``."""


def read(
    settings: Sequence[Setting], posted: Posted, item: Mapping[str, Any], around: Around
) -> tuple[dict[str, Any], dict[str, Message]]:
    """Return the item with what was posted for these settings, and what could not be read.

    Settings that were not posted at all, and keys that no setting names, stay as they are. Errors
    are by input name; with errors the item must not be kept.
    """
    result: dict[str, Any] = dict(item)
    errors: dict[str, Message] = {}
    for setting in settings:
        if not _was_posted(setting, posted, setting.key):
            continue
        value = _read_one(setting, posted, setting.key, around, errors)
        result = put(result, setting.key, None if value == setting.default else value)
    return result, errors


def _was_posted(setting: Setting, posted: Posted, name: str) -> bool:
    return any(each == name or each.startswith(f"{name}-") for each in posted)


def _read_one(
    setting: Setting, posted: Posted, name: str, around: Around, errors: dict[str, Message]
) -> JSON:
    if setting.kind == ROWS:
        return _read_rows(setting, posted, name, around, errors) or None
    try:
        return INPUTS[setting.kind].read(setting, posted, name, around)
    except Unread as unread:
        errors[name] = unread.message
        return None


def _read_rows(
    setting: Setting, posted: Posted, name: str, around: Around, errors: dict[str, Message]
) -> list[JSON]:
    rows = []
    for place in range(_count(posted, name)):
        row: dict[str, Any] = {}
        for column in setting.columns:
            value = _read_one(column, posted, f"{name}-{place}-{column.key}", around, errors)
            row = put(row, column.key, None if value == column.default else value)
        rows.append(row)
    rows = _rearranged(rows, last(posted, ROW_BUTTON), name)
    return [row for row in rows if any(value not in (None, False) for value in row.values())]


def _count(posted: Posted, name: str) -> int:
    text = last(posted, f"{name}-count")
    return min(int(text), MOST_ROWS) if text.isascii() and text.isdigit() else 0


def _rearranged(rows: list[JSON], button: str, name: str) -> list[JSON]:
    asked, _colon, order = button.rpartition(f"{name}:")
    place, _colon, verb = order.partition(":")
    if asked or not place.isdigit() or int(place) >= len(rows):
        return rows
    here = int(place)
    row, rest = rows[here], [*rows[:here], *rows[here + 1 :]]
    if verb == "out":
        return rest
    to = {"up": here - 1, "down": here + 1}.get(verb, here)
    to = max(0, min(to, len(rest)))
    return [*rest[:to], row, *rest[to:]]


def input_id(name: str) -> str:
    """Return the id of the input that has a name."""
    return f"s-{name.replace('.', '-')}"


def get(item: Any, path: str) -> JSON:
    """Return what stands at a dotted path, ``None`` where nothing does."""
    for step in path.split("."):
        item = item.get(step) if isinstance(item, Mapping) else None
    return item


def put(item: Mapping[str, Any], path: str, value: JSON) -> dict[str, Any]:
    """Return the item with a value at a dotted path; ``None`` takes the key away."""
    step, _dot, rest = path.partition(".")
    inner = item.get(step)
    if rest:
        value = put(inner if isinstance(inner, Mapping) else {}, rest, value) or None
    kept = {key: each for key, each in item.items() if key != step or value is not None}
    return kept if value is None else kept | {step: value}


def shown(
    settings: Sequence[Setting],
    item: Mapping[str, Any],
    around: Around,
    *,
    problems: Sequence[Problem] = (),
    errors: Mapping[str, Message] | None = None,
    posted: Posted | None = None,
) -> list[dict[str, Any]]:
    """Return each setting as its template needs it, in order.

    ``problems`` are those of this item, with paths inside it; ``errors`` are of the last post
    (``posted``), whose texts are shown where they could not be read.
    """
    last_post = _LastPost(errors or {}, posted or {})
    return [
        _field(
            setting,
            get(item, setting.key) if setting.key else item,
            setting.key,
            around,
            problems,
            last_post,
        )
        for setting in settings
    ]


@dataclass(frozen=True, slots=True)
class _LastPost:
    """What was posted last and could not be kept, and why not."""

    errors: Mapping[str, Message]
    posted: Posted


def _field(
    setting: Setting,
    value: JSON,
    name: str,
    around: Around,
    problems: Sequence[Problem],
    last_post: _LastPost,
) -> dict[str, Any]:
    value = setting.default if value is None else value
    field: dict[str, Any] = {
        "setting": setting,
        "name": name,
        "id": input_id(name),
        "value": "" if value is None else value,
        "error": last_post.errors.get(name, ""),
        "problems": [p for p in problems if within(p.path, setting.key)],
    }
    if setting.kind == ROWS:
        field["template"] = "editing/inputs/rows.html"
        field["rows"] = _rows(setting, value, name, around, last_post)
        field["last"] = len(field["rows"]) - 1
        field["together"] = True
        return field
    kind = INPUTS[setting.kind]
    field |= {"template": kind.template, "together": kind.together}
    if name in last_post.errors and last_post.posted:
        return {**field, **kind.again(setting, last_post.posted, name, around)}
    return {**field, **kind.show(setting, value, name, around)}


def refreshed(setting: Setting, posted: Posted, around: Around) -> dict[str, Any]:
    """Return one setting as it is being typed; ``waiting`` says what is still to do."""
    errors: dict[str, Message] = {}
    value = _read_one(setting, posted, setting.key, around, errors)
    field = _field(setting, value, setting.key, around, (), _LastPost(errors, posted))
    return {**field, "error": "", "waiting": errors.get(setting.key, "")}


def _rows(
    setting: Setting, value: JSON, name: str, around: Around, last_post: _LastPost
) -> list[list[dict[str, Any]]]:
    rows = [*(value if isinstance(value, list) else []), {}]
    return [
        [
            _field(
                column,
                get(row, column.key) if isinstance(row, Mapping) else row,
                f"{name}-{place}-{column.key}",
                around,
                (),
                last_post,
            )
            for column in setting.columns
        ]
        for place, row in enumerate(rows)
    ]


def within(path: str, key: str) -> bool:
    """Say whether a problem's path leads to the setting of a key, or into it."""
    return path == key or path.startswith((f"{key}.", f"{key}[", f"{key}/"))
