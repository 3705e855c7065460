"""Where the answers of one case can lead in a graph: pure, for replays and dry runs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from krob.engines.workflow import engine
from krob.engines.workflow.graph import ActionPlan, StepGraph
from krob.foundation.rules.expressions import RuleError, Type


@dataclass(frozen=True, slots=True)
class Way:
    """The steps and ends that a case may come to, and the steps in which it would be stuck."""

    steps: frozenset[str]
    stuck: tuple[str, ...]


def way(graph: StepGraph, facts: Mapping[str, Any], types: Mapping[str, Type]) -> Way:
    """Follow every action from the start; conditions are decided by the answers.

    A step is stuck where the condition of one of its actions cannot be decided.
    """
    seen: set[str] = set()
    stuck: list[str] = []
    waiting = [graph.start]
    while waiting:
        key = waiting.pop()
        if key in seen:
            continue
        seen.add(key)
        plan = graph.steps.get(key)
        for action in plan.actions.values() if plan else ():
            targets = _targets(action, facts, types)
            if targets is None:
                stuck.append(key)
            waiting += targets or ()
    return Way(frozenset(seen), tuple(dict.fromkeys(stuck)))


def _targets(
    action: ActionPlan, facts: Mapping[str, Any], types: Mapping[str, Type]
) -> tuple[str, ...] | None:
    if not action.is_choice:
        return action.targets
    try:
        for branch in action.branches:
            if not branch.condition or engine.holds(branch.condition, facts, types):
                return (branch.step,)
    except RuleError:
        return None
    return None
