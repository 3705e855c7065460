"""What the screens of the form's editor show."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from krob.engines.smartforms import editing_blocks as blocks
from krob.engines.smartforms import editing_tree as tree
from krob.engines.smartforms.compile import NOT_IN_GROUPS
from krob.engines.smartforms.editing_settings import (
    PAGE_SETTINGS,
    kind_of,
    settings_of,
    unfolded,
)
from krob.engines.smartforms.editing_tree import PAGE
from krob.engines.smartforms.kinds import kinds
from krob.foundation.core.errors import Message, NotFound
from krob.foundation.core.text import Text
from krob.foundation.editing import uses
from krob.foundation.editing.parts import PartEditor, problems_of, settings_screen
from krob.foundation.editing.reading import input_id
from krob.foundation.editing.types import JSON, Around, Choice, Posted, Screen, Setting
from krob.foundation.editing.uses import Use

PARTS: Mapping[str, Message] = {
    "service": _("Service"),
    "form": _("Form"),
    "documents": _("Documents"),
    "fees": _("Fees"),
    "steps": _("Steps"),
    "messages": _("Messages"),
    "licence": _("Licence"),
    "examples": _("Examples"),
    "offering": _("Offering"),
}
"""What the parts of a definition are called, where they read an answer."""


def bare(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return a page, group or question without the questions inside it."""
    return {key: value for key, value in item.items() if key != "fields"}


def named(item: Mapping[str, Any]) -> str:
    """Return what people call an item: its short name, its words, else its key."""
    for key in ("short", "label", "title"):
        if text := Text.of(item.get(key)):
            return str(text)
    return str(item.get("key", ""))


def called(part: JSON, name: str) -> Message:
    """Return what officials call a page or question; while it has no words, by its place.

    Raises:
        NotFound: there is none (any more).
    """
    spot, number = tree.spot(part, name), tree.spot(part, name).place + 1
    words = next((t for t in map(Text.of, map(spot.item.get, ("label", "title"))) if t), Text(""))
    if name.startswith(PAGE):
        return (
            _("Page “%(name)s”") % {"name": words}
            if words
            else _("Page %(number)s") % {"number": number}
        )
    if words:
        return _("Question “%(name)s”") % {"name": words}
    container = tree.container_of(part, name)
    return f"{_('Question %(number)s') % {'number': number}} · {called(part, container)}"


def settings(part: JSON, name: str) -> Sequence[Setting]:
    """Return the settings of a page or question.

    Raises:
        NotFound: there is none (any more).
    """
    if name.startswith(PAGE):
        return PAGE_SETTINGS
    return settings_of(tree.spot(part, name).item, cell="." in name)


def key_from(words: str) -> str:
    """Return a key made of English words, at most four of them; "" where none are left."""
    found = re.findall(r"[a-z0-9]+", words.lower())
    key = "_".join(found[:4])[:40].strip("_")
    return key if key[:1].isalpha() else ""


def choices(*, cell: bool) -> list[Choice]:
    """Return the kinds of question that a page, or a group, may have."""
    return [(c, kinds.get(c).title) for c in kinds if not (cell and c in NOT_IN_GROUPS)]


def readers(parts: Mapping[str, JSON], name: str) -> list[dict[str, Any]]:
    """Return who reads the answers of an item, with the way to those inside the form.

    A page is read by whoever reads one of its questions from outside the page.
    """
    form = parts["form"]
    if not name.startswith(PAGE):
        return _readers(form, _outside(form, uses.uses(parts, name), name))
    inside = {n for c, n, _item in tree.walk(form) if c == name}
    found = uses.used(parts)
    read = [use for path, those in found.items() if path.split(".")[0] in inside for use in those]
    others = {
        (use.part, use.path): use
        for use in read
        if tree.name_at(form, use.path).split(".")[0] not in {*inside, name} or use.part != "form"
    }
    return _readers(form, list(others.values()))


def _readers(form: JSON, found: Sequence[Use]) -> list[dict[str, Any]]:
    """Return each reader once; worked examples are counted, for there may be dozens."""
    rows = {(use.part, use.path): _reader(form, use) for use in found}
    examples = {use.path[:1] for use in found if use.part == "examples"}
    kept = [row for row in rows.values() if row["part"] != "examples"]
    if examples:
        words = ngettext("%(count)s example", "%(count)s examples", len(examples))
        title = PARTS["examples"]
        kept.append(
            {
                "part": "examples",
                "title": title,
                "words": words % {"count": len(examples)},
                "item": "",
                "setting": "answers",
            }
        )
    return kept


def _outside(form: JSON, found: Sequence[Use], name: str) -> list[Use]:
    """Leave out what an item says of itself: its own checks, the rules of its own cells."""
    own = (name, f"{name}.")
    return [
        use
        for use in found
        if use.part != "form"
        or (
            (tree.name_at(form, use.path) != name)
            and not tree.name_at(form, use.path).startswith(own[1])
        )
    ]


def _reader(form: JSON, use: Use) -> dict[str, Any]:
    return {
        "part": use.part,
        "title": PARTS.get(use.part, use.part),
        "words": use.words or PARTS.get(use.part, use.part),
        "item": tree.name_at(form, use.path) if use.part == "form" else "",
        "setting": use.setting,
    }


