"""The blocks that an agency's officials may put into a form: those shipped, and its own.

Req: 2.3.
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from krob.foundation.core.actor import Actor
from krob.foundation.core.text import Text
from krob.people.agencies.models import Agency
from krob.registers.catalogue.drafting.blocks import SHIPPED, pin_of
from krob.registers.catalogue.models import Block, ServiceDraft
from krob.registers.catalogue.types import DraftStatus

Wording = Mapping[str, Any]


def library(agency: int) -> dict[str, Wording]:
    """Return the newest wording of every block by its code; an agency's own go before shipped."""
    own: dict[str, Wording] = {}
    for row in Block.objects.filter(agency=agency).order_by("number"):
        own[row.code] = content_of(row.code, row.title, row.fields)
    found = {**_shipped(), **own}
    return {code: found[code] for code in sorted(found)}


def content_of(code: str, title: Any, fields: Any) -> Wording:
    """Return a block as forms read it, with its ``pin``."""
    block = {"code": code, "title": title, "fields": fields}
    return {**block, "pin": pin_of(block)}


@lru_cache(maxsize=1)
def _shipped() -> Mapping[str, Wording]:
    found = (json.loads(path.read_text(encoding="utf-8")) for path in SHIPPED.glob("*.json"))
    return {b["code"]: {**b, "pin": pin_of(b)} for b in found}


def overview(actor: Actor) -> dict[str, Any]:
    """Return every block with the open drafts that use it, and whether their copy is older."""
    agency = Agency.objects.filter(code=actor.agency).first()
    if agency is None:
        return {"blocks": []}
    drafts = ServiceDraft.objects.visible_to(actor).filter(status=DraftStatus.DRAFT, authority=None)
    copies = [(draft, pins_in(draft.parts.get("form"))) for draft in drafts.order_by("code")]
    return {
        "blocks": [
            {
                "code": code,
                "title": Text.of(block["title"]),
                "pin": block["pin"],
                "questions": len(block["fields"]),
                "users": [
                    {"draft": draft, "old": pins[code] != {block["pin"]}}
                    for draft, pins in copies
                    if code in pins
                ],
            }
            for code, block in library(agency.pk).items()
        ]
    }


def pins_in(form: Any) -> dict[str, set[str]]:
    """Return the wordings of which a form has questions, by the code of the block."""
    found: dict[str, set[str]] = {}
    for page in (form or {}).get("pages") or ():
        for field in page.get("fields") or ():
            if pin := str(field.get("block") or ""):
                found.setdefault(pin.partition("@")[0], set()).add(pin)
    return found
