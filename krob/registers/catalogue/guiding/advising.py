"""The advisor of a draft: its questions and those of its group, personas, and every way through.

Req: 2.6.
"""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from krob.foundation.core.text import Text
from krob.foundation.rules.errors import ExpressionError
from krob.foundation.rules.expressions import compile_expression
from krob.foundation.rules.problems import Problem, Severity
from krob.foundation.rules.values import Type
from krob.registers.catalogue.guiding import paths
from krob.registers.catalogue.types import Question

Part = Mapping[str, Any]
KINDS: Mapping[str, Text] = {
    "yes_no": Text("ใช่หรือไม่", "yes or no"),
    "number": Text("ตัวเลข", "a number"),
}


def rows(part: Part, key: str) -> list[Part]:
    """Return a list of a service part, whatever a draft holds."""
    found = part.get(key)
    listed = found if isinstance(found, list | tuple) else ()
    return [one for one in listed if isinstance(one, Mapping)]


def questions(part: Part) -> list[Question]:
    """Return the questions of a service part that can be asked."""
    return [
        Question.of({"label": "", **one})
        for one in rows(part, "questions")
        if one.get("key") and one.get("kind") in KINDS
    ]


def group_of(code: str, part: Part, others: Mapping[str, Part]) -> dict[str, Part]:
    """Return the service parts that share the advisor with this one, itself first."""
    group = part.get("group")
    beside = {name: one for name, one in others.items() if group and one.get("group") == group}
    return {code: part, **beside}


def all_questions(group: Mapping[str, Part]) -> list[Question]:
    """Return the questions of a group, each once."""
    found: dict[str, Question] = {}
    for part in group.values():
        for question in questions(part):
            found.setdefault(question.key, question)
    return list(found.values())


def walked(group: Mapping[str, Part]) -> paths.Walk:
    """Walk every way through the questions of a group."""
    rules = {code: str(part.get("applies_when") or "") for code, part in group.items()}
    endings = [
        str(one.get("when") or "True") for part in group.values() for one in rows(part, "endings")
    ]
    return paths.walk(all_questions(group), rules, endings)


def told(group: Mapping[str, Part], answers: Mapping[str, Any]) -> list[str]:
    """Return the services that apply to a persona's answers."""
    asked = all_questions(group)
    types: dict[str, Type] = {one.key: one.type for one in asked}
    values = {one.key: _value(one, answers.get(one.key)) for one in asked}
    return [
        code
        for code, part in group.items()
        if _holds(str(part.get("applies_when") or ""), types, values)
    ]


def _holds(source: str, types: Mapping[str, Type], values: Mapping[str, Any]) -> bool:
    try:
        return compile_expression(source, types, "bool")(values) is True
    except ExpressionError:
        return False


def _value(question: Question, answer: Any) -> Any:
    if question.kind == "yes_no":
        return answer if isinstance(answer, bool) else None
    try:
        return None if answer is None else Decimal(str(answer))
    except InvalidOperation:
        return None


# -- checks ---------------------------------------------------------------------------------------


def problems(code: str, part: Part, others: Mapping[str, Part]) -> Iterator[Problem]:
    """Yield what is wrong with the advisor of a service; paths inside the service part."""
    yield from _questions(part, _reads(part))
    group = group_of(code, part, others)
    for name, other in group.items():
        if name != code:
            yield from _agree(part, other)
    yield from _endings(part)
    yield from _personas(part, group)
    if questions(part):
        yield from _ways(code, walked(group))


def problems_of_journey(part: Part, group: Mapping[str, Part]) -> Iterator[Problem]:
    """Yield what is wrong with the questions, endings, personas and ways of a journey."""
    reads = [_reads(each) for each in group.values()]
    known = [each for each in reads if each is not None]
    yield from _questions(part, frozenset().union(*known) if len(known) == len(reads) else None)
    yield from _endings(part)
    yield from _personas(part, group)
    walk = walked(group)
    yield from _ended(walk, "error")
    for code in [] if walk.too_many else sorted(set(group) - walk.reached):
        said = Text(f"ไม่มีทางตอบใดที่ได้บริการ “{code}”", f"no way of answering leads to “{code}”")
        yield Problem("services", said)


