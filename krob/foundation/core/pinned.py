"""Published content that never changes, read once per process however often rows name it."""

import copy
import json
from functools import lru_cache
from typing import Any, NoReturn

from django.db import models


class Pinned(dict[str, Any]):
    """A part of published content: a dictionary that refuses change.

    Its hash is its identity, so that what is made from it (a compiled form, a fee table) can be
    kept in a cache without reading it again. Copies are plain dictionaries.
    """

    __slots__ = ()

    def __hash__(self) -> int:  # type: ignore[override]
        return id(self)

    def _refuse(self, *_args: object, **_kwargs: object) -> NoReturn:
        raise TypeError("published content is never changed; change a copy")

    __setitem__ = __delitem__ = update = setdefault = pop = popitem = clear = _refuse
    __ior__ = _refuse

    def __copy__(self) -> dict[str, Any]:
        return dict(self)

    copy = __copy__

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, Any]:
        return {key: copy.deepcopy(value, memo) for key, value in self.items()}

    def __reduce__(self) -> tuple[type[dict[str, Any]], tuple[dict[str, Any]]]:
        return dict, (dict(self),)


@lru_cache(maxsize=512)
def pinned(text: str) -> Any:
    """Return the content of a JSON text; the same object for the same text."""
    return json.loads(text, object_hook=Pinned)


class PinnedJSONField(models.JSONField):
    """JSON of rows that are never changed; reading a row again costs no parsing."""

    def from_db_value(self, value: str | None, *_: object) -> Any:
        """Give the one object of this text."""
        return value if value is None else pinned(value)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """Look like the ordinary field: the column is the same."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs
