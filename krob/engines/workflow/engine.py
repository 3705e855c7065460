"""How a graph moves: pure functions from where a process stands to where it goes."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from krob.engines.workflow import facts as fact
from krob.engines.workflow.graph import ActionPlan, StepGraph
from krob.foundation.rules.expressions import MissingInput, Type, compile_expression


@dataclass(frozen=True, slots=True)
class Move:
    """What an action does: steps to open, steps to cancel, and the end when one is reached."""

    entered: tuple[str, ...]
    cancelled: tuple[str, ...] = ()
    ended: str = ""


def first_move(graph: StepGraph) -> Move:
    """Return how a process begins."""
    return Move((graph.start,))


def move(
    graph: StepGraph,
    standing: Collection[str],
    step: str,
    action: str,
    facts: Mapping[str, Any],
    types: Mapping[str, Type] | None = None,
) -> Move:
    """Return what an action in an open step leads to.

    Args:
        graph: the graph that the process is pinned to.
        standing: the steps that are open now, ``step`` among them.
        step: the step that is closed.
        action: what is done there.
        facts: the typed answers that conditions read.
        types: their types, as far as they were declared; others are taken from the facts.

    Raises:
        MissingInput: a condition depends on an answer that nobody gave.
    """
    others = [key for key in standing if key != step]
    targets = _targets(graph.steps[step].actions[action], facts, types or {})
    for target in targets:
        if target in graph.ends:
            return Move((), tuple(others), target)
    return Move(tuple(key for key in targets if _may_enter(graph, key, others)))


def _targets(
    action: ActionPlan, facts: Mapping[str, Any], types: Mapping[str, Type]
) -> tuple[str, ...]:
    if not action.is_choice:
        return action.targets
    for branch in action.branches:
        if not branch.condition or holds(branch.condition, facts, types):
            return (branch.step,)
    raise LookupError(f"action {action.key}: no way without a condition")


def holds(condition: str, facts: Mapping[str, Any], types: Mapping[str, Type]) -> bool:
    """Say whether a condition holds; a guess is never made.

    Raises:
        MissingInput: it depends on an answer that nobody gave.
    """
    known = {**fact.types_of(facts), **types}
    absent = fact.reads(condition) - known.keys()
    if absent:
        raise MissingInput(absent)
    rule = compile_expression(condition, known, "bool")
    answer = rule(facts)
    if answer is None:
        raise MissingInput(rule.unknown(facts) or rule.reads)
    return answer is True


def _may_enter(graph: StepGraph, key: str, others: Collection[str]) -> bool:
    """A join waits for its branches; a step that is open already is not entered again."""
    return key not in others and not set(graph.steps[key].join) & set(others)
