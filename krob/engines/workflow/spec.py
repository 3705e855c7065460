"""The part of a definition that is a step graph: what is wrong with it."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from krob.engines.workflow import lateness, proofs
from krob.engines.workflow.graph import StepGraph, parse
from krob.engines.workflow.types import CLOCKS, KINDS, NEEDS, ROLES, STYLES
from krob.foundation.core.text import Text
from krob.foundation.rules.contradictions import verdict
from krob.foundation.rules.expressions import ExpressionError, Type, compile_expression
from krob.foundation.rules.problems import Problem
from krob.foundation.rules.shapes import Each, Either, Keyed, Record, misfits

KEY = re.compile(r"[a-z][a-z0-9_-]{0,39}")
ONE_OF_THEM = Text("เลือกจากรายการ", "Choose one of the list.")
CLOSES = re.compile(r"([01]\d|2[0-3]):[0-5]\d")

_TARGET = Either("text", Record({"step": "text", "if": "text"}))
_ACTION = Record(
    {
        "label": "words",
        "to": Each(_TARGET),
        "needs": Each("text"),
        "starts_clock": "flag",
        "style": "text",
    }
)
_RUNGS = Each(Record({"after_days": "number", "role": "text"}))
_STEP = Record(
    {
        "title": "words",
        "kind": "text",
        "role": "text",
        "days": "number",
        "clock": "text",
        "warn_days": "number",
        "on_overdue": "text",
        "escalate": _RUNGS,
        "warning": "words",
        "unit": "text",
        "hand_over": "text",
        "order": Each("text"),
        "checklist": Each(Record({"code": "text", "title": "words"})),
        "not_same_as": Each("text"),
        "join": Each("text"),
        "actions": Keyed(_ACTION),
    }
)
SHAPE = Record(
    {
        "start": "text",
        "deadline": Record(
            {
                "days": "number",
                "unit": "text",
                "starts": "text",
                "law": "words",
                "mark": "text",
                "office_closes": "text",
                "warn_days": "number",
                "escalate": _RUNGS,
                "warning": "words",
            }
        ),
        "order": Each("text"),
        "steps": Keyed(_STEP),
        "ends": Keyed(Record({"title": "words", "status": "text"})),
    }
)


def problems(
    part: Mapping[str, Any], types: Mapping[str, Type], roles: Collection[str] = ROLES
) -> list[Problem]:
    """Return all that is wrong with a graph.

    A graph without errors never hangs, never loses its way, and keeps the deadline it names if
    every step keeps its own days.
    """
    found = list(misfits(part, SHAPE)) or list(_shape(part))
    if found:
        return found
    graph = parse(part)
    found += _names(graph, roles)
    if found:
        return found
    found += _conditions(graph, types)
    for proof in PROOFS:
        found += proof(graph)
    return found


def longest(part: Mapping[str, Any]) -> int | None:
    """Return the working days of the longest way through a sound graph, as far as time runs.

    ``None`` where there are too many ways to say.
    """
    return proofs.longest(parse(part))


PROOFS: tuple[Callable[[StepGraph], Iterator[Problem]], ...] = (
    proofs.unreachable,
    proofs.endless,
    proofs.joins,
    proofs.four_eyes,
    proofs.starts,
    proofs.time,
    lateness.late,
    lateness.handing_over,
    lateness.words,
)


def _shape(part: Mapping[str, Any]) -> Iterator[Problem]:
    steps, ends = part.get("steps"), part.get("ends")
    if not isinstance(steps, Mapping) or not steps:
        yield Problem("steps", Text("ต้องมีขั้นตอนอย่างน้อยหนึ่งขั้น", "There must be a step."))
        return
    if not isinstance(ends, Mapping) or not ends:
        yield Problem("ends", Text("ต้องมีจุดสิ้นสุดอย่างน้อยหนึ่งจุด", "There must be an end."))
        return
    for path, those in (("steps", steps), ("ends", ends)):
        for key, value in those.items():
            if not KEY.fullmatch(str(key)) or not isinstance(value, Mapping):
                text = Text("รหัสต้องเป็น a-z, 0-9, - และ _", "A key has a-z, 0-9, - and _ only.")
                yield Problem(f"{path}.{key}", text)
    if part.get("start") not in steps:
        text = Text("ไม่มีขั้นตอนเริ่มต้นนี้", "There is no such first step.")
        yield Problem("start", text)
    yield from _deadline_shape(part.get("deadline"))
    for key, step in steps.items():
        if isinstance(step, Mapping):
            yield from _step_shape(f"steps.{key}", step)


def _deadline_shape(deadline: Any) -> Iterator[Problem]:
    if deadline is None:
        return
    if not isinstance(deadline, Mapping):
        yield Problem("deadline", Text("อ่านกำหนดเวลาไม่ได้", "The deadline cannot be read."))
        return
    if not _is_days(deadline.get("days")) or not deadline.get("days"):
        text = Text("จำนวนวันต้องเป็นจำนวนเต็มมากกว่า 0", "Days must be a whole number above 0.")
        yield Problem("deadline.days", text)
    if (deadline.get("unit") or "calendar") not in ("calendar", "working"):
        text = Text("เลือกวันปฏิทินหรือวันทำการ", "Choose calendar or working days.")
        yield Problem("deadline.unit", text)
    closes = deadline.get("office_closes")
    if closes and not CLOSES.fullmatch(str(closes)):
        text = Text("เวลาต้องเขียนแบบ 16:30", "Write the time as 16:30.")
        yield Problem("deadline.office_closes", text)


def _is_days(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 3650


def _step_shape(path: str, step: Mapping[str, Any]) -> Iterator[Problem]:
    if not _is_days(step.get("days") or 0):
        text = Text("จำนวนวันต้องเป็นจำนวนเต็ม", "Days must be a whole number.")
        yield Problem(f"{path}.days", text)
    for key, allowed, given in (
        ("kind", KINDS, step.get("kind") or "review"),
        ("clock", CLOCKS, step.get("clock") or "runs"),
    ):
        if given not in allowed:
            yield Problem(f"{path}.{key}", ONE_OF_THEM)
    checklist = step.get("checklist") or []
    if not all(isinstance(item, Mapping) and item.get("code") for item in checklist):
        text = Text("ทุกรายการตรวจต้องมีรหัส", "Every line of the checklist needs a code.")
        yield Problem(f"{path}.checklist", text)
    actions = step.get("actions")
    if not isinstance(actions, Mapping) or not actions:
        text = Text("ขั้นตอนนี้ไม่มีปุ่มให้ดำเนินการ", "The step has no action.")
        yield Problem(f"{path}.actions", text)
        return
    for key, action in actions.items():
        yield from _action_shape(f"{path}.actions.{key}", action)


def _action_shape(path: str, action: Any) -> Iterator[Problem]:
    targets = action.get("to") if isinstance(action, Mapping) else None
    if not isinstance(targets, list | tuple) or not targets:
        text = Text("ต้องบอกว่าไปขั้นตอนใดต่อ", "Say which step comes next.")
        yield Problem(f"{path}.to", text)
        return
    for position, target in enumerate(targets):
        if not isinstance(target, str) and not (
            isinstance(target, Mapping) and isinstance(target.get("step"), str)
        ):
            text = Text("เลือกขั้นตอนหรือจุดสิ้นสุด", "Choose a step or an end.")
            yield Problem(f"{path}.to[{position}]", text)
    if not set(action.get("needs") or ()) <= NEEDS:
        yield Problem(f"{path}.needs", ONE_OF_THEM)
    if (action.get("style") or "line") not in STYLES:
        yield Problem(f"{path}.style", ONE_OF_THEM)


def _names(graph: StepGraph, roles: Collection[str]) -> Iterator[Problem]:
    known = {*graph.steps, *graph.ends}
    for key in sorted(set(graph.steps) & set(graph.ends)):
        text = Text("รหัสนี้เป็นทั้งขั้นตอนและจุดสิ้นสุด", "The key is both a step and an end.")
        yield Problem(f"ends.{key}", text)
    for step in graph.steps.values():
        if step.role not in roles:
            th, en = proofs.named(graph, step.key)
            text = Text(f"บอกว่าใครดำเนินการขั้นตอน “{th}”", f"Say who acts in the step “{en}”.")
            if step.role:
                text = Text(f"ไม่มีบทบาท {step.role}", f"There is no role {step.role}.")
            yield Problem(f"steps.{step.key}.role", text)
        for place, names in (("join", step.join), ("not_same_as", step.not_same_as)):
            for name in sorted(set(names) - set(graph.steps)):
                yield Problem(f"steps.{step.key}.{place}", _no_step(name))
    for step, action in graph.actions():
        path = f"steps.{step.key}.actions.{action.key}.to"
        for name in sorted(set(action.targets) - known):
            yield Problem(path, _no_step(name))


def _no_step(name: str) -> Text:
    return Text(f"ไม่มีขั้นตอน {name}", f"There is no step {name}.")


def _conditions(graph: StepGraph, types: Mapping[str, Type]) -> Iterator[Problem]:
    for step, action in graph.actions():
        if not action.is_choice:
            continue
        path = f"steps.{step.key}.actions.{action.key}.to"
        plain = [n for n, branch in enumerate(action.branches) if not branch.condition]
        if plain != [len(action.branches) - 1]:
            text = Text(
                "ต้องมีทางสุดท้ายหนึ่งทางที่ไม่มีเงื่อนไข",
                "The last way, and only it, must have no condition.",
            )
            yield Problem(path, text)
        for position, branch in enumerate(action.branches):
            if not branch.condition:
                continue
            at = f"{path}[{position}].if"
            try:
                compile_expression(branch.condition, types, "bool")
            except ExpressionError as fault:
                yield Problem(at, fault.text)
            if verdict([branch.condition], types) == "never":
                yield Problem(at, Text("เงื่อนไขนี้ไม่มีทางเป็นจริง", "This can never be."))
