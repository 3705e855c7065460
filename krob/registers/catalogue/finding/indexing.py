"""Keeps the search in step with the services in force."""

from collections.abc import Iterable, Mapping
from typing import Any

from krob.foundation.core import clock
from krob.foundation.core.text import Text
from krob.registers.catalogue import queries
from krob.registers.catalogue.finding import index
from krob.registers.catalogue.models import ServiceVersion

TITLES = ("title", "subtitle", "output")
BODIES = ("summary", "keywords", "law")


def rebuild() -> int:
    """Index every service in force again, forget the others; return how many there are."""
    versions = list(queries.versions_in_force(clock.today()))
    for version in versions:
        refresh(version)
    index.keep_only([version.service.code for version in versions])
    return len(versions)


def refresh(version: ServiceVersion) -> None:
    """Index one service by what its version says, in both languages."""
    part: Mapping[str, Any] = version.parts["service"]
    agency = version.service.agency.name
    body = [*_both(part.get(key) for key in BODIES), agency.th, agency.en]
    body += _both(part.get("criteria", ()))
    index.put(
        version.service.code, " ".join(_both(part.get(key) for key in TITLES)), " ".join(body)
    )


def _both(texts: Iterable[Any]) -> list[str]:
    return [word for text in map(Text.of, texts) for word in (text.th, text.en) if word]
