"""Which documents the answers so far ask for: needed, not needed, or not known yet.

Pure: the caller passes the requirements and the typed answers.

Req: 2.4, V.6.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from krob.engines.documents.types import How, Need, NeedState, Requirement
from krob.foundation.rules.expressions import compile_expression
from krob.foundation.rules.values import Type


def needs(
    requirements: Sequence[Requirement], typed: Mapping[str, Any], types: Mapping[str, Type]
) -> list[Need]:
    """Return each requirement in the light of the answers, in the definition's order.

    Raises:
        ExpressionError: a condition cannot be computed; publishing checks for that.
    """
    return [_need(requirement, typed, types) for requirement in requirements]


def missing(needs_now: Sequence[Need], uploaded: Mapping[str, int]) -> list[Need]:
    """Return the documents that the person still has to bring; ``uploaded`` counts by code."""
    return [
        need
        for need in needs_now
        if need.state is NeedState.NEEDED
        and need.how is How.UPLOAD
        and uploaded.get(need.code, 0) < 1
    ]


def _need(requirement: Requirement, typed: Mapping[str, Any], types: Mapping[str, Type]) -> Need:
    state, depends_on = _judged(requirement, typed, types)
    return Need(
        code=requirement.code,
        title=requirement.title,
        state=state,
        how=requirement.how,
        registry=requirement.registry,
        key=requirement.key,
        depends_on=depends_on,
        law=requirement.law,
        hint=requirement.hint,
        accept=requirement.accept,
        max_mb=requirement.max_mb,
        copies=requirement.copies,
        max_pages=requirement.max_pages,
        valid_days=requirement.valid_days,
        expiry_field=requirement.expiry_field,
        name_field=requirement.name_field,
        issuer=requirement.issuer,
        sample=requirement.sample,
    )


def _judged(
    requirement: Requirement, typed: Mapping[str, Any], types: Mapping[str, Type]
) -> tuple[NeedState, tuple[str, ...]]:
    for condition, otherwise in (
        (requirement.needed_when, NeedState.NOT_NEEDED),
        (requirement.required_when, NeedState.OPTIONAL),
    ):
        if not condition:
            continue
        rule = compile_expression(condition, types, "bool")
        answer = rule(typed)
        if answer is None:
            return NeedState.MAYBE, rule.unknown(typed)
        if not answer:
            return otherwise, ()
    return NeedState.NEEDED, ()
