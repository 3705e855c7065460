"""Published content that never changes, read once per process however often rows name it."""

import copy
import json
from functools import lru_cache
from typing import Any, NoReturn

from django.db import models
from django.db.models.query_utils import DeferredAttribute


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


_by_digest: dict[tuple[str, str], Any] = {}
MOST_KEPT = 512


class PinnedAttribute(DeferredAttribute):
    """A deferred column is looked for among what was read before, by the row's ``digest``."""

    def __get__(self, instance: models.Model | None, cls: Any = None) -> Any:
        """Return the content, from the database only the first time in this process."""
        if instance is None or self.field.attname in instance.__dict__:
            return super().__get__(instance, cls)
        named = (self.field.model._meta.label, instance.digest)  # type: ignore[attr-defined]
        if named not in _by_digest:
            if len(_by_digest) >= MOST_KEPT:
                _by_digest.clear()
            _by_digest[named] = super().__get__(instance, cls)
        return instance.__dict__.setdefault(self.field.attname, _by_digest[named])


class PinnedJSONField(models.JSONField):
    """JSON of rows that are never changed; reading a row again costs no parsing.

    The model has a column ``digest`` that names the content. Lists leave the column out
    (``defer``): it is long, and is found by its digest.
    """

    descriptor_class = PinnedAttribute

    def from_db_value(self, value: str | None, *_: object) -> Any:
        """Give the one object of this text."""
        return value if value is None else pinned(value)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """Look like the ordinary field: the column is the same."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs
