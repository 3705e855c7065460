"""The way of one case from filing to its approval, decided by its answers: pure.

Where a step may be left by several actions, the way is the one that people take as a rule: the
primary action, and among equals the one with the fewest steps to come.

Req: 2.8.1.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from krob.engines.workflow import engine
from krob.engines.workflow.graph import ActionPlan, StepGraph
from krob.foundation.rules.expressions import RuleError, Type

APPROVED = "approved"
Cost = tuple[int, int]
_START: Cost = (0, 0)


@dataclass(frozen=True, slots=True)
class Approval:
    """The steps of the way, whether the clock was started on it, and where it cannot go on.

    ``stuck`` is the step whose condition the answers do not decide, or from which nothing leads to
    an approval; empty where the way is whole.
    """

    steps: tuple[str, ...]
    starts_clock: bool = False
    stuck: str = ""

    def days(self, graph: StepGraph) -> int:
        """Return the days of the steps on the way during which the clock runs."""
        return sum(graph.steps[key].days for key in self.steps if graph.steps[key].clock == "runs")


def approval(graph: StepGraph, facts: Mapping[str, Any], types: Mapping[str, Type]) -> Approval:
    """Return the way to approval that these answers take."""
    follower = _Follower(graph, facts, types)
    best = follower.best()
    if graph.start not in best:
        return Approval((), stuck=follower.undecided(graph.start) or graph.start)
    steps = tuple(follower.way(graph.start, best))
    plans = [best[key][1] for key in steps]
    return Approval(steps, any(plan.starts_clock for plan in plans))


DECIDING = frozenset({"decision", "hand-over"})
NOT_OFFICERS = frozenset({"applicant", "auto", "payment", "wait"})


@dataclass(frozen=True, slots=True)
class Decisive:
    """The action by which a case is approved: its step, and where it leads."""

    step: str
    action: str
    targets: tuple[str, ...]


def decisive(
    graph: StepGraph, facts: Mapping[str, Any], types: Mapping[str, Type]
) -> Decisive | None:
    """Return what approves a case with these answers; ``None`` where nothing on its way does.

    It is the last decision on the way to approval, or the last step that an officer does where the
    way has no decision.
    """
    follower = _Follower(graph, facts, types)
    best = follower.best()
    if graph.start not in best:
        return None
    by_officers = [
        key for key in follower.way(graph.start, best) if graph.steps[key].kind not in NOT_OFFICERS
    ]
    deciding = [key for key in by_officers if graph.steps[key].kind in DECIDING] or by_officers
    if not deciding:
        return None
    return follower.taken(deciding[-1], best)


def has_decision(graph: StepGraph) -> bool:
    """Say whether an officer's step of the graph leads on to an approval, whatever the answers."""
    approvals = {key for key, end in graph.ends.items() if end.status == APPROVED}
    return any(
        step.kind not in NOT_OFFICERS and approvals & graph.reachable(key)
        for key, step in graph.steps.items()
    )


class _Follower:
    """Follows a graph with the answers of one case."""

    def __init__(
        self, graph: StepGraph, facts: Mapping[str, Any], types: Mapping[str, Type]
    ) -> None:
        self.graph, self.facts, self.types = graph, facts, types
        self._targets = {
            (step.key, action.key): self._decide(action) for step, action in graph.actions()
        }

    def _decide(self, action: ActionPlan) -> tuple[str, ...] | None:
        if not action.is_choice:
            return action.targets
        try:
            for branch in action.branches:
                if not branch.condition or engine.holds(branch.condition, self.facts, self.types):
                    return (branch.step,)
        except RuleError:
            return None
        return None

    def best(self) -> dict[str, tuple[Cost, ActionPlan]]:
        """Return for every step that leads to an approval the action to take there."""
        costs: dict[str, Cost] = {
            key: _START for key, end in self.graph.ends.items() if end.status == APPROVED
        }
        chosen: dict[str, tuple[Cost, ActionPlan]] = {}
        for _round in range(len(self.graph.steps) + 1):
            better: dict[str, tuple[Cost, ActionPlan]] = {}
            for step, action in self.graph.actions():
                cost = self._cost(step.key, action, costs)
                known = better.get(step.key) or chosen.get(step.key)
                if cost is not None and (known is None or cost < known[0]):
                    better[step.key] = (cost, action)
            if not better:
                break
            chosen |= better
            costs |= {key: cost for key, (cost, _action) in better.items()}
        return chosen

    def _cost(self, step: str, action: ActionPlan, costs: Mapping[str, Cost]) -> Cost | None:
        """Return what it takes to an approval: odd actions, then steps; None = it leads nowhere."""
        targets = self._targets[step, action.key]
        if not targets or any(target not in costs for target in targets):
            return None
        odd = max(costs[target][0] for target in targets)
        many = max(costs[target][1] for target in targets)
        primary = action.style == "primary" or len(self.graph.steps[step].actions) == 1
        return odd + (0 if primary else 1), many + 1

    def way(self, start: str, best: Mapping[str, tuple[Cost, ActionPlan]]) -> Iterator[str]:
        """Yield the steps in the order in which they are entered; a join after its branches."""
        done: list[str] = []
        waiting: Sequence[str] = [start]
        while waiting:
            ready = [key for key in waiting if not self._waits(key, waiting)] or list(waiting)
            key = ready[0]
            waiting = [each for each in waiting if each != key]
            if key in self.graph.ends or key in done:
                continue
            done.append(key)
            yield key
            targets = self._targets[key, best[key][1].key] or ()
            waiting = [*waiting, *(target for target in targets if target not in waiting)]

    def taken(self, step: str, best: Mapping[str, tuple[Cost, ActionPlan]]) -> Decisive:
        """Return the action that the way takes in a step."""
        action = best[step][1].key
        return Decisive(step, action, self._targets[step, action] or ())

    def _waits(self, key: str, others: Sequence[str]) -> bool:
        plan = self.graph.steps.get(key)
        return plan is not None and bool(set(plan.join) & (set(others) - {key}))

    def undecided(self, start: str) -> str:
        """Return the first step on the way whose condition the answers do not decide."""
        seen, waiting = set[str](), [start]
        while waiting:
            key = waiting.pop(0)
            if key in seen or key not in self.graph.steps:
                continue
            seen.add(key)
            for action in self.graph.steps[key].actions.values():
                targets = self._targets[key, action.key]
                if targets is None:
                    return key
                waiting += targets
        return ""
