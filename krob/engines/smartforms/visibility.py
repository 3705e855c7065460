"""Which questions are asked: one pass from top to bottom over the answers so far.

A condition reads earlier answers only, so one pass is enough. A hidden answer counts as not
given for everything below it; the draft keeps it. Hidden unless the condition is true; required
unless the rule is known to be false.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from krob.engines.smartforms.types import Answer, CompiledForm, Field
from krob.foundation.rules.expressions import Expression, RuleError

_BROKEN = (ValueError, ArithmeticError, TypeError, LookupError, AttributeError)


@dataclass(frozen=True, slots=True)
class Row:
    """What one row of a group asks, and the values that its rules see."""

    visible: frozenset[str]
    required: frozenset[str]
    values: Mapping[str, Any]


@dataclass(slots=True)
class Walk:
    """The result of one pass.

    ``answers`` are those that count (canonical), ``values`` what rules see, context included.
    """

    values: dict[str, Any]
    pages: list[str] = field(default_factory=list)
    visible: set[str] = field(default_factory=set)
    required: set[str] = field(default_factory=set)
    answers: dict[str, Answer] = field(default_factory=dict)
    rows: dict[str, list[Row]] = field(default_factory=dict)


def ask(rule: Expression | None, values: Mapping[str, Any]) -> Any:
    """Evaluate a rule; what cannot be computed is not known."""
    try:
        return rule(values) if rule else None
    except RuleError:
        return None


def holds(rule: Expression | None, values: Mapping[str, Any]) -> bool:
    """Say whether a condition is true; no condition is true."""
    return rule is None or ask(rule, values) is True


def is_required(each: Field, values: Mapping[str, Any]) -> bool:
    """Say whether an answer is required: unless the rule is known to be false."""
    if isinstance(each.required, bool):
        return each.required
    return ask(each.required, values) is not False


def walk(form: CompiledForm, answers: Mapping[str, Answer], context: Mapping[str, Any]) -> Walk:
    """Go through the form once and return what is asked, required and known."""
    found = Walk(values=dict(context))
    for page in form.pages:
        if not holds(page.visible_when, found.values):
            continue
        found.pages.append(page.key)
        for each in page.fields:
            if holds(each.visible_when, found.values):
                _meet(each, answers, found)
    return found


def _meet(each: Field, answers: Mapping[str, Answer], found: Walk) -> None:
    found.visible.add(each.key)
    if is_required(each, found.values):
        found.required.add(each.key)
    if each.kind.code == "computed":
        _compute(each, found)
    elif each.kind.asks and (answer := answers.get(each.key)) is not None:
        _take(each, answer, found)


def _compute(each: Field, found: Walk) -> None:
    value = ask(each.value, found.values)
    if value is not None:
        found.values[each.key] = value
        found.answers[each.key] = value


def _take(each: Field, answer: Answer, found: Walk) -> None:
    try:
        if each.kind.code == "group":
            answer = _rows(each, answer, found)
            if not answer:
                return
        value = each.kind.typed(answer, each)
    except _BROKEN:
        return
    found.answers[each.key] = answer
    found.values[each.key] = value


def _rows(group: Field, answer: Answer, found: Walk) -> list[dict[str, Answer]]:
    """Walk each row; return the rows with their hidden cells dropped, without empty rows."""
    kept = []
    found.rows[group.key] = []
    for given in answer:
        row, cells = _row(group, given, found.values)
        found.rows[group.key].append(row)
        if cells:
            kept.append(cells)
    return kept


def _row(
    group: Field, given: Mapping[str, Answer], outside: Mapping[str, Any]
) -> tuple[Row, dict[str, Answer]]:
    values = {k: v for k, v in outside.items() if k not in {cell.key for cell in group.fields}}
    visible, required, cells = set(), set(), {}
    for cell in group.fields:
        if not holds(cell.visible_when, values):
            continue
        visible.add(cell.key)
        if is_required(cell, values):
            required.add(cell.key)
        if cell.kind.asks and given.get(cell.key) is not None:
            cells[cell.key] = given[cell.key]
            values[cell.key] = cell.kind.typed(given[cell.key], cell)
    return Row(frozenset(visible), frozenset(required), values), cells


def empty_row(group: Field, outside: Mapping[str, Any]) -> Row:
    """Return what an empty row of a group asks."""
    return _row(group, {}, outside)[0]


def visible(
    form: CompiledForm, answers: Mapping[str, Answer], context: Mapping[str, Any]
) -> frozenset[str]:
    """Return the keys of the fields that are asked now."""
    return frozenset(walk(form, answers, context).visible)
