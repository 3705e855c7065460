"""What differs between two versions of a service, in sentences: "Page Premises: question Area …".

Built on ``editing.differences``; names come from the newer version, else from the older one.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from krob.foundation.core.text import Text
from krob.foundation.editing.differences import ABSENT, ORDER, Difference, differences
from krob.foundation.editing.uses import RULES
from krob.foundation.rules import celltext
from krob.foundation.rules.expressions import ExpressionError, describe

LONGEST = 160
LEAD = 30
NAMED_BY = ("title", "label", "name", "message", "key", "code", "id")


@dataclass(frozen=True, slots=True)
class Change:
    """One change: in which part, and the sentence that says it.

    ``path`` leads to it as problems write paths (``pages[one].title``). ``before`` and ``after``
    are whole texts of which the sentence shows where they begin to differ.
    """

    part: str
    title: Text
    words: Text
    path: str = ""
    before: str = ""
    after: str = ""


PARTS: Mapping[str, Text] = {
    "service": Text("งานบริการ", "Service"),
    "form": Text("แบบคำขอ", "Form"),
    "documents": Text("เอกสาร", "Documents"),
    "fees": Text("ค่าธรรมเนียม", "Fees"),
    "steps": Text("ขั้นตอน", "Steps"),
    "messages": Text("ข้อความ", "Messages"),
    "licence": Text("ใบอนุญาต", "Licence"),
    "examples": Text("ตัวอย่าง", "Examples"),
    "offering": Text("ข้อกำหนดของหน่วยงาน", "Offering"),
    "tables": Text("ตารางค่าธรรมเนียม", "Fee tables"),
}

THINGS: Mapping[str, Text] = {
    "pages": Text("หน้า", "page"),
    "fields": Text("ข้อ", "question"),
    "checks": Text("การตรวจ", "check"),
    "choices": Text("ตัวเลือก", "choice"),
    "documents": Text("เอกสาร", "document"),
    "lines": Text("รายการ", "charge"),
    "tables": Text("ตาราง", "table"),
    "rows": Text("แถว", "row"),
    "steps": Text("ขั้นตอน", "step"),
    "actions": Text("การดำเนินการ", "action"),
    "ends": Text("ผลสุดท้าย", "end"),
    "checklist": Text("รายการตรวจ", "line of the checklist"),
    "eligibility": Text("คุณสมบัติ", "condition"),
    "questions": Text("คำถาม", "question of the advisor"),
    "relations": Text("ความเกี่ยวข้อง", "link"),
    "examples": Text("ตัวอย่าง", "example"),
    "messages": Text("ข้อความ", "message"),
}

SETTINGS: Mapping[str, Text] = {
    "title": Text("ชื่อ", "name"),
    "label": Text("ข้อความของข้อ", "label"),
    "help": Text("คำอธิบาย", "help"),
    "hint": Text("คำแนะนำ", "hint"),
    "why": Text("เหตุที่ถาม", "why it is asked"),
    "law": Text("กฎหมาย", "law"),
    "mark": Text("เครื่องหมายที่มา", "source mark"),
    "kind": Text("ชนิด", "kind"),
    "visible_when": Text("เงื่อนไขที่จะถาม", "when it is asked"),
    "needed_when": Text("เงื่อนไขที่ต้องใช้", "when it is needed"),
    "required_when": Text("เงื่อนไขที่เว้นไม่ได้", "when it may not be left out"),
    "when": Text("เงื่อนไข", "when it counts"),
    "rule": Text("กติกา", "rule"),
    "message": Text("ข้อความแจ้ง", "message"),
    "amount": Text("จำนวนเงิน", "amount"),
    "ceiling": Text("เพดาน", "ceiling"),
    "output": Text("ผลของแถว", "result"),
    "cells": Text("ช่องเงื่อนไข", "cells"),
    "valid_from": Text("ใช้ตั้งแต่", "valid from"),
    "valid_to": Text("ใช้ก่อนวันที่", "valid before"),
    "days": Text("จำนวนวัน", "days"),
    "deadline": Text("กำหนดเวลา", "deadline"),
    "validity": Text("อายุใบอนุญาต", "validity"),
    "payee": Text("ผู้รับเงิน", "payee"),
    "to": Text("ขั้นตอนถัดไป", "what comes next"),
    "role": Text("ผู้รับผิดชอบ", "who does it"),
    "accept": Text("ชนิดไฟล์", "file types"),
    "max_mb": Text("ขนาดไฟล์สูงสุด", "largest file"),
    "copies": Text("จำนวนฉบับ", "copies"),
    "summary": Text("คำอธิบายย่อ", "summary"),
    "template": Text("แม่แบบ", "template"),
    "number_pattern": Text("รูปแบบเลขที่", "number pattern"),
    "body": Text("เนื้อความ", "text"),
    "explanation": Text("คำอธิบาย", "explanation"),
    "applies_when": Text("เงื่อนไขที่ต้องขอ", "when it applies"),
    "expect": Text("ผลที่คาดไว้", "expected result"),
    "answers": Text("คำตอบ", "answers"),
    "required": Text("การบังคับตอบ", "whether it is required"),
    "calendar": Text("ปฏิทิน", "calendar"),
    "correction_rounds": Text("จำนวนครั้งที่ให้แก้ไข", "rounds of corrections"),
    "result_notice_days": Text("เวลาแจ้งผล", "days to tell the result"),
    "delay_notice_days": Text("รอบการแจ้งเหตุล่าช้า", "days between explanations of a delay"),
    "delay_notice_law": Text("กฎหมายที่ให้แจ้งเหตุล่าช้า", "law of explaining a delay"),
    "supervisor": Text("หน่วยที่ได้รับสำเนา", "unit that receives copies"),
    "extension_days": Text("จำนวนวันที่ขยายได้", "days of an extension"),
    "extension_times": Text("จำนวนครั้งที่ขยายได้", "number of extensions"),
    "extension_law": Text("กฎหมายที่ให้ขยายเวลา", "law of the extension"),
    "tacit_approval": Text("การถือว่าอนุญาตเมื่อพ้นเวลา", "silence as approval"),
    "tacit_law": Text("กฎหมายที่ถือว่าอนุญาต", "law of silence as approval"),
}


Labels = Mapping[str, Text]


def changes(
    before: Mapping[str, Any], after: Mapping[str, Any], labels: Labels | None = None
) -> list[Change]:
    """Return every change from one version's parts to another's, part by part.

    With ``labels`` (what people call the answers) rules are read in plain words.
    """
    found = [each for one in differences(before, after) for each in _opened(one)]
    return [_change(each, before, after, labels) for each in found]


def _opened(one: Difference) -> Iterator[Difference]:
    """Split a list whose rows have no names of their own by place, and settings by their keys.

    Things with a name and texts stay whole.
    """
    sides = [side for side in (one.before, one.after) if side is not ABSENT]
    if all(map(_rows, sides)):
        rows = [side if side is not ABSENT else [] for side in (one.before, one.after)]
        for place in range(max(map(len, rows))):
            old, new = (side[place] if place < len(side) else ABSENT for side in rows)
            yield from differences(old, new, (*one.path, f"[{place}]"))
    elif len(one.path) > 1 and len(sides) == 1 and _unnamed(sides[0]):
        old, new = (side if side is not ABSENT else {} for side in (one.before, one.after))
        for each in differences(old, new, one.path):
            yield from _opened(each)
    else:
        yield one


def _unnamed(value: Any) -> bool:
    """Say whether a mapping holds settings, and is no thing of its own, no text and no cell."""
    known = {*NAMED_BY, "th", "in", "range"}
    return isinstance(value, Mapping) and bool(value) and not known & value.keys()


def _rows(value: Any) -> bool:
    return (
        isinstance(value, Sequence)
        and not isinstance(value, str)
        and bool(value)
        and all(isinstance(row, Mapping) for row in value)
    )


def _change(
    one: Difference, before: Mapping[str, Any], after: Mapping[str, Any], labels: Labels | None
) -> Change:
    part = one.path[0]
    places, setting = _places(one.path, before, after)
    said = _said(_in_words(one, labels), setting)
    where = [each for each in places if each]
    th = " › ".join(each.th for each in where)
    en = ", ".join(each.in_("en") for each in where)
    words = Text(
        f"{th} {said.th}".strip(),
        f"{en} {said.in_('en')}".strip(),
    )
    title, (old, new) = PARTS.get(part, Text(part, part)), _whole_texts(one)
    return Change(part, title, _upper(words), _path(one.path[1:]), old, new)


def _path(steps: Sequence[str]) -> str:
    """Return a path as problems write it."""
    return "".join(step if step.startswith("[") else f".{step}" for step in steps).lstrip(".")


def _whole_texts(one: Difference) -> tuple[str, str]:
    sides = [side if isinstance(side, str) else "" for side in (one.before, one.after)]
    return (sides[0], sides[1]) if max(map(len, sides)) > LONGEST else ("", "")


def _in_words(one: Difference, labels: Labels | None) -> Difference:
    """Return a difference of rules with both read in plain words, as far as they can be."""
    if labels is None or not {*one.path[-1:], *one.path[-2:-1]} & RULES:
        return one
    return Difference(one.path, _read(one.before, labels), _read(one.after, labels))


def _read(value: Any, labels: Labels) -> Any:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_read(each, labels) for each in value]
    try:
        return describe(value, labels) if isinstance(value, str) and value else value
    except ExpressionError:
        return value


def _upper(words: Text) -> Text:
    english = words.in_("en")
    return Text(words.th, english[:1].upper() + english[1:])


def _places(
    path: Sequence[str], before: Mapping[str, Any], after: Mapping[str, Any]
) -> tuple[list[Text], str]:
    """Return the things on the way to a change, in words, and which setting changed ("" = it)."""
    places: list[Text] = []
    old: Any = before
    new: Any = after
    thing, setting = "", ""
    for place, step in enumerate(path):
        old, new = _below(old, step), _below(new, step)
        if step == ORDER:
            return [*places, THINGS.get(thing, Text(""))], ORDER
        if step.startswith("[") or thing in ("steps", "actions", "ends", "messages"):
            places.append(_named(THINGS.get(thing), step, new, old))
            thing, setting = "", ""
        else:
            if thing:
                places.append(SETTINGS.get(thing, THINGS.get(thing, Text(thing, thing))))
            thing = setting = step if place else _list_of(step, new, old)
    return places, setting if len(path) > 1 else ""


def _list_of(part: str, new: Any, old: Any) -> str:
    return part if isinstance(new, list) or isinstance(old, list) or part == "messages" else ""


def _below(value: Any, step: str) -> Any:
    if isinstance(value, Mapping):
        return value.get(step, ABSENT)
    if isinstance(value, Sequence) and not isinstance(value, str) and step.startswith("["):
        name = step[1:-1]
        for item in value:
            if isinstance(item, Mapping) and name in [item.get(by) for by in NAMED_BY]:
                return item
        return value[int(name)] if name.isdigit() and int(name) < len(value) else ABSENT
    return ABSENT


def _named(thing: Text | None, step: str, new: Any, old: Any) -> Text:
    name = step.strip("[]")
    called = _title(new) or _title(old) or Text(name, name)
    if name.isdigit() and not (_title(new) or _title(old)):
        called = Text(str(int(name) + 1), str(int(name) + 1))
    if thing is None:
        return called
    return Text(f"{thing.th} “{called.th}”", f"{thing.in_('en')} “{called.in_('en')}”")


def _title(item: Any) -> Text:
    if not isinstance(item, Mapping):
        return Text("")
    for by in NAMED_BY:
        value = item.get(by)
        if isinstance(value, str) or (isinstance(value, Mapping) and "th" in value):
            return Text.of(value)
    return Text("")


def _said(one: Difference, setting: str) -> Text:
    if setting == ORDER:
        return Text("เรียงลำดับใหม่", "stands in another order")
    if not setting:
        return _whole(one)
    if setting == "required" and isinstance(one.after, bool):
        return (
            Text("ต้องตอบ", "is now required")
            if one.after
            else Text("ไม่บังคับตอบแล้ว", "is no longer required")
        )
    name = SETTINGS.get(setting, Text(setting, setting))
    if setting == "th":
        name = Text("ข้อความไทย", "Thai text")
    if setting == "en":
        name = Text("ข้อความอังกฤษ", "English text")
    return _value(name, one)


def _whole(one: Difference) -> Text:
    if one.before is ABSENT:
        return Text("เพิ่มใหม่", "is new")
    if one.after is ABSENT:
        return Text("นำออก", "is taken out")
    return Text("เปลี่ยน", "changed")


def _value(name: Text, one: Difference) -> Text:
    return Text(
        _sentence(THAI, name.th, _shown(one, "th")),
        _sentence(ENGLISH, name.in_("en"), _shown(one, "en")),
    )


THAI = ("เปลี่ยน{name}", "เลิกใช้{name}: “{old}”", "{name}เป็น “{new}”", "{name}จาก “{old}” เป็น “{new}”")
ENGLISH = (
    "{name} changed",
    "{name} is gone: “{old}”",
    "{name} is now “{new}”",
    "{name}: “{old}” becomes “{new}”",
)


def _sentence(forms: Sequence[str], name: str, sides: tuple[str, str]) -> str:
    old, new = sides
    return forms[bool(old) + 2 * bool(new)].format(name=name, old=old, new=new)


def _shown(one: Difference, language: str) -> tuple[str, str]:
    """Return both sides, shortened to where they begin to differ."""
    old, new = _text(one.before, language), _text(one.after, language)
    same = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False))))
    start = max(0, same - LEAD) if max(len(old), len(new)) > LONGEST else 0
    return _short(old, start), _short(new, start)


def _short(text: str, start: int) -> str:
    kept = text[start : start + LONGEST]
    cut = "…" if start + LONGEST < len(text) else ""
    return ("…" if start and kept else "") + kept + cut


def _text(value: Any, language: str) -> str:
    match value:
        case bool():
            return "✓" if value else "✗"
        case Text():
            return value.in_(language)
        case str() | int():
            return str(value)
        case list() | tuple() if value and not any(map(_is_thing, value)):
            return " · ".join(_text(item, language) or "–" for item in value)
        case {"th": str()}:
            return Text.of(value).in_(language)
        case {"in": _} | {"range": [_, _, _, _]}:
            return celltext.show(value).in_(language)
    return ""


def _is_thing(value: Any) -> bool:
    return isinstance(value, Mapping) and not ({"in", "range"} & value.keys())
