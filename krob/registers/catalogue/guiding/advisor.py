"""Which service applies, and why: computed from what the services say of themselves."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from krob.foundation.core.text import Text
from krob.foundation.rules.expressions import compile_expression
from krob.foundation.rules.wording import describe
from krob.registers.catalogue.checking.checks import questions_of
from krob.registers.catalogue.models import ServiceVersion
from krob.registers.catalogue.types import Question


@dataclass(frozen=True, slots=True)
class Advice:
    """One service's answer: ``applies`` is True, False, or None while an answer is missing."""

    version: ServiceVersion
    applies: bool | None
    rule: Text


def questions_for(versions: Iterable[ServiceVersion]) -> list[Question]:
    """Return the questions of a group of services, each once, in the order they are first asked.

    A question that several ask is worded as in the version that was published last.
    """
    found: dict[str, tuple[datetime, Question]] = {}
    for version in versions:
        for question in questions_of(version.parts["service"]):
            known = found.get(question.key)
            if known is None or known[0] < version.published_at:
                found[question.key] = (version.published_at, question)
    return [question for _at, question in found.values()]


def endings_for(
    versions: Iterable[ServiceVersion], answers: Mapping[str, bool | Decimal | None]
) -> list[Text]:
    """Return what is said to these answers where no service applies."""
    return [
        Text.of(ending.get("text"))
        for version in versions
        for ending in version.parts["service"].get("endings") or ()
        if _ends(version, str(ending.get("when") or "True"), answers)
    ]


def _ends(version: ServiceVersion, source: str, answers: Mapping[str, Any]) -> bool:
    types = {one.key: one.type for one in questions_of(version.parts["service"])}
    return compile_expression(source, types, "bool")(answers) is True


def advise(
    versions: Iterable[ServiceVersion], answers: Mapping[str, bool | Decimal | None]
) -> list[Advice]:
    """Say for each service whether it applies to these answers, with its rule in plain words."""
    return [_advice(version, answers) for version in versions]


def _advice(version: ServiceVersion, answers: Mapping[str, Any]) -> Advice:
    part = version.parts["service"]
    questions = questions_of(part)
    types = {question.key: question.type for question in questions}
    labels = {question.key: question.label for question in questions}
    rule = compile_expression(part["applies_when"], types, "bool")
    value = rule({question.key: answers.get(question.key) for question in questions})
    applies = value if isinstance(value, bool) else None
    return Advice(version, applies, describe(part["applies_when"], labels))
