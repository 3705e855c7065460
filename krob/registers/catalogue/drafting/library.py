"""The blocks that an agency's officials may put into a form: those shipped, and its own.

Req: 2.3.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import zip_longest
from typing import Any

from django.utils.translation import gettext_lazy as _

from krob.foundation.core.actor import Actor
from krob.foundation.core.errors import NotFound
from krob.foundation.core.text import Text
from krob.people.agencies import queries as agencies
from krob.people.agencies.models import Agency
from krob.registers.catalogue import policies
from krob.registers.catalogue.drafting.blocks import SHIPPED, pin_of
from krob.registers.catalogue.models import Block, ServiceDraft, ServiceVersion

Wording = Mapping[str, Any]


def library(agency: int) -> dict[str, Wording]:
    """Return the newest wording of every block by its code; an agency's own go before shipped."""
    own: dict[str, Wording] = {}
    for row in Block.objects.filter(agency=agency).standing():
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
    copies = _copies(actor)
    return {"blocks": [_shown(block, copies) for block in library(agency.pk).values()]}


def _copies(actor: Actor) -> list[tuple[ServiceDraft, dict[str, set[str]]]]:
    drafts = ServiceDraft.objects.visible_to(actor).open().filter(authority=None)
    return [(draft, pins_in(draft.parts.get("form"))) for draft in drafts.order_by("code")]


def _shown(
    block: Wording, copies: Sequence[tuple[ServiceDraft, dict[str, set[str]]]]
) -> dict[str, Any]:
    """Return a block with the open drafts that use it."""
    code = block["code"]
    return {
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


def one(actor: Actor, code: str) -> dict[str, Any]:
    """Return a block: what it asks, who uses it, its wordings, and whether the actor may change it.

    Raises:
        NotFound: neither the agency nor what ships has such a block.
    """
    agency = Agency.objects.filter(code=actor.agency).first()
    found = library(agency.pk).get(code) if agency else None
    if found is None:
        raise NotFound("block-not-found", _("There is no such block of questions."))
    rows = list(Block.objects.visible_to(actor).standing().filter(code=code))[::-1]
    names = agencies.staff_names({row.made_by for row in rows})
    return {
        **_shown(found, _copies(actor)),
        "fields": [(Text.of(field.get("label")), field.get("key")) for field in found["fields"]],
        "services": _services_with(actor, code),
        "wordings": [_wording(row, earlier, names) for row, earlier in _with_earlier(rows)],
        "is_own": bool(rows),
        "may": bool(rows) and policies.may_write(actor),
    }


def _with_earlier(rows: Sequence[Block]) -> Iterator[tuple[Block, Block | None]]:
    """Yield wordings, the newest first, each with the one before it."""
    yield from zip_longest(rows, rows[1:])


def _wording(row: Block, earlier: Block | None, names: Mapping[str, Text]) -> dict[str, Any]:
    """Return a wording with what it asks otherwise than the one before."""
    now, before = (_by_key(each) for each in (row, earlier))
    return {
        "row": row,
        "who": names.get(row.made_by, ""),
        "new": [_label(now[key]) for key in now if key not in before] if earlier else [],
        "gone": [_label(before[key]) for key in before if key not in now],
        "other": [_label(now[key]) for key in now if before.get(key, now[key]) != now[key]],
    }


def _by_key(row: Block | None) -> dict[str, Any]:
    return {str(field.get("key")): field for field in row.fields} if row else {}


def _label(field: Mapping[str, Any]) -> Text:
    return Text.of(field.get("label")) or Text(str(field.get("key")))


def _services_with(actor: Actor, code: str) -> list[ServiceVersion]:
    """Return the agency's newest published versions whose form copied a block."""
    rows = ServiceVersion.objects.filter(service__agency__code=actor.agency)
    newest = {row.service_id: row for row in rows.select_related("service").order_by("number")}
    return [row for row in newest.values() if code in pins_in(row.parts.get("form"))]


def pins_in(form: Any) -> dict[str, set[str]]:
    """Return the wordings of which a form has questions, by the code of the block."""
    found: dict[str, set[str]] = {}
    for page in (form or {}).get("pages") or ():
        for field in page.get("fields") or ():
            if pin := str(field.get("block") or ""):
                found.setdefault(pin.partition("@")[0], set()).add(pin)
    return found
