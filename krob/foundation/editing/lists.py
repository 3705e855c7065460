"""Lists whose items have a name of their own: found, put in, taken out, moved, copied.

Every function returns a new list; what it was given stays as it is.
"""

import copy
import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from krob.foundation.core.errors import NotFound

Items = Sequence[Mapping[str, Any]]
NAMES = ("key", "code", "id", "name")
"""By which of its settings an item of a list is known, in the order in which they are tried."""


def place_of(items: Items, name: str, by: str = "key") -> int:
    """Return where the item called ``name`` stands.

    Raises:
        NotFound: there is none; somebody may have removed it.
    """
    for place, item in enumerate(items):
        if item.get(by) == name:
            return place
    raise NotFound("item-not-found", _("This is not there any more. Somebody may have removed it."))


def found(items: Items, name: str, by: str = "key") -> dict[str, Any]:
    """Return a copy of the item called ``name``.

    Raises:
        NotFound: there is none.
    """
    return copy.deepcopy(dict(items[place_of(items, name, by)]))


def replaced(items: Items, name: str, item: Mapping[str, Any], by: str = "key") -> list[Any]:
    """Return the list with ``item`` in the place of the one called ``name``."""
    place = place_of(items, name, by)
    return [*items[:place], dict(item), *items[place + 1 :]]


def without(items: Items, name: str, by: str = "key") -> list[Any]:
    """Return the list without the item called ``name``."""
    place = place_of(items, name, by)
    return [*items[:place], *items[place + 1 :]]


def with_new(items: Items, item: Mapping[str, Any], after: str = "", by: str = "key") -> list[Any]:
    """Return the list with ``item`` put in after another one, or at the end."""
    place = place_of(items, after, by) + 1 if after else len(items)
    return [*items[:place], dict(item), *items[place:]]


def moved(items: Items, name: str, to: int, by: str = "key") -> list[Any]:
    """Return the list with an item moved to a place (from 0; beyond the ends means the ends)."""
    place = place_of(items, name, by)
    rest = [*items[:place], *items[place + 1 :]]
    to = max(0, min(to, len(rest)))
    return [*rest[:to], items[place], *rest[to:]]


def ordered(items: Items, names: Sequence[str], by: str = "key") -> list[Any]:
    """Return the list in the order of ``names``; items that it does not name keep to the end."""
    rank = {name: place for place, name in enumerate(names)}
    return sorted(items, key=lambda item: rank.get(str(item.get(by)), len(rank)))


def fresh(name: str, taken: Collection[str]) -> str:
    """Return ``name``, with a number where it is taken: ``area``, ``area_2``, ``area_3``."""
    stem = re.sub(r"_\d+$", "", name)
    number, candidate = 1, name
    while candidate in taken:
        number += 1
        candidate = f"{stem}_{number}"
    return candidate
