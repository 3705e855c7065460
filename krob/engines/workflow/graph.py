"""A step graph as values: what a definition says about the way from filing to decision."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from krob.foundation.core.text import Text

WARN_DAYS = 3
"""How many working days before the time of the law runs out an office is reminded, unless said."""

NO_WORDS = Text("")


@dataclass(frozen=True, slots=True)
class Branch:
    """A way that an action may take; ``condition`` is empty when it needs none."""

    step: str
    condition: str = ""


@dataclass(frozen=True, slots=True)
class ActionPlan:
    """What a person can do in a step.

    With conditions among its branches it takes the first one that holds, the last being the way
    otherwise; without, it enters all of them at once.
    """

    key: str
    label: Text
    branches: tuple[Branch, ...]
    needs: tuple[str, ...]
    starts_clock: bool
    style: str

    @property
    def is_choice(self) -> bool:
        """Whether one of the branches is chosen, rather than all entered."""
        return any(branch.condition for branch in self.branches)

    @property
    def targets(self) -> tuple[str, ...]:
        """Every step or end that the action can lead to."""
        return tuple(branch.step for branch in self.branches)

    @property
    def is_fork(self) -> bool:
        """Whether the action enters several steps at once."""
        return not self.is_choice and len(self.branches) > 1


@dataclass(frozen=True, slots=True)
class CheckItem:
    """A line of a step's checklist."""

    code: str
    title: Text


@dataclass(frozen=True, slots=True)
class Rung:
    """A rung of the ladder: so many working days late, those who have a role are told."""

    after_days: int
    role: str


@dataclass(frozen=True, slots=True)
class StepPlan:
    """One step: who does it, in how many working days, and where it may lead."""

    key: str
    title: Text
    kind: str
    role: str
    days: int
    clock: str
    checklist: tuple[CheckItem, ...]
    not_same_as: tuple[str, ...]
    join: tuple[str, ...]
    actions: Mapping[str, ActionPlan]
    warn_days: int = 0
    on_overdue: str = ""
    escalate: tuple[Rung, ...] = ()
    warning: Text = NO_WORDS
    unit: str = ""
    hand_over: str = ""

    @property
    def overdue_action(self) -> str:
        """The action that is taken by itself when the step is late, "" when none is."""
        verb, _colon, action = self.on_overdue.partition(":")
        return action if verb == "action" else ""

    @property
    def targets(self) -> tuple[str, ...]:
        """Every step or end that can come next, once each."""
        found = (target for action in self.actions.values() for target in action.targets)
        return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class EndPlan:
    """An end, and the status that the subject then has."""

    key: str
    title: Text
    status: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """The time that the law gives: ``days`` in ``unit``, from ``starts``.

    ``starts`` is ``submission`` or the step whose action starts the clock. ``office_closes``
    (``16:30``) makes what happens later, or on a day off, count from the next working day.
    """

    days: int
    unit: str
    starts: str
    law: Text
    mark: str = ""
    office_closes: str = ""
    warn_days: int = WARN_DAYS
    escalate: tuple[Rung, ...] = ()
    warning: Text = NO_WORDS


@dataclass(frozen=True)
class StepGraph:
    """The whole graph of one version of a service."""

    start: str
    deadline: Deadline | None
    steps: Mapping[str, StepPlan]
    ends: Mapping[str, EndPlan]

    @cached_property
    def conditions(self) -> frozenset[str]:
        """Every condition of the graph."""
        return frozenset(
            branch.condition for _, action in self.actions() for branch in action.branches
        ) - {""}

    def actions(self) -> Iterator[tuple[StepPlan, ActionPlan]]:
        """Yield every action with its step."""
        for step in self.steps.values():
            for action in step.actions.values():
                yield step, action

    def reachable(self, start: str, without: frozenset[str] = frozenset()) -> frozenset[str]:
        """Return every step and end that can follow ``start``, itself included."""
        seen: set[str] = set()
        waiting = [start]
        while waiting:
            key = waiting.pop()
            if key in seen or key in without:
                continue
            seen.add(key)
            if key in self.steps:
                waiting += self.steps[key].targets
        return frozenset(seen)


