"""What stands against publishing a journey or the kinds of business, said to who wrote it.

Req: 2.5.1, 2.6.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from krob.foundation.core.text import Text
from krob.foundation.rules.errors import ExpressionError
from krob.foundation.rules.expressions import compile_expression
from krob.foundation.rules.problems import Problem
from krob.foundation.rules.values import Type
from krob.registers.catalogue.guiding import advising
from krob.registers.catalogue.types import BUSINESS_TYPES, JOURNEY

Part = Mapping[str, Any]
TSIC = re.compile(r"[0-9]{5}")
KINDS: Mapping[str, Text] = {
    "business": Text("ประเภทธุรกิจ", "a kind of business"),
    "life-event": Text("ช่วงชีวิตของธุรกิจ", "an event in the life of a business"),
}


def problems(code: str, parts: Part, services: Mapping[str, Part]) -> Iterator[Problem]:
    """Yield what is wrong with a guide; paths begin with the part. ``services`` are by code."""
    if code.startswith(f"{JOURNEY}:"):
        found = _journey(parts.get(JOURNEY) or {}, services)
        yield from (Problem(f"{JOURNEY}/{p.path}", p.message, p.severity) for p in found)
    else:
        types = (parts.get(BUSINESS_TYPES) or {}).get("types") or ()
        yield from (Problem(f"{BUSINESS_TYPES}/types", said) for said in _types(types))


def group_of(part: Part, services: Mapping[str, Part]) -> dict[str, Part]:
    """Return a journey as the advisor walks it: each service with the journey's rule."""
    known = [row for row in advising.rows(part, "services") if row.get("code") in services]
    shared = {"questions": part.get("questions") or [], "endings": part.get("endings") or []}
    return {
        str(row["code"]): {
            **shared,
            "title": services[row["code"]].get("title"),
            "applies_when": row.get("when") or services[row["code"]].get("applies_when") or "True",
        }
        for row in known
    }


def _journey(part: Part, services: Mapping[str, Part]) -> Iterator[Problem]:
    for key in ("title", "summary"):
        text = Text.of(part.get(key))
        if not (text.th and text.en):
            yield Problem(key, Text("ต้องมีทั้งไทยและอังกฤษ", "needs Thai and English"))
    if part.get("kind") not in KINDS:
        yield Problem("kind", Text("เลือกว่าเป็นเรื่องใด", "say what it is about"))
    yield from _services(part, services)
    group = group_of(part, services)
    yield from advising.problems_of_journey(part, group)


def _services(part: Part, services: Mapping[str, Part]) -> Iterator[Problem]:
    rows = advising.rows(part, "services")
    types: dict[str, Type] = {one.key: one.type for one in advising.questions(part)}
    if not rows:
        yield Problem("services", Text("ยังไม่มีบริการใด", "names no service yet"))
    for place, row in enumerate(rows):
        code, path = str(row.get("code") or ""), f"services[{place}]"
        if code not in services:
            said = Text(f"ไม่มีบริการ “{code}” เผยแพร่อยู่", f"no service “{code}” is published")
            yield Problem(f"{path}.code", said)
            continue
        title = Text.of(services[code].get("title"))
        if row.get("action") and row["action"] not in (services[code].get("actions") or ["new"]):
            said = Text(f"“{title.th}” ไม่รับเรื่องนี้", f"“{title.in_('en')}” does not take this action")
            yield Problem(f"{path}.action", said)
        yield from _rule(row, path, services[code], types)
    codes = [str(row.get("code")) for row in rows]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        said = Text(f"มีบริการ “{code}” ซ้ำ", f"service “{code}” stands there twice")
        yield Problem("services", said)


def _rule(row: Part, path: str, service: Part, types: Mapping[str, Type]) -> Iterator[Problem]:
    source = str(row.get("when") or service.get("applies_when") or "True")
    try:
        compile_expression(source, types, "bool")
    except ExpressionError as fault:
        yield Problem(f"{path}.when", fault.text)


def _types(rows: Collection[Part]) -> Iterator[Text]:
    seen: set[str] = set()
    for row in rows:
        code, title = str(row.get("code") or ""), Text.of(row.get("title"))
        if not TSIC.fullmatch(code):
            yield Text(f"“{code}” ต้องเป็นเลข 5 หลัก", f"“{code}” must be five digits")
        if code in seen:
            yield Text(f"มีรหัส {code} ซ้ำ", f"{code} stands there twice")
        if not (title.th and title.en):
            yield Text(f"{code} ต้องมีทั้งไทยและอังกฤษ", f"{code} needs Thai and English")
        seen.add(code)
