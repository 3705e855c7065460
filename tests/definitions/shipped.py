"""What ships in ``definitions/``, read once."""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from krob.foundation.rules.expressions import compile_expression
from krob.registers.catalogue.checking.checks import questions_of
from krob.registers.catalogue.versioning.definition import Definition, OfferingDefinition, read_all

ROOT = Path(__file__).parents[2] / "definitions"
IN_FULL = (
    "food-premises-licence",
    "food-premises-notification",
    "health-hazard",
    "liquor-retail",
    "signboard-tax",
    "tobacco-retail",
)


@cache
def everything() -> tuple[Definition | OfferingDefinition, ...]:
    """Return every version and offering that ships."""
    return tuple(read_all(ROOT))


def services() -> dict[str, Definition]:
    """Return the newest version of every service by its code."""
    return {one.code: one for one in everything() if isinstance(one, Definition)}


def offerings_of(code: str) -> tuple[OfferingDefinition, ...]:
    """Return what authorities say about a service."""
    found = (one for one in everything() if isinstance(one, OfferingDefinition))
    return tuple(one for one in found if one.service == code)


def texts(value: Any, path: str = "") -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield every text in two languages with where it stands."""
    if isinstance(value, Mapping):
        if value and set(value) <= {"th", "en"}:
            yield path, value
            return
        for key, inner in value.items():
            yield from texts(inner, f"{path}.{key}")
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value):
            yield from texts(inner, f"{path}[{number}]")


SERVICES = services()
OFFERINGS = [one for one in everything() if isinstance(one, OfferingDefinition)]
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
