"""Worked examples that ask the same: they prove no more than one of them does.

Req: 2.2.1.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from krob.foundation.core.text import Text
from krob.registers.catalogue.versioning.definition import digest_of

Part = Mapping[str, Any]


def pairs(rows: Sequence[Part]) -> list[tuple[Part, Part]]:
    """Return each example that tries nothing new, after the first with the same answers."""
    first: dict[str, Part] = {}
    found = []
    for row in rows:
        given = {k: v for k, v in (row.get("answers") or {}).items() if v not in (None, "", [], {})}
        asked = [row.get("applicant") or "person", row.get("action") or "new", row.get("on")]
        same = digest_of({"asked": asked, "given": given})
        if same in first:
            found.append((first[same], row))
        first.setdefault(same, row)
    return found


def called(example: Part) -> str:
    """Return what an example says of itself, else its name."""
    return str(Text.of(example.get("says")) or example.get("name") or "")
