"""Blocks in the form's editor: put in, renewed to the wording of today, told apart.

A block's questions are copied; each says from which block and wording it came. Whoever changes
such a question in the form lets go of the block for it: from then on it is the form's own.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from krob.engines.smartforms import editing_tree as tree
from krob.engines.smartforms.editing_tree import Item
from krob.foundation.core.errors import Invalid, NotFound
from krob.foundation.core.text import Text
from krob.foundation.editing import uses
from krob.foundation.editing.inputs import last
from krob.foundation.editing.parts import PartEditor
from krob.foundation.editing.types import JSON, Around, Edited, Posted


def block_of(field: Mapping[str, Any]) -> str:
    """Return the code of the block that a question came from; "" for the form's own."""
    return str(field.get("block") or "").partition("@")[0]


def _wanted(posted: Posted, around: Around) -> Mapping[str, Any]:
    found = around.blocks.get(last(posted, "block"))
    if found is None:
        raise NotFound("block-not-found", _("There is no such block of questions."))
    return found


def _copies(block: Mapping[str, Any]) -> list[Item]:
    return [{**field, "block": block["pin"]} for field in block["fields"]]


def insert(editor: PartEditor, part: JSON, name: str, posted: Posted, around: Around) -> Edited:
    """Put the questions of a block at the end of a page.

    Raises:
        Invalid: the form asks one of them already.
    """
    block = _wanted(posted, around)
    clash = [str(f["key"]) for f in block["fields"] if f["key"] in tree.keys(part)]
    if clash:
        said = gettext("The form already has questions with these keys: %(keys)s.")
        wrong = {"block": said % {"keys": ", ".join(clash)}}
        raise Invalid("not-saved", _("This was not saved."), fields=wrong)
    tree.put(part, name, [*tree.inside(part, name), *_copies(block)])
    return Edited(part=part, item=name, notice=_("The questions of the block were put in."))


def renew(editor: PartEditor, part: JSON, name: str, posted: Posted, around: Around) -> Edited:
    """Bring every question that came from a block to the block's wording of today.

    New questions of the block stand behind its others; those that it lost go.

    Raises:
        Invalid: something reads a question that the block no longer has.
    """
    block = _wanted(posted, around)
    fresh = {str(field["key"]): field for field in _copies(block)}
    gone = {
        str(f.get("key"))
        for _container, _name, f in tree.walk(part)
        if block_of(f) == block["code"] and f.get("key") not in fresh
    }
    for page in tree.pages(part):
        page["fields"] = _renewed(part, page, block["code"], fresh)
    _refuse_read({**around.parts, "form": part}, gone)
    return Edited(part=part, notice=_("The block now has the wording of today."))


def _renewed(part: JSON, page: Item, code: str, fresh: Mapping[str, Item]) -> list[Item]:
    """Return the questions of a page; all new ones of the block come behind its last here."""
    own = [place for place, f in enumerate(tree.fields(page)) if block_of(f) == code]
    known = tree.keys(part)
    result: list[Item] = []
    for place, field in enumerate(tree.fields(page)):
        if block_of(field) != code:
            result.append(field)
        elif field.get("key") in fresh:
            result.append(fresh[str(field["key"])])
        if own and place == own[-1]:
            result += [each for key, each in fresh.items() if key not in known]
    return result


def _refuse_read(parts: Mapping[str, JSON], gone: set[str]) -> None:
    found = uses.used(parts)
    readers = [use for path, those in found.items() if path.split(".")[0] in gone for use in those]
    if readers:
        said = gettext("The block no longer asks what is read by: %(readers)s.")
        names = ", ".join(dict.fromkeys(str(use.words or use.part) for use in readers))
        wrong = {"block": said % {"readers": names}}
        raise Invalid("not-saved", _("This was not saved."), fields=wrong)


def let_go(after: Item, before: Mapping[str, Any]) -> Item:
    """Return a changed question without its block; an unchanged one as it is."""
    if "block" in before and after != before:
        return {key: value for key, value in after.items() if key != "block"}
    return after


def shown(part: JSON, around: Around) -> list[dict[str, Any]]:
    """Return the blocks that a form uses, and which have a newer wording."""
    pins: dict[str, set[str]] = {}
    for _container, _name, field in tree.walk(part):
        if code := block_of(field):
            pins.setdefault(code, set()).add(str(field["block"]))
    return [
        {
            "code": code,
            "title": Text.of((around.blocks.get(code) or {}).get("title")) or Text(code, code),
            "old": code in around.blocks and those != {around.blocks[code]["pin"]},
        }
        for code, those in pins.items()
    ]


def offered(part: JSON, around: Around) -> list[tuple[str, Text]]:
    """Return the blocks that the form does not use yet."""
    there = {block_of(field) for _container, _name, field in tree.walk(part)}
    return [
        (code, Text.of(block["title"]))
        for code, block in around.blocks.items()
        if code not in there
    ]
