"""Lists of codes that many questions choose from: countries, kinds of business, registers' own.

A list is a file ``definitions/codes/<name>.json`` with texts in Thai and English, read once a
process, or one wording of a list that a keeper has (``fish@0123456789ab``): the name carries the
digest of its contents, so that a published form always offers what was published.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.conf import settings

from krob.foundation.core.registry import Registry
from krob.foundation.core.text import Text

Code = Mapping[str, Any]
"""An option as a question has them: ``code`` and ``label`` in Thai and English."""

FOLDER = settings.BASE_DIR / "definitions" / "codes"
PIN = "@"
MOST_KEPT = 256

keepers: Registry[Callable[[str], Sequence[Code]]] = Registry("keeper of code lists")
"""Who knows wordings by name and digest: gives the codes, or nothing. A room above adds one."""

_kept: dict[str, Sequence[Code]] = {}


def available() -> list[tuple[str, Text]]:
    """Return the names of all lists that ship, with what people call them."""
    return [(path.stem, Text.of(_read(path.stem).get("title"))) for path in _paths()]


def options(name: str) -> Sequence[Code]:
    """Return the codes of a list as options; nothing for a list that does not exist."""
    if PIN in name:
        return _kept.get(name) or _asked(name)
    found: Sequence[Code] = _read(name).get("codes", ()) if name in _names() else ()
    return found


def _asked(pin: str) -> Sequence[Code]:
    """Ask the keepers; what they gave never changes and is remembered."""
    for name in keepers:
        if found := keepers.get(name)(pin):
            if len(_kept) >= MOST_KEPT:
                _kept.clear()
            _kept[pin] = tuple(found)
            return _kept[pin]
    return ()


def inlined(form: Mapping[str, Any]) -> dict[str, Any]:
    """Return a form part whose questions carry the options that keepers here know by name."""
    pages = form.get("pages") or ()
    return {**form, "pages": [{**p, "fields": _inlined(p.get("fields") or ())} for p in pages]}


def _inlined(fields: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    found = []
    for field in fields:
        own = dict(field)
        if PIN in str(own.get("codes") or "") and (codes := options(str(own["codes"]))):
            del own["codes"]
            own["options"] = [dict(code) for code in codes]
        if "fields" in own:
            own["fields"] = _inlined(own["fields"])
        found.append(own)
    return found


@lru_cache(maxsize=64)
def _read(name: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return found


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    return frozenset(path.stem for path in _paths())


def _paths() -> list[Any]:
    return sorted(FOLDER.glob("*.json"))