def in_order(keyed: Mapping[str, Any], order: Sequence[str] | None) -> list[str]:
    """Return the keys of a mapping as ``order`` has them; what it does not name comes last."""
    rank = {
        str(key): place
        for place, key in enumerate(order if isinstance(order, list | tuple) else ())
    }
    return sorted(keyed, key=lambda key: rank.get(key, len(rank)))


def parse(part: Mapping[str, Any]) -> StepGraph:
    """Read a graph part that ``spec.problems`` finds no error in."""
    deadline = part.get("deadline")
    return StepGraph(
        start=str(part["start"]),
        deadline=_deadline(deadline) if deadline else None,
        steps=_steps(part),
        ends={
            key: EndPlan(key, Text.of(end.get("title")), str(end.get("status") or key))
            for key, end in part.get("ends", {}).items()
        },
    )


def _steps(part: Mapping[str, Any]) -> dict[str, StepPlan]:
    keyed = part["steps"]
    return {key: _step(key, keyed[key]) for key in in_order(keyed, part.get("order"))}


def _deadline(part: Mapping[str, Any]) -> Deadline:
    return Deadline(
        days=int(part["days"]),
        unit=str(part.get("unit") or "calendar"),
        starts=str(part.get("starts") or ""),
        law=Text.of(part.get("law")),
        mark=str(part.get("mark") or ""),
        office_closes=str(part.get("office_closes") or ""),
        warn_days=int(WARN_DAYS if part.get("warn_days") is None else part["warn_days"]),
        escalate=_rungs(part),
        warning=Text.of(part.get("warning")),
    )


def _step(key: str, part: Mapping[str, Any]) -> StepPlan:
    return StepPlan(
        key=key,
        title=Text.of(part.get("title")),
        kind=str(part.get("kind") or "review"),
        role=str(part.get("role") or ""),
        days=int(part.get("days") or 0),
        clock=str(part.get("clock") or "runs"),
        checklist=tuple(
            CheckItem(str(item["code"]), Text.of(item.get("title")))
            for item in part.get("checklist") or []
        ),
        not_same_as=tuple(part.get("not_same_as") or ()),
        join=tuple(part.get("join") or ()),
        actions=_actions(part),
        warn_days=int(part.get("warn_days") or 0),
        on_overdue=str(part.get("on_overdue") or ""),
        escalate=_rungs(part),
        warning=Text.of(part.get("warning")),
        unit=str(part.get("unit") or ""),
        hand_over=str(part.get("hand_over") or ""),
    )


def _rungs(part: Mapping[str, Any]) -> tuple[Rung, ...]:
    """Return the ladder, the lowest rung first."""
    rows = (
        Rung(int(row.get("after_days") or 0), str(row.get("role") or ""))
        for row in part.get("escalate") or ()
    )
    return tuple(sorted(rows, key=lambda rung: rung.after_days))


def _actions(part: Mapping[str, Any]) -> dict[str, ActionPlan]:
    keyed = part.get("actions", {})
    return {key: _action(key, keyed[key]) for key in in_order(keyed, part.get("order"))}


def _action(key: str, part: Mapping[str, Any]) -> ActionPlan:
    return ActionPlan(
        key=key,
        label=Text.of(part.get("label")),
        branches=tuple(_branch(target) for target in part.get("to", ())),
        needs=tuple(part.get("needs") or ()),
        starts_clock=bool(part.get("starts_clock")),
        style=str(part.get("style") or "line"),
    )


def _branch(target: str | Mapping[str, str]) -> Branch:
    if isinstance(target, str):
        return Branch(target)
    return Branch(str(target["step"]), str(target.get("if") or ""))
