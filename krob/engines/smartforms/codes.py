"""Lists of codes that many questions choose from: countries, kinds of business, registers' own.

A list is a file ``definitions/codes/<name>.json`` with texts in Thai and English, or comes from a
port that a connector fills (a register's list). A list is read once a process.
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

code_lists: Registry[Callable[[], Sequence[Code]]] = Registry("code list")
"""Lists that do not come from files, by name; a connector adds a function that gives the codes."""


def available() -> list[tuple[str, Text]]:
    """Return the names of all lists with what people call them."""
    files = [(path.stem, Text.of(_read(path.stem).get("title"))) for path in _paths()]
    return [*files, *((name, Text(name, name)) for name in code_lists)]


def options(name: str) -> Sequence[Code]:
    """Return the codes of a list as options; nothing for a list that does not exist."""
    if name in code_lists:
        return _of_port(name)
    found: Sequence[Code] = _read(name).get("codes", ()) if name in _names() else ()
    return found


@lru_cache(maxsize=64)
def _of_port(name: str) -> Sequence[Code]:
    return tuple(code_lists.get(name)())


@lru_cache(maxsize=64)
def _read(name: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return found


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    return frozenset(path.stem for path in _paths())


def _paths() -> list[Any]:
    return sorted(FOLDER.glob("*.json"))
