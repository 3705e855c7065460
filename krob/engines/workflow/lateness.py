"""What must be right about time running out, handing over, and words: checked before publishing."""

from collections.abc import Iterator

from krob.engines.notifications.types import PLACEHOLDER
from krob.engines.workflow.graph import Deadline, StepGraph, StepPlan
from krob.engines.workflow.proofs import named
from krob.engines.workflow.types import StepRole
from krob.foundation.core.text import Text
from krob.foundation.rules.problems import Problem

BY_HAND = frozenset({"corrections", "checklist"})
OFFICERS = frozenset(StepRole) - {StepRole.APPLICANT, StepRole.SYSTEM}
LONGEST = 365
WARNING_VALUES = frozenset({"step", "reference", "due"})


def late(graph: StepGraph) -> Iterator[Problem]:
    """What happens when a step is late exists and can be done, and somebody is told."""
    for key, step in graph.steps.items():
        path, (th, en) = f"steps.{key}", named(graph, key)
        if not step.days and (step.warn_days or step.on_overdue or step.escalate):
            text = Text(
                f"ขั้นตอน “{th}” ไม่มีจำนวนวัน จึงไม่มีวันครบกำหนดให้เตือน",
                f"The step “{en}” has no days, so there is nothing to remind of.",
            )
            yield Problem(f"{path}.days", text)
        if step.warn_days and step.warn_days >= max(step.days, 1):
            text = Text(
                f"เตือนก่อน {step.warn_days} วัน แต่ขั้นตอนมีเวลา {step.days} วัน",
                f"The reminder comes {step.warn_days} days before, the step has {step.days} days.",
            )
            yield Problem(f"{path}.warn_days", text, "warning")
        yield from _overdue(path, step)
        yield from _ladder(path, step)
    if graph.deadline:
        yield from _ladder("deadline", graph.deadline)


def _overdue(path: str, step: StepPlan) -> Iterator[Problem]:
    path = f"{path}.on_overdue"
    if step.on_overdue == "escalate" and not step.escalate:
        text = Text("บอกว่าแจ้งใครต่อเมื่อเกินกำหนด", "Say who is told next when the step is late.")
        yield Problem(path, text)
    if step.on_overdue in ("", "notify", "escalate"):
        return
    action = step.actions.get(step.overdue_action)
    if action is None:
        wanted = step.overdue_action or step.on_overdue
        text = Text(
            f"เมื่อเกินกำหนดให้ทำ “{wanted}” แต่ขั้นตอนนี้ไม่มีปุ่มนั้น",
            f"When late, “{wanted}” is to be done, but the step has no such action.",
        )
        yield Problem(path, text)
    elif BY_HAND & set(action.needs):
        text = Text(
            "ระบบทำแทนไม่ได้ เพราะปุ่มนี้ต้องมีรายการตรวจหรือสิ่งที่ให้แก้ไข",
            "The system cannot do this action: it needs a checklist or corrections.",
        )
        yield Problem(path, text)


def _ladder(path: str, plan: StepPlan | Deadline) -> Iterator[Problem]:
    if not 0 <= plan.warn_days <= LONGEST:
        text = Text("จำนวนวันต้องอยู่ระหว่าง 0 ถึง 365", "Days are between 0 and 365.")
        yield Problem(f"{path}.warn_days", text)
    for place, rung in enumerate(plan.escalate):
        if rung.role not in OFFICERS:
            text = Text("เลือกบทบาทของเจ้าหน้าที่", "Choose a role of officers.")
            yield Problem(f"{path}.escalate[{place}].role", text)
        if not 0 <= rung.after_days <= LONGEST:
            text = Text("จำนวนวันต้องอยู่ระหว่าง 0 ถึง 365", "Days are between 0 and 365.")
            yield Problem(f"{path}.escalate[{place}].after_days", text)
    unknown = {
        name for text in (plan.warning.th, plan.warning.en) for name in PLACEHOLDER.findall(text)
    } - WARNING_VALUES
    for name in sorted(unknown):
        text = Text(f"ไม่มีค่าชื่อ {{{name}}} ให้เติม", f"There is no value {{{name}}} to fill in.")
        yield Problem(f"{path}.warning", text)


def handing_over(graph: StepGraph) -> Iterator[Problem]:
    """A step that hands over says to which system, and no other step does."""
    for key, step in graph.steps.items():
        if (step.kind == "hand-over") == bool(step.hand_over):
            continue
        th, en = named(graph, key)
        text = Text(
            f"บอกว่าขั้นตอน “{th}” ส่งต่อให้ระบบใด (เฉพาะขั้นตอนชนิดส่งต่อ)",
            f"Say to which system the step “{en}” hands over (only a step of that kind does).",
        )
        yield Problem(f"steps.{key}.hand_over", text)


def words(graph: StepGraph) -> Iterator[Problem]:
    """Everything that people read is written in both languages."""
    for key, step in graph.steps.items():
        yield from _both(f"steps.{key}.title", step.title)
        for name, action in step.actions.items():
            yield from _both(f"steps.{key}.actions.{name}.label", action.label)
        for place, item in enumerate(step.checklist):
            yield from _both(f"steps.{key}.checklist[{place}].title", item.title)
        if step.warning:
            yield from _both(f"steps.{key}.warning", step.warning)
    for key, end in graph.ends.items():
        yield from _both(f"ends.{key}.title", end.title)


def _both(path: str, text: Text) -> Iterator[Problem]:
    """Say which language is missing; what has no words at all is told by its place alone."""
    if not text.th and not text.en:
        yield Problem(path, Text("ยังไม่ได้เขียนทั้งไทยและอังกฤษ", "Not written in Thai and English."))
    elif not text.th:
        said = Text(f"“{text.en}” ยังไม่มีภาษาไทย", f"“{text.en}” is not written in Thai.")
        yield Problem(path, said)
    elif not text.en:
        said = Text(f"“{text.th}” ยังไม่มีภาษาอังกฤษ", f"“{text.th}” is not written in English.")
        yield Problem(path, said)
