"""The wordings of lists: today's, those that forms were published with, and who uses them.

Req: 2.3.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext_lazy as _

from krob.engines.smartforms import codes
from krob.foundation.core.actor import Actor
from krob.foundation.core.canonical import canonical_json
from krob.foundation.core.errors import Message, NotFound
from krob.foundation.core.text import Text
from krob.foundation.editing.types import Choice
from krob.registers.catalogue.models import CodeEdition, CodeList, ServiceDraft
from krob.registers.catalogue.types import DraftStatus

PAGE = 100
COLUMNS: Mapping[str, Message] = {
    "resource": _("Resource of the portal"),
    "code": _("Column of the code"),
    "th": _("Column of the Thai name"),
    "en": _("Column of the English name"),
}


def digest_of(found: Sequence[Mapping[str, Any]]) -> str:
    """Return the twelve digits that name a wording."""
    return hashlib.sha256(canonical_json(list(found))).hexdigest()[:12]


def codes_of(pin: str) -> Sequence[Mapping[str, Any]]:
    """Return the codes of a wording by its name (``fish@0123456789ab``); nothing if unknown."""
    code, _at, digest = pin.partition(codes.PIN)
    edition = CodeEdition.objects.filter(of_list__code=code, digest=digest).first()
    return edition.codes if edition else ()


def choices(agency: int, form: Mapping[str, Any]) -> list[Choice]:
    """Return the lists that a draft's questions may choose from: shipped, own, and older in use."""
    today = _newest(CodeList.objects.filter(agency=agency))
    own = {str(edition): each.name for each, edition in today}
    names = {each.code: each.name for each, _edition in today}
    older = {
        pin: Text(f"{named.th} (ฉบับเดิม)", f"{named.in_('en')} (older wording)")
        for pin in sorted(pins_in(form) - set(own))
        if (named := names.get(pin.partition(codes.PIN)[0]))
    }
    return [*codes.available(), *own.items(), *older.items()]


def _newest(lists: Any) -> list[tuple[CodeList, CodeEdition]]:
    """Return each list with its wording of today, without those that have none yet."""
    rows = CodeEdition.objects.filter(of_list__in=lists).newest().select_related("of_list")
    return [(row.of_list, row) for row in rows.defer("codes").order_by("of_list__code")]


def pins_in(form: Any) -> set[str]:
    """Return the wordings that a form part names."""
    return {pin for page in (form or {}).get("pages") or () for pin in _pins(page)}


def _pins(holder: Mapping[str, Any]) -> Iterator[str]:
    for field in holder.get("fields") or ():
        if codes.PIN in (pin := str(field.get("codes") or "")):
            yield pin
        yield from _pins(field)


def overview(actor: Actor, typed: Mapping[str, str] = MappingProxyType({})) -> dict[str, Any]:
    """Return every list of the agency with source and open drafts that use it; what was typed."""
    drafts = ServiceDraft.objects.visible_to(actor).filter(status=DraftStatus.DRAFT, authority=None)
    users = [(draft, pins_in(draft.parts.get("form"))) for draft in drafts.order_by("code")]
    lists = CodeList.objects.visible_to(actor).order_by("code")
    today = {each.pk: edition for each, edition in _newest(lists)}
    return {
        "lists": [_row(each, today.get(each.pk), users) for each in lists],
        "typed": typed,
        "columns": [
            {"key": key, "label": label, "typed": typed.get(f"source_{key}", "")}
            for key, label in COLUMNS.items()
        ],
    }


def _row(
    each: CodeList, edition: CodeEdition | None, users: Sequence[tuple[ServiceDraft, set[str]]]
) -> dict[str, Any]:
    own = [
        {"draft": draft, "old": edition is not None and str(edition) not in pins}
        for draft, pins in users
        if any(pin.partition(codes.PIN)[0] == each.code for pin in pins)
    ]
    return {"list": each, "edition": edition, "users": own}


def page(actor: Actor, code: str, number: int) -> dict[str, Any]:
    """Return one list with a page of its codes of today.

    Raises:
        NotFound: the agency has no such list.
    """
    each = CodeList.objects.visible_to(actor).filter(code=code).first()
    if each is None:
        raise NotFound("list-not-found", _("There is no such list."))
    edition = each.editions.order_by("-number").first()
    found = edition.codes if edition else []
    last = max(1, -(-len(found) // PAGE))
    number = min(max(number, 1), last)
    return {
        "list": each,
        "edition": edition,
        "count": len(found),
        "codes": found[(number - 1) * PAGE : number * PAGE],
        "page": number,
        "has_next": number < last,
    }