def _questions(part: Part, read: frozenset[str] | None) -> Iterator[Problem]:
    seen: set[str] = set()
    for one in rows(part, "questions"):
        key, label = str(one.get("key") or ""), Text.of(one.get("label"))
        name = Text(label.th or label.en or key, label.en or label.th or key)
        if not key or one.get("kind") not in KINDS:
            said = Text("มีคำถามที่ยังไม่มีชื่อหรือชนิด", "a question has no key or no kind")
            yield Problem("questions", said)
        if not (label.th and label.en):
            said = Text(
                f"คำถาม “{name.th}” ต้องมีทั้งไทยและอังกฤษ",
                f"question “{name.in_('en')}” needs Thai and English",
            )
            yield Problem("questions", said)
        if key in seen:
            said = Text(f"มีคำถาม “{name.th}” ซ้ำ", f"question “{name.in_('en')}” stands there twice")
            yield Problem("questions", said)
        if read is not None and key not in read:
            said = Text(
                f"ไม่มีเงื่อนไขใดใช้คำถาม “{name.th}”", f"no rule reads question “{name.in_('en')}”"
            )
            yield Problem("questions", said, "warning")
        seen.add(key)


def _endings(part: Part) -> Iterator[Problem]:
    types: dict[str, Type] = {one.key: one.type for one in questions(part)}
    for one in rows(part, "endings"):
        text = Text.of(one.get("text"))
        if not (text.th and text.en):
            said = Text("บทลงท้ายต้องมีทั้งไทยและอังกฤษ", "an ending needs Thai and English")
            yield Problem("endings", said)
        try:
            compile_expression(str(one.get("when") or "True"), types, "bool")
        except ExpressionError as fault:
            yield Problem("endings", fault.text)


def _reads(part: Part) -> frozenset[str] | None:
    """Return the answers that the rule reads; None where it does not compile, which is said."""
    types: dict[str, Type] = {one.key: one.type for one in questions(part)}
    try:
        return compile_expression(str(part.get("applies_when") or ""), types, "bool").reads
    except ExpressionError:
        return None


def _agree(part: Part, other: Part) -> Iterator[Problem]:
    theirs = {one.key: one for one in questions(other)}
    title = Text.of(other.get("title"))
    for one in questions(part):
        same = theirs.get(one.key)
        if same and same.kind != one.kind:
            said = Text(
                f"“{title.th}” ถามคำถาม “{one.label.th}” เป็น{KINDS[same.kind].th}",
                f"“{title.in_('en')}” asks “{one.label.in_('en')}” as {KINDS[same.kind].en}",
            )
            yield Problem("questions", said)
        elif same and (same.label, same.hint, same.unit) != (one.label, one.hint, one.unit):
            said = Text(
                f"“{title.th}” ถาม “{one.label.th}” ด้วยถ้อยคำอื่น เมื่อเผยแพร่แล้วจะใช้ถ้อยคำนี้",
                f"“{title.in_('en')}” words “{one.label.in_('en')}” otherwise; "
                "once published, these words count",
            )
            yield Problem("questions", said, "warning")


def _personas(part: Part, group: Mapping[str, Part]) -> Iterator[Problem]:
    for one in rows(part, "personas"):
        found, wanted = told(group, one.get("answers") or {}), list(one.get("expect") or ())
        if sorted(found) != sorted(wanted):
            name = Text.of(one.get("name"))
            told_th, told_en = _titles(found, group)
            wanted_th, wanted_en = _titles(wanted, group)
            said = Text(
                f"“{name.th}” ได้ {told_th or 'ไม่มีบริการ'} แต่ควรได้ {wanted_th or 'ไม่มีบริการ'}",
                f"“{name.in_('en')}” is told {told_en or 'nothing'}, "
                f"but should be told {wanted_en or 'nothing'}",
            )
            yield Problem("personas", said)


def _titles(codes: Iterable[str], group: Mapping[str, Part]) -> tuple[str, str]:
    named = [
        Text.of(group.get(code, {}).get("title")) or Text(str(code), str(code)) for code in codes
    ]
    return ", ".join(each.th for each in named), ", ".join(each.in_("en") for each in named)


def _ways(code: str, walk: paths.Walk) -> Iterator[Problem]:
    yield from _ended(walk, "warning")
    if not walk.too_many and code not in walk.reached:
        said = Text("ไม่มีทางตอบใดที่ได้บริการนี้", "no way of answering leads to this service")
        yield Problem("applies_when", said)


def _ended(walk: paths.Walk, severity: Severity) -> Iterator[Problem]:
    """Yield that ways are too many, or end nowhere."""
    if walk.too_many:
        said = Text(
            f"มีทางตอบ {walk.paths:,} ทาง มากเกินกว่าจะตรวจได้ ลดจำนวนคำถาม",
            f"{walk.paths:,} ways are too many to walk: ask fewer questions",
        )
        yield Problem("questions", said)
        return
    if walk.dead_ends:
        said = Text(
            f"มี {walk.paths:,} ทาง และ {walk.dead_ends:,} ทางไปต่อไม่ได้ เพิ่มบทลงท้ายหรือแก้เงื่อนไข",
            f"{walk.paths:,} paths, {walk.dead_ends:,} dead ends: add an ending or mend the rule",
        )
        yield Problem("endings", said, severity)
