"""Journeys and kinds of business as they count today: what was published, else what ships.

Req: 1.4.4, 2.5.1, 2.6.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from krob.foundation.core import clock
from krob.foundation.core.actor import Actor
from krob.foundation.core.text import Text
from krob.registers.catalogue import policies
from krob.registers.catalogue.guiding import shipped
from krob.registers.catalogue.models import Guide, ServiceDraft
from krob.registers.catalogue.types import ALL_BUSINESS_TYPES, BUSINESS_TYPES, JOURNEY

NEW: Mapping[str, Any] = {"kind": "business", "services": [], "questions": [], "personas": []}


def in_force(code: str, on: date) -> Guide | None:
    """Return the published wording of a guide that counts on a day; none where what ships does."""
    return Guide.objects.filter(code=code).in_force(on).first()


def journeys() -> Mapping[str, Mapping[str, Any]]:
    """Return the journeys of today by code, without those that are hidden."""
    return {code: one for code, one in _all_journeys().items() if not one.get("hidden")}


def _all_journeys() -> dict[str, Mapping[str, Any]]:
    rows = Guide.objects.filter(code__startswith=f"{JOURNEY}:", in_force_from__lte=clock.today())
    found: dict[str, Mapping[str, Any]] = dict(shipped.journeys())
    for row in rows.order_by("in_force_from", "number"):
        code = row.code.partition(":")[2]
        found[code] = {**row.parts[JOURNEY], "code": code}
    return found


def life_events() -> Mapping[str, Text]:
    """Return the events in the life of a business by code."""
    return {
        code: Text.of(one["title"])
        for code, one in journeys().items()
        if one["kind"] == "life-event"
    }


def business_types() -> Mapping[str, Text]:
    """Return the kinds of business by their TSIC code."""
    row = in_force(ALL_BUSINESS_TYPES, clock.today())
    if row is None:
        return shipped.business_types()
    return {str(one["code"]): Text.of(one["title"]) for one in row.parts[BUSINESS_TYPES]["types"]}


def content(code: str) -> dict[str, Any] | None:
    """Return the newest parts of a guide as a draft begins with them; none where there is none."""
    newest = Guide.objects.filter(code=code).order_by("-number").first()
    if newest:
        return dict(newest.parts)
    kind, _colon, name = code.partition(":")
    if code == ALL_BUSINESS_TYPES:
        types = [
            {"code": each, "title": words.as_json()}
            for each, words in shipped.business_types().items()
        ]
        return {BUSINESS_TYPES: {"types": types}}
    found = shipped.journeys().get(name) if kind == JOURNEY else None
    return {JOURNEY: {k: v for k, v in found.items() if k != "code"}} if found else None


def home(actor: Actor) -> dict[str, Any]:
    """Return every guide with its newest number and open draft.

    Raises:
        NotAllowed: the actor neither writes nor approves guides.
    """
    policies.require_sees_guides(actor)
    drafts = {row.code: row for row in ServiceDraft.objects.visible_to(actor).open()}
    numbers = dict(Guide.objects.order_by("number").values_list("code", "number"))
    rows = [
        {
            "code": f"{JOURNEY}:{code}",
            "address": code,
            "title": Text.of(one["title"]),
            "kind": one["kind"],
            "hidden": bool(one.get("hidden")),
            "services": len(one.get("services") or ()),
            "number": numbers.get(f"{JOURNEY}:{code}", 0),
            "draft": drafts.get(f"{JOURNEY}:{code}"),
        }
        for code, one in _all_journeys().items()
    ]
    known = {row["code"] for row in rows}
    return {
        "journeys": sorted(rows, key=lambda row: (row["kind"], row["code"])),
        "begun": [d for c, d in drafts.items() if c.startswith(f"{JOURNEY}:") and c not in known],
        "types": {
            "count": len(business_types()),
            "number": numbers.get(ALL_BUSINESS_TYPES, 0),
            "draft": drafts.get(ALL_BUSINESS_TYPES),
        },
        "may": policies.may_write_guides(actor),
    }
