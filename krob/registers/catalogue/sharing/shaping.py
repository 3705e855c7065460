"""Whether parts from elsewhere have the shape that screens and checks take for granted.

What is merely wrong is a draft's to mend; what has another shape could not even be shown.
"""

from collections.abc import Mapping
from typing import Any

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


def misshapen(parts: Mapping[str, Any]) -> str:
    """Return where parts have another shape than a definition's, or an empty text."""
    return next((name for name in SHAPE if not _fits(parts.get(name), SHAPE[name])), "") or (
        "parts" if _depth(parts) > DEEPEST else ""
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


def _depth(value: Any) -> int:
    inner = value.values() if isinstance(value, Mapping) else value
    if not isinstance(value, Mapping | list):
        return 0
    return 1 + max(map(_depth, inner), default=0)
