"""Where things stand in a form part: pages, questions, the questions of a group, by name.

Names of items: ``page:premises`` a page, ``area`` a question, ``staff.name`` a question of a
group. A *container* is a page or a group: what a question stands in. Functions that change take a
copy of their own.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from krob.foundation.core.errors import NotFound
from krob.foundation.editing.lists import fresh, place_of
from krob.foundation.editing.types import JSON
from krob.foundation.editing.uses import Path

PAGE = "page:"
Item = dict[str, Any]
_STEP = re.compile(r"(pages|fields)\[([^\]]+)\]\.?")


@dataclass(frozen=True, slots=True)
class Spot:
    """Where an item stands: the list that holds it and its place there."""

    items: list[Item]
    place: int

    @property
    def item(self) -> Item:
        """The item itself."""
        return self.items[self.place]


def pages(part: JSON) -> list[Item]:
    """Return the pages of a part; those of a part that is no form are none."""
    return _items(part, "pages")


def fields(container: Mapping[str, Any]) -> list[Item]:
    """Return the questions of a page or group."""
    return _items(container, "fields")


def _items(thing: JSON, key: str) -> list[Item]:
    found = thing.get(key) if isinstance(thing, Mapping) else None
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def spot(part: JSON, name: str) -> Spot:
    """Return where an item stands.

    Raises:
        NotFound: nothing has this name.
    """
    if name.startswith(PAGE):
        items = pages(part)
        return Spot(items, place_of(items, name.removeprefix(PAGE)))
    outer, _dot, cell = name.partition(".")
    for page in pages(part):
        items = fields(page)
        if any(item.get("key") == outer for item in items):
            place = place_of(items, outer)
            if not cell:
                return Spot(items, place)
            cells = fields(items[place])
            return Spot(cells, place_of(cells, cell))
    place_of([], name)  # says that it is gone
    raise NotFound("item-not-found", name)


def container_of(part: JSON, name: str) -> str:
    """Return the name of the page or group in which a question stands; "" for pages.

    Raises:
        NotFound: there is no such question.
    """
    if name.startswith(PAGE):
        return ""
    group, dot, _cell = name.partition(".")
    if dot:
        return group
    for page in pages(part):
        if any(item.get("key") == name for item in fields(page)):
            return f"{PAGE}{page.get('key')}"
    spot(part, name)
    raise NotFound("item-not-found", name)


def put(part: JSON, container: str, items: list[Item]) -> None:
    """Give a container (or, as "", the form) its list of items; changes the part.

    Raises:
        NotFound: there is no such page or group.
    """
    if container:
        spot(part, container).item["fields"] = items
    else:
        part["pages"] = items


def inside(part: JSON, container: str) -> list[Item]:
    """Return the items of a container ("" = the pages of the form).

    Raises:
        NotFound: there is no such page or group.
    """
    return fields(spot(part, container).item) if container else pages(part)


def keys(part: JSON) -> set[str]:
    """Return the keys of all questions on pages."""
    return {str(field.get("key")) for page in pages(part) for field in fields(page)}


def taken(part: JSON, name: str) -> set[str]:
    """Return the keys that an item of this name may not have: those of its neighbours in scope."""
    if name.startswith(PAGE):
        return {str(page.get("key")) for page in pages(part)}
    group, dot, _cell = name.partition(".")
    return {str(c.get("key")) for c in fields(spot(part, group).item)} if dot else keys(part)


def name_in(container: str, key: str) -> str:
    """Return the name of an item by its container and key."""
    if not container:
        return f"{PAGE}{key}"
    return key if container.startswith(PAGE) else f"{container}.{key}"


def walk(part: JSON) -> Iterator[tuple[str, str, Item]]:
    """Yield (container, name, item) of every question, cells after their group."""
    for page in pages(part):
        for field in fields(page):
            key = str(field.get("key"))
            yield f"{PAGE}{page.get('key')}", key, field
            for cell in fields(field):
                yield key, f"{key}.{cell.get('key')}", cell


def name_at(part: JSON, path: Path) -> str:
    """Return the name of the item in which a path of a use ends; "" above all items."""
    name, thing = "", part
    for at, step in enumerate(path):
        try:
            thing = thing[step]
        except (LookupError, TypeError):
            break
        if isinstance(step, int) and isinstance(thing, Mapping):
            name = _name_of(name, str(path[at - 1]), str(thing.get("key")))
    return name


def _name_of(outer: str, among: str, key: str) -> str:
    if among == "pages":
        return f"{PAGE}{key}"
    if among != "fields":
        return outer
    return key if outer.startswith(PAGE) else f"{outer}.{key}"


def place(path: str) -> tuple[str, str]:
    """Return the item that a problem's path leads to, and the path inside it."""
    name = ""
    while found := _STEP.match(path):
        among, key = found.groups()
        if key.isdecimal():
            return name, path
        name, path = _name_of(name, among, key), path[found.end() :]
    return name, path


def copied(item: Item, keys_taken: set[str]) -> Item:
    """Return a copy of a question under a key of its own."""
    return {**item, "key": fresh(str(item.get("key") or "field"), keys_taken)}
