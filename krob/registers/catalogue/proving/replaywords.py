"""What a replay found, in words that an official reads; computed once per difference."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from krob.foundation.core.text import Text
from krob.registers.catalogue.proving.replay import UNKNOWN, Comparison, Found, Rules
from krob.registers.payments import spec as payments


def words(found: Found, both: Comparison) -> Text:
    """Return what a difference means for those whom it would meet."""
    return WORDS[found.kind](found, both)


def _said(th: str, en: str, name: Text) -> Text:
    return Text(th.format(name.th), en.format(name.in_("en")))


def _fee(found: Found, both: Comparison) -> Text:
    if found.thing == UNKNOWN:
        return Text("คำนวณค่าธรรมเนียมไม่ได้", "The fee could not be computed")
    line = _named(both, found.thing, _charge)
    if found.change == MANY:
        return _said("{0}: จำนวนเงินต่างไปอีกหลายแบบ", "{0}: other amounts, many of them", line)
    amount = abs(Decimal(found.change))
    more = Decimal(found.change) > 0
    th = "{0}: เพิ่มขึ้น" if more else "{0}: ลดลง"
    en = f"{amount:,} baht more" if more else f"{amount:,} baht less"
    return _said(f"{th} {amount:,} บาท", f"{{0}}: {en}", line)


MANY = "*"


def _charge(rules: Rules, code: str) -> Text:
    lines = (line for line in payments.lines_of(rules.parts["fees"]) if line.get("code") == code)
    return next((Text.of(line.get("label")) for line in lines), Text(""))


def _document(found: Found, both: Comparison) -> Text:
    title = _named(both, found.thing, _paper)
    if found.change == "+":
        return _said("ต้องใช้เอกสารเพิ่ม: {0}", "One more document is asked for: {0}", title)
    return _said("ไม่ต้องใช้เอกสารนี้แล้ว: {0}", "This document is no longer asked for: {0}", title)


def _paper(rules: Rules, code: str) -> Text:
    return next((each.title for each in rules.requirements if each.code == code), Text(""))


def _eligible(found: Found, both: Comparison) -> Text:
    refused = found.kind == "refused"
    rules = (both.after if refused else both.before).eligibility
    reason = rules[int(found.thing) - 1][1]
    if refused:
        return _said("จะยื่นคำขอไม่ได้: {0}", "Could not be filed any more: {0}", reason)
    return _said("จะยื่นคำขอได้ แม้ตามเดิมยื่นไม่ได้: {0}", "Could be filed after all: {0}", reason)


def _answer(found: Found, both: Comparison) -> Text:
    field = both.after.form.fields.get(found.thing)
    name = field.name if field else Text(found.thing)
    if found.kind == "asked":
        return _said("ต้องตอบข้อนี้เพิ่ม: {0}", "This must be answered as well: {0}", name)
    return _said(
        "คำตอบที่เคยให้ไว้จะใช้ไม่ได้: {0}", "The answer given then would not be taken: {0}", name
    )


def _step(found: Found, both: Comparison) -> Text:
    title = _named(both, found.thing, _stop)
    if found.kind == "dead-end":
        return _said("จะค้างอยู่ที่ขั้นตอนนี้ ไม่มีทางไปต่อ: {0}", "Would be stuck here: {0}", title)
    if found.change == "+":
        return _said("จะต้องผ่านขั้นตอนนี้: {0}", "Could come to this step: {0}", title)
    return _said("จะไม่ผ่านขั้นตอนนี้: {0}", "Would not come to this step any more: {0}", title)


def _broken(found: Found, both: Comparison) -> Text:
    return _said(
        "กติกาในส่วนนี้คำนวณจากคำตอบไม่ได้: {0}",
        "A rule of this part could not be computed: {0}",
        PART_NAMES[found.thing],
    )


PART_NAMES: Mapping[str, Text] = {
    "form": Text("แบบคำขอ", "the form"),
    "eligibility": Text("คุณสมบัติ", "who may apply"),
    "documents": Text("เอกสาร", "the documents"),
    "fees": Text("ค่าธรรมเนียม", "the fees"),
    "steps": Text("ขั้นตอน", "the steps"),
}


def _stop(rules: Rules, key: str) -> Text:
    found = rules.graph.steps.get(key) or rules.graph.ends.get(key)
    return found.title if found else Text("")


def _named(both: Comparison, code: str, find: Callable[[Rules, str], Text]) -> Text:
    """Return what the draft calls a thing, else what it was called before, else its code."""
    return find(both.after, code) or find(both.before, code) or Text(code, code)


WORDS: Mapping[str, Callable[[Found, Comparison], Text]] = {
    "admitted": _eligible,
    "answer": _answer,
    "asked": _answer,
    "broken": _broken,
    "dead-end": _step,
    "document": _document,
    "fee": _fee,
    "refused": _eligible,
    "route": _step,
}

KINDS: Mapping[str, Text] = {
    "refused": Text("ถูกปฏิเสธ", "Refused"),
    "broken": Text("คำนวณไม่ได้", "Not computable"),
    "dead-end": Text("ติดค้าง", "Stuck"),
    "fee": Text("ค่าธรรมเนียม", "Fee"),
    "document": Text("เอกสาร", "Document"),
    "answer": Text("คำตอบใช้ไม่ได้", "Answer not taken"),
    "asked": Text("ต้องตอบเพิ่ม", "Asked again"),
    "route": Text("ขั้นตอน", "Steps"),
    "admitted": Text("ยื่นได้เพิ่ม", "Admitted"),
}
"""Kinds of difference, the gravest first."""
