"""Whether parts from elsewhere have the shape that screens and checks take for granted.

What is merely wrong is a draft's to mend; what has another shape could not even be shown.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from krob.foundation.core.errors import Message

ROWS: list[dict[str, Any]] = [{}]
FIELDS = [{"key": "", "fields": ROWS, "checks": ROWS}]
SHAPE: Mapping[str, Any] = {
    "service": {
        "title": {},
        "eligibility": ROWS,
        "questions": ROWS,
        "relations": ROWS,
        "applicants": [""],
    },
    "form": {"pages": [{"key": "", "fields": FIELDS}]},
    "documents": [{"code": "", "accept": [""]}],
    "fees": {"lines": [{"code": ""}], "tables": [{"code": "", "rows": [{"cells": [None]}]}]},
    "steps": {
        "start": "",
        "deadline": {},
        "steps": {"*": {"actions": {"*": {"to": [None]}}, "checklist": ROWS}},
        "ends": {"*": {}},
    },
    "messages": {},
    "licence": {"template": "", "rows": ROWS, "conditions": [None]},
    "examples": [{"name": "", "answers": {}, "expect": {}}],
}
DEEPEST = 40
LONGEST = 100_000
HTML = re.compile(
    r"<\s*/?\s*(script|iframe|object|embed|svg|img|style)\b|javascript:", re.IGNORECASE
)
NOT_TEXT = re.compile("[\x00\ud800-\udfff]")


class Unsound(ValueError):
    """A text that belongs into no definition; ``said`` tells whoever brought it."""

    def __init__(self, said: Message) -> None:
        super().__init__(str(said))
        self.said = said


def require_sound(value: Any) -> None:
    """Refuse texts without end, texts that no database keeps, and scripts for a browser.

    A document's ``template`` is a program of its own, which runs in a sandbox.

    Raises:
        Unsound: there is one.
    """
    for text, is_template in _texts(value):
        if len(text) > LONGEST:
            raise Unsound(_("A text in the package is longer than 100,000 letters."))
        if NOT_TEXT.search(text):
            raise Unsound(_("A text in the package holds signs that cannot be kept."))
        if HTML.search(text) and not is_template:
            raise Unsound(_("A text in the package holds a script or HTML. Write plain text."))


def _texts(value: Any) -> Iterator[tuple[str, bool]]:
    """Yield every text at any depth, keys too, and whether it stands under ``template``."""
    waiting = [(value, False)]
    while waiting:
        one, is_template = waiting.pop()
        if isinstance(one, str):
            yield one, is_template
        elif isinstance(one, Mapping):
            waiting += [(key, False) for key in one]
            waiting += [(each, key == "template") for key, each in one.items()]
        elif isinstance(one, list):
            waiting += [(each, is_template) for each in one]


def misshapen(parts: Mapping[str, Any]) -> str:
    """Return where parts have another shape than a definition's, or an empty text."""
    return next((name for name in SHAPE if not _fits(parts.get(name), SHAPE[name])), "") or (
        "parts" if depth(parts) > DEEPEST else ""
    )


def _fits(value: Any, shape: Any) -> bool:
    """Say whether a value is of the shape; what a mapping leaves out is left open."""
    match shape:
        case None:
            return True
        case str():
            return isinstance(value, str)
        case list():
            return isinstance(value, list) and all(_fits(each, shape[0]) for each in value)
        case {"*": inner}:
            return isinstance(value, dict) and all(_fits(each, inner) for each in value.values())
    return isinstance(value, dict) and all(
        _fits(value[key], inner) for key, inner in shape.items() if key in value
    )


def depth(value: Any) -> int:
    """Return how deep lists and mappings stand in each other."""
    inner = value.values() if isinstance(value, Mapping) else value
    if not isinstance(value, Mapping | list):
        return 0
    return 1 + max(map(depth, inner), default=0)
