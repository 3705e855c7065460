"""What differs between two versions of a service, in sentences: "Page Premises: question Area …".

Built on ``editing.differences``; names come from the newer version, else from the older one.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from krob.foundation.core.text import Text
from krob.foundation.editing.differences import ABSENT, ORDER, Difference, differences

LONGEST = 120
NAMED_BY = ("title", "label", "name", "message", "key", "code", "id")


@dataclass(frozen=True, slots=True)
class Change:
    """One change: in which part, and the sentence that says it."""

    part: str
    title: Text
    words: Text


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
}


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Return every change from one version's parts to another's, part by part."""
    found = [each for one in differences(before, after) for each in _opened(one)]
    return [_change(each, before, after) for each in found]


def _opened(one: Difference) -> Iterator[Difference]:
    """Split a list whose rows have no names of their own by place, and texts stay whole."""
    if not (_rows(one.before) and _rows(one.after)):
        yield one
        return
    for place in range(max(len(one.before), len(one.after))):
        old = one.before[place] if place < len(one.before) else ABSENT
        new = one.after[place] if place < len(one.after) else ABSENT
        yield from differences(old, new, (*one.path, f"[{place}]"))


def _rows(value: Any) -> bool:
    return (
        isinstance(value, Sequence)
        and not isinstance(value, str)
        and bool(value)
        and all(isinstance(row, Mapping) for row in value)
    )


def _change(one: Difference, before: Mapping[str, Any], after: Mapping[str, Any]) -> Change:
    part = one.path[0]
    places, setting = _places(one.path, before, after)
    said = _said(one, setting)
    where = [each for each in places if each]
    th = " › ".join(each.th for each in where)
    en = ", ".join(each.in_("en") for each in where)
    words = Text(
        f"{th} {said.th}".strip(),
        f"{en} {said.in_('en')}".strip(),
    )
    return Change(part, PARTS.get(part, Text(part, part)), _upper(words))


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
    old, new = _short(one.before), _short(one.after)
    if not old and not new:
        return Text(f"เปลี่ยน{name.th}", f"{name.in_('en')} changed")
    if not new:
        return Text(f"เลิกใช้{name.th}: “{old}”", f"{name.in_('en')} is gone: “{old}”")
    if not old:
        return Text(f"{name.th}เป็น “{new}”", f"{name.in_('en')} is now “{new}”")
    return Text(f"{name.th}จาก “{old}” เป็น “{new}”", f"{name.in_('en')}: “{old}” becomes “{new}”")


def _short(value: Any) -> str:
    match value:
        case bool():
            return "✓" if value else "✗"
        case str() | int():
            text = str(value)
            return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
        case list() if value and all(isinstance(item, str | int) for item in value):
            return ", ".join(map(str, value))[:LONGEST]
    return ""
