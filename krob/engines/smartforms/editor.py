"""The editor of a form: pages, questions, their order, and everything that may be said of each.

Req: 2.3.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from krob.engines.smartforms import editing_blocks as blocks
from krob.engines.smartforms import editing_screens as screens
from krob.engines.smartforms import editing_telling as telling
from krob.engines.smartforms import editing_tree as tree
from krob.engines.smartforms import limits
from krob.engines.smartforms.compile import KEY, NOT_IN_GROUPS
from krob.engines.smartforms.editing_settings import (
    PAGE_SETTINGS,
    edited_path,
    folded,
    settings_of,
    unfolded,
)
from krob.engines.smartforms.editing_tree import PAGE
from krob.engines.smartforms.kinds import kinds
from krob.foundation.core.errors import Invalid, Message
from krob.foundation.core.text import Text
from krob.foundation.editing import lists, uses
from krob.foundation.editing.inputs import last
from krob.foundation.editing.parts import PartEditor, Verb, saved
from krob.foundation.editing.types import JSON, Around, Edited, Posted, Screen, Setting, Told


def _save(editor: PartEditor, part: JSON, name: str, posted: Posted, around: Around) -> Edited:
    """Save the settings of one item; its key and kind have verbs of their own."""
    spot = tree.spot(part, name)
    if name.startswith(PAGE):
        after = saved(PAGE_SETTINGS, posted, screens.bare(spot.item), around)
        after["fields"] = tree.fields(spot.item)
    else:
        settings = settings_of(spot.item, cell="." in name)
        after = folded(saved(settings, posted, unfolded(spot.item), around), spot.item)
        after = blocks.let_go(after, spot.item)
    _put_back(part, name, after)
    return Edited(part=part, item=name, notice=_("Saved."))


def _put_back(part: JSON, name: str, item: Mapping[str, Any]) -> None:
    spot = tree.spot(part, name)
    items = [*spot.items[: spot.place], dict(item), *spot.items[spot.place + 1 :]]
    tree.put(part, tree.container_of(part, name), items)


def _rename(editor: PartEditor, part: JSON, name: str, posted: Posted, around: Around) -> Edited:
    """Give an item another key; every rule that reads a question reads the new key."""
    item, new = tree.spot(part, name).item, last(posted, "key")
    container = tree.container_of(part, name)
    _refuse_key(new, tree.taken(part, name) - {str(item.get("key"))})
    there = tree.name_in(container, new)
    if name.startswith(PAGE):
        _put_back(part, name, {**item, "key": new})
        return Edited(part=part, item=there, notice=_("Saved."))
    count = len(uses.uses({**around.parts, "form": part}, name))
    part = uses.with_name({"form": part}, name, new)["form"]
    item = tree.spot(part, name).item
    _put_back(part, name, blocks.let_go({**item, "key": new}, item))
    notice = gettext("Saved. Places that now read the answer by its new key: %(count)s.")
    return Edited(part=part, item=there, notice=notice % {"count": count}, renamed={name: new})


def _change_kind(
    editor: PartEditor, part: JSON, name: str, posted: Posted, around: Around
) -> Edited:
    """Make a question one of another kind; settings that the new kind lacks fall away."""
    item, kind = tree.spot(part, name).item, last(posted, "kind")
    _refuse_kind(kind, cell="." in name)
    _put_back(part, name, blocks.let_go(folded({**unfolded(item), "kind": kind}, item), item))
    return Edited(part=part, item=name, notice=_("Saved."))


def _refuse_kind(kind: str, *, cell: bool) -> None:
    wrong: Message
    if kind not in kinds:
        wrong = _("Choose one of the list.")
    elif cell and kind in NOT_IN_GROUPS:
        wrong = _("This kind cannot stand inside a group.")
    else:
        return
    raise Invalid("not-saved", _("This was not saved."), fields={"kind": wrong})


def _refuse_key(key: str, taken: set[str]) -> None:
    wrong: Message
    if not KEY.fullmatch(key) or len(key) > 60:
        wrong = _("A key has small letters, digits and _ and starts with a letter.")
    elif key in taken:
        wrong = _("The key “%(key)s” is used already.") % {"key": key}
    else:
        return
    raise Invalid("not-saved", _("This was not saved."), fields={"key": wrong})


def _add_page(editor: PartEditor, part: JSON, name: str, posted: Posted, around: Around) -> Edited:
    """Put a new page at the end."""
    title = _words(posted, "title")
    key = lists.fresh("page", tree.taken(part, PAGE))
    tree.put(part, "", [*tree.pages(part), {"key": key, "title": title, "fields": []}])
    return Edited(part=part, notice=_("The page was added."))


def _add(editor: PartEditor, part: JSON, name: str, posted: Posted, around: Around) -> Edited:
    """Put a new question at the end of a page or group."""
    label, kind = _words(posted, "label"), last(posted, "kind")
    _refuse_kind(kind, cell=not name.startswith(PAGE))
    item: dict[str, Any] = {"key": "", "kind": kind, "label": label}
    scope = name if name.startswith(PAGE) else f"{name}."
    taken = tree.keys(part) if scope.startswith(PAGE) else tree.taken(part, scope)
    item["key"] = lists.fresh(screens.key_from(label.get("en", "")) or kind, taken)
    if kind == "group":
        item["fields"] = []
    tree.put(part, name, [*tree.inside(part, name), item])
    return Edited(
        part=part, item=tree.name_in(name, item["key"]), notice=_("The question was added.")
    )


def _words(posted: Posted, name: str) -> dict[str, str]:
    pair = {side: last(posted, f"{name}-{side}")[:300] for side in ("th", "en")}
    if not pair["th"]:
        wrong = {f"{name}-th": _("Write it in Thai.")}
        raise Invalid("not-saved", _("This was not saved."), fields=wrong)
    return {side: text for side, text in pair.items() if text}


def _move(editor: PartEditor, part: JSON, name: str, posted: Posted, around: Around) -> Edited:
    """Move an item to a place (from 1), in its own or another page."""
    here = tree.container_of(part, name)
    to = last(posted, "to") or here
    place = int(last(posted, "place") or 0) - 1 if last(posted, "place").isdecimal() else 10_000
    return _moved(part, name, here, to, place)


def _moved(part: JSON, name: str, here: str, to: str, place: int) -> Edited:
    key = str(tree.spot(part, name).item.get("key"))
    if to == here:
        tree.put(part, here, lists.moved(tree.inside(part, here), key, place))
        return Edited(part=part, item="", notice=_said_place(part, name))
    item = tree.spot(part, name).item
    if not (here.startswith(PAGE) and to.startswith(PAGE)):
        wrong = {"to": _("A question moves between pages only.")}
        raise Invalid("not-moved", _("This was not moved."), fields=wrong)
    there = tree.inside(part, to)
    tree.put(part, here, lists.without(tree.inside(part, here), key))
    place = max(0, min(place, len(there)))
    tree.put(part, to, [*there[:place], item, *there[place:]])
    return Edited(part=part, item="", notice=_said_place(part, name))


def _said_place(part: JSON, name: str) -> str:
    spot = tree.spot(part, name)
    return gettext("“%(what)s” now stands at place %(place)s of %(all)s.") % {
        "what": screens.named(spot.item),
        "place": spot.place + 1,
        "all": len(spot.items),
    }


def _up(editor: PartEditor, part: JSON, name: str, posted: Posted, around: Around) -> Edited:
    """Move an item one place up, from the top of a page to the end of the page before."""
    return _step(part, name, -1)


def _down(editor: PartEditor, part: JSON, name: str, posted: Posted, around: Around) -> Edited:
    """Move an item one place down, from the end of a page to the top of the next."""
    return _step(part, name, 1)


def _step(part: JSON, name: str, by: int) -> Edited:
    here, spot = tree.container_of(part, name), tree.spot(part, name)
    to = spot.place + by
    if 0 <= to < len(spot.items) or not here.startswith(PAGE):
        return _moved(part, name, here, here, max(0, to))
    order = [f"{PAGE}{page.get('key')}" for page in tree.pages(part)]
    next_page = order.index(here) + by
    if not 0 <= next_page < len(order):
        return Edited(part=part)
    return _moved(part, name, here, order[next_page], 10_000 if by < 0 else 0)


def _duplicate(editor: PartEditor, part: JSON, name: str, posted: Posted, around: Around) -> Edited:
    """Put a copy of a question behind it, under a key of its own."""
    container, spot = tree.container_of(part, name), tree.spot(part, name)
    copy = tree.copied(spot.item, tree.taken(part, name))
    copy.pop("block", None)
    tree.put(part, container, lists.with_new(spot.items, copy, str(spot.item.get("key"))))
    item = tree.name_in(container, copy["key"])
    return Edited(part=part, item=item, notice=_("This is the copy. Its key is its own."))


def _remove(editor: PartEditor, part: JSON, name: str, posted: Posted, around: Around) -> Edited:
    """Take an item out; where others read it only when the official says so once more."""
    readers = screens.readers({**around.parts, "form": part}, name)
    if readers and not last(posted, "sure"):
        text = gettext("It is read by: %(readers)s. Remove it all the same?") % {
            "readers": ", ".join(dict.fromkeys(str(each["words"]) for each in readers))
        }
        raise Invalid("still-read", _("This was not removed."), fields={"sure": text})
    container, key = tree.container_of(part, name), str(tree.spot(part, name).item.get("key"))
    tree.put(part, container, lists.without(tree.inside(part, container), key))
    back = "" if container.startswith(PAGE) or not container else container
    return Edited(part=part, item=back, notice=_("It was removed. You can undo that."))


class FormEditor(PartEditor):
    """Pages and questions of a service's form."""

    code = "form"
    title = _("Form")
    empty: ClassVar[JSON] = {"pages": []}
    verbs: ClassVar[Mapping[str, Verb]] = {
        "add-page": _add_page,
        "add": _add,
        "change-kind": _change_kind,
        "down": _down,
        "duplicate": _duplicate,
        "insert": blocks.insert,
        "move": _move,
        "remove": _remove,
        "rename": _rename,
        "renew": blocks.renew,
        "save": _save,
        "up": _up,
    }

    def told(self, part: JSON, around: Around) -> Sequence[Told]:
        """Pages and questions in words."""
        return telling.told(part, around)

    def overview(self, part: JSON, around: Around) -> Screen:
        """All pages with their questions."""
        return screens.overview(self, part, around)

    def item(self, part: JSON, name: str) -> JSON:
        """A page or a group without its questions, which are items of their own; a question."""
        return screens.bare(tree.spot(part, name).item)

    def page(
        self,
        part: JSON,
        name: str,
        around: Around,
        *,
        posted: Posted | None = None,
        errors: Mapping[str, Message] | None = None,
    ) -> Screen:
        """A page or a question with all its settings."""
        if not name:
            return screens.overview(self, part, around, posted=posted, errors=errors)
        return screens.item(self, part, name, around, posted=posted, errors=errors)

    def place(self, path: str) -> tuple[str, str]:
        """Lead to the question (or page) and the setting that a problem is about."""
        name, inside = tree.place(path)
        return name, edited_path(inside) if name and not name.startswith(PAGE) else inside

    def called(self, part: JSON, item: str) -> Message | Text:
        """Return what officials call a page or a question; its place while it has no words."""
        return screens.called(part, item) if item else ""

    def settings_at(self, part: JSON, item: str, around: Around) -> Sequence[Setting]:
        """Return the settings of a page or a question."""
        return screens.settings(part, item) if item else ()

    def edit(self, part: JSON, name: str, verb: str, posted: Posted, around: Around) -> Edited:
        """Do one verb; a form that would grow beyond its limits stays as it is.

        Raises:
            NotFound, Invalid: as every editor.
        """
        edited = super().edit(part, name, verb, posted, around)
        if too_much := limits.broken(edited.part):
            raise Invalid("form-too-large", too_much, fields={"": too_much})
        return edited
