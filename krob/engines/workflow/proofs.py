"""What must be proven of a graph before cases are sent through it."""

from collections.abc import Iterator
from fractions import Fraction

from krob.engines.workflow.graph import ActionPlan, StepGraph, StepPlan
from krob.foundation.core.text import Text
from krob.foundation.rules.problems import Problem

SUBMISSION = "submission"
MAX_PATHS = 20_000
WORKING_SHARE = Fraction(5, 7)


def named(graph: StepGraph, key: str) -> tuple[str, str]:
    """Return what people call a step or end, in Thai and English."""
    plan = graph.steps.get(key) or graph.ends.get(key)
    title = plan.title if plan else Text("")
    return title.th or title.en or key, title.en or title.th or key


def unreachable(graph: StepGraph) -> Iterator[Problem]:
    """Every step and end can be come to from the start."""
    reached = graph.reachable(graph.start)
    for key in graph.steps:
        if key not in reached:
            th, en = named(graph, key)
            text = Text(f"ไม่มีทางมาถึงขั้นตอน “{th}”", f"No way leads to the step “{en}”.")
            yield Problem(f"steps.{key}", text)
    for key in graph.ends:
        if key not in reached and key not in ("withdrawn", "lapsed"):
            th, en = named(graph, key)
            text = Text(f"ไม่มีทางมาถึงจุดสิ้นสุด “{th}”", f"No way leads to the end “{en}”.")
            yield Problem(f"ends.{key}", text, "warning")


def endless(graph: StepGraph) -> Iterator[Problem]:
    """Every step has a way to an end."""
    for key in graph.steps:
        if not graph.reachable(key) & set(graph.ends):
            th, en = named(graph, key)
            text = Text(
                f"จากขั้นตอน “{th}” ไปไม่ถึงจุดสิ้นสุด",
                f"No end can be reached from the step “{en}”.",
            )
            yield Problem(f"steps.{key}", text)


def joins(graph: StepGraph) -> Iterator[Problem]:
    """Every fork comes together in one join that waits for all of its branches.

    Only the plain shape is proven: separate branches without forks of their own, which lead to one
    step that joins exactly them, or to an end. Everything else is refused, since it could hang.
    """
    joined: set[str] = set()
    for step, action in graph.actions():
        if action.is_fork:
            fault = _fork_fault(graph, step, action, joined)
            if fault:
                yield Problem(f"steps.{step.key}.actions.{action.key}.to", fault)
    for key, step in graph.steps.items():
        if step.join and key not in joined:
            text = Text("ไม่มีขั้นตอนคู่ขนานที่มารวมกันที่นี่", "No parallel steps come together here.")
            yield Problem(f"steps.{key}.join", text)


def _fork_fault(
    graph: StepGraph, step: StepPlan, action: ActionPlan, joined: set[str]
) -> Text | None:
    if len(set(action.targets)) < len(action.targets) or set(action.targets) & set(graph.ends):
        return Text("แยกไปจุดสิ้นสุดหรือขั้นตอนซ้ำไม่ได้", "A fork leads to different steps, not to ends.")
    meeting = [key for key, plan in graph.steps.items() if set(action.targets) <= set(plan.join)]
    if len(meeting) != 1:
        return Text(
            "ขั้นตอนคู่ขนานต้องมารวมกันที่ขั้นตอนเดียวซึ่งรอให้ครบทุกทาง",
            "Parallel steps must come together in one step that joins them.",
        )
    join = meeting[0]
    regions = [_region(graph, target, join) for target in action.targets]
    everything = frozenset().union(*regions)
    joined.add(join)
    if sum(map(len, regions)) > len(everything):
        return Text("ทางคู่ขนานใช้ขั้นตอนร่วมกันไม่ได้", "Parallel branches share a step.")
    if step.key in everything:
        return Text("ทางคู่ขนานย้อนกลับก่อนรวมกันไม่ได้", "A parallel branch leads back before the join.")
    if everything != set(graph.steps[join].join):
        names = [named(graph, key) for key in graph.steps if key in everything]
        th, en = (", ".join(f"“{each[side]}”" for each in names) for side in (0, 1))
        meeting_th, meeting_en = named(graph, join)
        return Text(
            f"ขั้นตอน “{meeting_th}” ต้องรอให้ครบพอดี: {th}",
            f"The step “{meeting_en}” must wait for exactly these: {en}.",
        )
    return _branch_fault(graph, everything, join)


