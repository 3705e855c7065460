"""What ships in ``definitions/``, read once for the tests of it."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from krob.foundation.rules.expressions import compile_expression
from krob.registers.catalogue.checks import questions_of
from krob.registers.catalogue.definition import Definition, OfferingDefinition, read_all

ROOT = Path(__file__).parents[2] / "definitions"
EVERYTHING = list(read_all(ROOT))
SERVICES = {one.code: one for one in EVERYTHING if isinstance(one, Definition)}
OFFERINGS = [one for one in EVERYTHING if isinstance(one, OfferingDefinition)]
JOURNEYS = {
    file.stem: tomllib.loads(file.read_text())
    for file in sorted((ROOT / "journeys").glob("*.toml"))
}
BUSINESS_TYPES = tomllib.loads((ROOT / "business-types.toml").read_text())["types"]


def holds(rule: str, questions: list[Mapping[str, Any]], answers: Mapping[str, Any]) -> bool | None:
    """Say whether a rule over some questions holds for the answers of a persona."""
    asked = questions_of({"questions": questions})
    types = {question.key: question.type for question in asked}
    value = compile_expression(rule, types, "bool")({key: answers.get(key) for key in types})
    return value if isinstance(value, bool) else None
