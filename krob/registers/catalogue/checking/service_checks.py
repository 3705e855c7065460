"""What stands against what a service says about itself, one sentence for each fault.

Req: 2.2.1.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from krob.foundation.core.text import Text
from krob.foundation.editing.marks import MARKS
from krob.foundation.rules.problems import Problem
from krob.people.identity.types import IAL_LEVELS
from krob.registers.catalogue.guiding import shipped
from krob.registers.catalogue.types import (
    ACTIONS,
    CHANNELS,
    OUTPUT_KINDS,
    PAYMENT_CHANNELS,
)
from krob.registers.catalogue.versioning import legal

Part = Mapping[str, Any]
NEEDED = ("title", "summary", "law", "output")
PAIRED = ("subtitle", "validity", "keywords")
APPLICANTS = ("person", "juristic")
BOTH = Text("ต้องมีทั้งไทยและอังกฤษ", "needs Thai and English")


def problems(part: Part, known: Mapping[str, Collection[str]]) -> Iterator[Problem]:
    """Yield what is wrong with a service part by itself; paths inside the part.

    ``known`` are the codes of today where they are not those that ship.
    """
    yield from _texts(part)
    yield from _marks(part)
    yield from _codes(part, known)
    yield from _applicants(part)
    yield from legal.problems(part)
    yield from _hints(part)


def _texts(part: Part) -> Iterator[Problem]:
    for key in (*NEEDED, *PAIRED):
        text = Text.of(part.get(key))
        if not (text.th and text.en) and (key in NEEDED or text):
            yield Problem(key, BOTH)
    for number, line in enumerate(part.get("criteria") or (), start=1):
        text = Text.of(line)
        if not (text.th and text.en):
            said = Text(f"ข้อ {number} ต้องมีทั้งไทยและอังกฤษ", f"line {number} needs Thai and English")
            yield Problem("criteria", said)


def _marks(part: Part) -> Iterator[Problem]:
    for key in ("law_mark", "validity_mark"):
        if part.get(key) not in MARKS:
            yield Problem(key, Text("ไม่มีเครื่องหมายที่มา", "has no source mark"))


def _codes(part: Part, known: Mapping[str, Collection[str]]) -> Iterator[Problem]:
    lists = {
        "actions": ACTIONS,
        "channels": CHANNELS,
        "payment_channels": PAYMENT_CHANNELS,
        "business_types": known.get("business_types", shipped.business_types()),
        "life_events": known.get("life_events", shipped.life_events()),
    }
    for key, codes in lists.items():
        for code in part.get(key) or ():
            if code not in codes:
                yield Problem(key, Text(f"ไม่รู้จัก “{code}”", f"“{code}” is not known"))
    if part.get("output_kind") not in (None, *OUTPUT_KINDS):
        yield Problem("output_kind", Text("ไม่รู้จักชนิดของผลงานนี้", "this kind of output is not known"))
    if part.get("ial") and part["ial"] not in IAL_LEVELS:
        said = Text(
            f"ไม่มีระดับการพิสูจน์ตัวตน {part['ial']}", f"there is no assurance level {part['ial']}"
        )
        yield Problem("ial", said)


def _applicants(part: Part) -> Iterator[Problem]:
    named = part.get("applicants")
    if not named or not set(named) <= set(APPLICANTS):
        said = Text("ยังไม่ได้บอกว่าใครยื่นได้", "does not say who may apply")
        yield Problem("applicants", said)


def _hints(part: Part) -> Iterator[Problem]:
    if not part.get("power"):
        said = Text(
            "ยังไม่ได้บอกว่าใช้อำนาจใด ทุกคำขอจะไปรอที่งานส่งต่อคำขอ",
            "names no power: every application would wait at the routing desk",
        )
        yield Problem("power", said, "warning")
    if not part.get("review_by"):
        said = Text("ยังไม่ได้กำหนดวันทบทวน", "does not say when it is reviewed")
        yield Problem("review_by", said, "warning")


def problems_with_form(part: Part, fields: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield the answers that the service names and the form lacks."""
    named = {key: part.get(key) for key in ("label_field", "contact_field")}
    named |= {f"premises.{key}": value for key, value in (part.get("premises") or {}).items()}
    for path, key in named.items():
        if key and key not in fields:
            said = Text(f"แบบคำขอไม่มีข้อ “{key}”", f"the form has no answer “{key}”")
            yield Problem(path, said)


def problems_with_manual(parts: Part) -> Iterator[Problem]:
    """Yield where a definition leaves its public manual; paths begin with the part.

    Law: Licensing Facilitation Act B.E. 2558, s. 10: the time of the manual is kept.
    """
    manual = parts["service"].get("manual") or {}
    deadline = (parts.get("steps") or {}).get("deadline") or {}
    if not manual.get("days") or not deadline.get("days"):
        return
    if _in_days(deadline) > _in_days(manual):
        said = Text(
            f"สัญญาไว้ {deadline['days']} วัน แต่คู่มือประชาชนให้ {manual['days']} วัน",
            f"promises {deadline['days']} days, but the public manual allows {manual['days']}",
        )
        yield Problem("steps/deadline.days", said)


def _in_days(time: Part) -> int:
    """Count in calendar days, a week for five working days: enough to compare promises."""
    days = int(time["days"])
    return -(-days * 7 // 5) if time.get("unit") == "working" else days