def overview(
    editor: PartEditor,
    part: JSON,
    around: Around,
    *,
    posted: Posted | None = None,
    errors: Mapping[str, Message] | None = None,
) -> Screen:
    """Return the screen of all pages with their questions."""
    found = _problems(editor, around)
    pages = [_page(page, found) for page in tree.pages(part)]
    for page in pages:
        _mark_ends(page["fields"], first=pages[0] is page, last=pages[-1] is page)
    return Screen(
        template="smartforms/agency/form.html",
        title=_("Form"),
        shown={
            "pages": pages,
            "kinds": choices(cell=False),
            "blocks": blocks.shown(part, around),
            "base": around.base,
            "loose": found.get("", {}).get("all", []),
            "typed": {key: values[-1] for key, values in (posted or {}).items()},
            "wrong": {input_id(key): said for key, said in (errors or {}).items()},
            "preview": around.base.removesuffix("form/") + "preview/",
        },
    )


def _problems(editor: PartEditor, around: Around) -> dict[str, dict[str, Any]]:
    """Return the problems by the item that mends them."""
    found: dict[str, dict[str, Any]] = {}
    for problem in around.problems:
        name, _path = editor.place(problem.path)
        entry = found.setdefault(name, {"errors": 0, "warnings": 0, "all": []})
        entry["errors" if problem.severity == "error" else "warnings"] += 1
        entry["all"].append(problem)
    return found


def _page(page: tree.Item, found: Mapping[str, Any]) -> dict[str, Any]:
    name = f"{PAGE}{page.get('key')}"
    return {
        "name": name,
        "title": Text.of(page.get("title")),
        "when": page.get("visible_when", ""),
        "problems": found.get(name),
        "fields": [_row(field, str(field.get("key")), found) for field in tree.fields(page)],
    }


def _mark_ends(rows: list[dict[str, Any]], *, first: bool, last: bool) -> None:
    """Say which rows cannot go further up or down; between pages they can."""
    for place, row in enumerate(rows):
        row["first"] = first and place == 0
        row["last"] = last and place == len(rows) - 1


def _row(field: tree.Item, name: str, found: Mapping[str, Any]) -> dict[str, Any]:
    kind = kind_of(field)
    required = field.get("required")
    cells = [_row(cell, f"{name}.{cell.get('key')}", found) for cell in tree.fields(field)]
    _mark_ends(cells, first=True, last=True)
    return {
        "name": name,
        "label": Text.of(field.get("label")),
        "kind": kind.title,
        "when": field.get("visible_when", ""),
        "required": "always" if required is True else "rule" if required else "",
        "personal": field.get("sensitivity") in {"personal", "sensitive"},
        "block": blocks.block_of(field),
        "problems": found.get(name),
        "cells": cells,
        "is_group": kind.code == "group",
    }


def item(
    editor: PartEditor,
    part: JSON,
    name: str,
    around: Around,
    *,
    posted: Posted | None = None,
    errors: Mapping[str, Message] | None = None,
) -> Screen:
    """Return the screen of a page or a question.

    Raises:
        NotFound: there is no such item.
    """
    spot = tree.spot(part, name)
    is_page = name.startswith(PAGE)
    shown = spot.item if is_page else unfolded(spot.item)
    found = _problems(editor, around)
    container = tree.container_of(part, name)
    return settings_screen(
        editor,
        settings(part, name),
        bare(shown),
        name,
        around,
        title=named(spot.item),
        posted=posted,
        errors=errors,
        template="smartforms/agency/item.html",
        is_page=is_page,
        own_key=str(spot.item.get("key", "")),
        own_kinds=choices(cell="." in name),
        kind=None if is_page else kind_of(spot.item),
        container=container,
        container_title=_title(part, container),
        place=spot.place + 1,
        places=range(1, len(spot.items) + 1),
        containers=_containers(part) if container.startswith(PAGE) else [],
        readers=readers({**around.parts, "form": part}, name),
        problems=problems_of(around, editor, name),
        cells=_row(spot.item, name, found)["cells"] if not is_page else [],
        kinds=choices(cell=not is_page),
        offered=blocks.offered(part, around) if is_page else [],
        from_block=blocks.block_of(spot.item),
        draft_base=around.base.removesuffix("form/"),
        preview=_preview_of(part, name, around),
        sure=(errors or {}).get("sure", ""),
    )


def _title(part: JSON, container: str) -> str:
    try:
        return named(tree.spot(part, container).item) if container else ""
    except NotFound:
        return ""


def _containers(part: JSON) -> list[tuple[str, str]]:
    return [(f"{PAGE}{page.get('key')}", named(page)) for page in tree.pages(part)]


def _preview_of(part: JSON, name: str, around: Around) -> str:
    """Return the address of the page of the preview on which an item stands."""
    while name and not name.startswith(PAGE):
        name = tree.container_of(part, name)
    return around.base.removesuffix("form/") + f"preview/{name.removeprefix(PAGE)}/"
