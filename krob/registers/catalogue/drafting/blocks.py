"""Blocks: questions that many forms ask alike, written once and put into a form when it is read.

A page's list of fields may hold ``{"block": "applicant"}``; in its place come the fields of
``definitions/blocks/applicant.json``, each saying from which block, in which wording, it came.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings

from krob.foundation.core.canonical import canonical_json

SHIPPED = settings.BASE_DIR / "definitions" / "blocks"
Block = Mapping[str, Any]
Lookup = Callable[[str], Block]


def folder_for(definition: Path) -> Path:
    """Return the blocks that a definition's folder uses: its own library's, else those shipped."""
    near = [parent / "blocks" for parent in definition.resolve().parents[:3]]
    return next((folder for folder in near if folder.is_dir()), SHIPPED)


def pin_of(block: Block) -> str:
    """Return the name under which a block's fields remember it: code and digest of its content."""
    return f"{block['code']}@{hashlib.sha256(canonical_json(block)).hexdigest()[:12]}"


def expanded(form: Mapping[str, Any], look_up: Lookup) -> dict[str, Any]:
    """Return a form part with every block replaced by its fields."""
    pages = [
        {**page, "fields": list(_fields(page.get("fields", []), look_up))}
        for page in form.get("pages", [])
    ]
    return {**form, "pages": pages}


def _fields(entries: list[Mapping[str, Any]], look_up: Lookup) -> Iterator[Mapping[str, Any]]:
    for entry in entries:
        if set(entry) != {"block"}:
            yield entry
            continue
        block = look_up(entry["block"])
        pin = pin_of(block)
        yield from ({**field, "block": pin} for field in block["fields"])
