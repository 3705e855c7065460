"""Files that a form asks for, as documents: the same intake, examination and correction for all."""

from collections.abc import Iterator, Mapping
from typing import Any

PREFIX = "form-"
NEVER = "False"
KEPT = ("accept", "max_mb", "copies", "law", "mark")


def code_of(key: str) -> str:
    """Return the code of the document that a question of kind ``file`` asks for."""
    return f"{PREFIX}{key}"


def key_of(code: str) -> str:
    """Return the key of the question that asks for a document; "" where no question does."""
    return code.removeprefix(PREFIX) if code.startswith(PREFIX) else ""


def rows(form: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of a documents part that a form's files make, in the order of the form.

    A file is asked for where its page and itself are, and needed there unless it may be left out.
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
        "required_when": _required(field.get("required", True)),
        **{key: field[key] for key in KEPT if key in field},
    }


def _rules(page: Mapping[str, Any], field: Mapping[str, Any]) -> Iterator[str]:
    for rule in (page.get("visible_when"), field.get("visible_when")):
        if isinstance(rule, str) and rule.strip():
            yield rule


def _required(required: object) -> str:
    if isinstance(required, str):
        return required.strip()
    return "" if required else NEVER