def _region(graph: StepGraph, start: str, join: str) -> frozenset[str]:
    return graph.reachable(start, frozenset({join})) - set(graph.ends)


def _branch_fault(graph: StepGraph, region: frozenset[str], join: str) -> Text | None:
    for key in sorted(region):
        (th, en), (join_th, join_en) = named(graph, key), named(graph, join)
        if any(action.is_fork for action in graph.steps[key].actions.values()):
            return Text(
                f"แยกทางซ้อนกันที่ “{th}” ไม่ได้", f"A fork inside a fork (“{en}”) is not possible."
            )
        if join not in graph.reachable(key):
            return Text(
                f"จาก “{th}” ไปไม่ถึง “{join_th}” ซึ่งรออยู่ คำขอจะค้าง",
                f"“{en}” never comes to “{join_en}”, which waits for it: applications would hang.",
            )
    return None


def four_eyes(graph: StepGraph) -> Iterator[Problem]:
    """What a step must not be done by the same person as comes before it."""
    for key, step in graph.steps.items():
        for other in step.not_same_as:
            after = graph.reachable(other) - {other}
            if other == key or key not in after:
                th, en = named(graph, other)
                text = Text(f"“{th}” ไม่ได้อยู่ก่อนขั้นตอนนี้", f"“{en}” does not come before this step.")
                yield Problem(f"steps.{key}.not_same_as", text)


def starts(graph: StepGraph) -> Iterator[Problem]:
    """A deadline has something that starts it, and nothing starts a clock without one."""
    starting = [(step, action) for step, action in graph.actions() if action.starts_clock]
    if graph.deadline is None:
        for step, action in starting:
            text = Text("ไม่มีกำหนดเวลาให้เริ่มนับ", "There is no deadline to start.")
            yield Problem(f"steps.{step.key}.actions.{action.key}.starts_clock", text)
        return
    begins = graph.deadline.starts
    if begins == SUBMISSION:
        return
    if not starting:
        text = Text("ไม่มีสิ่งใดเริ่มนับเวลา", "Nothing starts the clock.")
        yield Problem("deadline.starts", text)
    elif begins in graph.steps and begins not in {step.key for step, _ in starting}:
        th, en = named(graph, begins)
        text = Text(
            f"ไม่มีปุ่มใดของขั้นตอน “{th}” เริ่มนับเวลา",
            f"No button of the step “{en}” starts the clock.",
        )
        yield Problem("deadline.starts", text)


def time(graph: StepGraph) -> Iterator[Problem]:
    """The days of the steps on the longest way, once each, fit in the deadline.

    A step's days are working days. A calendar deadline that is kept only without weekends gets a
    warning.
    """
    if graph.deadline is None:
        return
    needed = longest(graph)
    if needed is None:
        text = Text("เส้นทางซับซ้อนเกินกว่าจะตรวจเวลา", "There are too many ways to prove the time.")
        yield Problem("deadline.days", text, "warning")
        return
    given = graph.deadline.days
    text = Text(
        f"ขั้นตอนรวมกันนานสุด {needed} วันทำการ แต่กำหนดไว้ {given} วัน",
        f"The steps take up to {needed} working days; the deadline is {given} days.",
    )
    if needed > given:
        yield Problem("deadline.days", text)
    elif graph.deadline.unit == "calendar" and needed > given * WORKING_SHARE:
        yield Problem("deadline.days", text, "warning")


def longest(graph: StepGraph) -> int | None:
    """Return the working days of the longest way, each step once; ``None``: too many ways."""
    most, walked = 0, 0
    waiting: list[tuple[str, frozenset[str], int]] = [(graph.start, frozenset(), 0)]
    while waiting:
        key, been, days = waiting.pop()
        walked += 1
        if walked > MAX_PATHS:
            return None
        most = max(most, days)
        step = graph.steps.get(key)
        if step is None or key in been:
            continue
        mine = step.days if step.clock == "runs" else 0
        waiting += [(target, been | {key}, days + mine) for target in step.targets]
    return most
