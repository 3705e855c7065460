"""A form in plain words: its pages, the questions on each, and when they are asked."""

from collections.abc import Sequence
from dataclasses import replace

from krob.engines.smartforms import editing_tree as tree
from krob.engines.smartforms.editing_settings import (
    PAGE_SETTINGS,
    kind_of,
    settings_of,
    unfolded,
)
from krob.engines.smartforms.editing_tree import PAGE
from krob.foundation.editing import telling
from krob.foundation.editing.types import JSON, Around, Told


def told(part: JSON, around: Around) -> Sequence[Told]:
    """Return the pages of a form with their questions."""
    return [_page(page, around) for page in tree.pages(part)]


def _page(page: tree.Item, around: Around) -> Told:
    return Told(
        title=telling.titled(page.get("title"), str(page.get("key") or "")),
        item=f"{PAGE}{page.get('key')}",
        lines=telling.lines_of(PAGE_SETTINGS, page, around, but=("title",)),
        inside=[_question(field, "", around) for field in tree.fields(page)],
    )


def _question(field: tree.Item, group: str, around: Around) -> Told:
    key = str(field.get("key") or "")
    name = f"{group}.{key}" if group else key
    lines = telling.lines_of(
        settings_of(field, cell=bool(group)), unfolded(field), around, but=("label",)
    )
    inside = _within(key, around)
    return Told(
        title=telling.titled(field.get("label"), key),
        item=name,
        note=kind_of(field).title,
        lines=lines,
        inside=[_question(cell, name, inside) for cell in tree.fields(field)],
    )


def _within(group: str, around: Around) -> Around:
    """Let the rules of a group's questions name those beside them."""
    stem = f"{group}."
    own = {
        key.removeprefix(stem): words
        for key, words in around.labels.items()
        if key.startswith(stem)
    }
    return replace(around, labels={**around.labels, **own}) if own else around
