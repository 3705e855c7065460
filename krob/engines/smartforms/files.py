"""Files that a form asks for, as documents: the same intake, examination and correction for all."""

from collections.abc import Iterator, Mapping
from typing import Any

PREFIX = "form-"
KEPT = ("accept", "max_mb", "copies", "law", "mark")


def code_of(key: str) -> str:
    """Return the code of the document that a question of kind ``file`` asks for."""
    return f"{PREFIX}{key}"


def rows(form: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of a documents part that a form's files make, in the order of the form.

    A file is needed where its page and itself are asked, and its rule, if it has one, holds.
    """
    return [
        _row(page, field)
        for page in form.get("pages") or ()
        for field in page.get("fields") or ()
        if field.get("kind") == "file"
    ]


def _row(page: Mapping[str, Any], field: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "code": code_of(str(field["key"])),
        "title": field.get("label"),
        "hint": field.get("help"),
        "how": "upload",
        "needed_when": " and ".join(f"({rule})" for rule in _rules(page, field)),
        **{key: field[key] for key in KEPT if key in field},
    }


def _rules(page: Mapping[str, Any], field: Mapping[str, Any]) -> Iterator[str]:
    for rule in (page.get("visible_when"), field.get("visible_when"), field.get("required")):
        if isinstance(rule, str) and rule.strip():
            yield rule
