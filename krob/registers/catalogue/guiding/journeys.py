"""Journeys: a kind of business or an event in its life, its questions, and the services in order.

A journey names services; when each belongs is said by the journey, or by the service itself.

Req: 1.4.4, 2.5.1, 2.6, 2.8.2.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from krob.foundation.core import clock
from krob.foundation.core.errors import NotFound
from krob.foundation.core.text import Text
from krob.foundation.rules.expressions import compile_expression
from krob.foundation.rules.wording import describe
from krob.registers.catalogue import queries
from krob.registers.catalogue.checking.checks import questions_of
from krob.registers.catalogue.guiding import guides, paths
from krob.registers.catalogue.guiding.advice import Asked, asked
from krob.registers.catalogue.models import ServiceVersion
from krob.registers.catalogue.types import Question
from krob.registers.catalogue.versioning import relations

FIRST = ("requires", "before")
"""Kinds of relation whose other service comes first."""
SHORT = 3
ALWAYS = Text("ทุกกรณี", "in every case")


@dataclass(frozen=True, slots=True)
class Leg:
    """One service of a journey: whether it belongs (None: not known yet), why, what comes first."""

    version: ServiceVersion
    action: str
    applies: bool | None
    why: Text
    after: tuple[tuple[Text, Text], ...] = ()


@dataclass(frozen=True, slots=True)
class Journey:
    """A journey as people choose it."""

    code: str
    kind: str
    title: Text
    summary: Text


def journeys() -> list[Journey]:
    """Return all journeys, kinds of business first."""
    found = [
        Journey(code, str(one["kind"]), Text.of(one["title"]), Text.of(one.get("summary")))
        for code, one in guides.journeys().items()
    ]
    return sorted(found, key=lambda one: (one.kind, one.code))


def found(words: str) -> list[Journey]:
    """Return the journeys whose name or summary holds what was typed."""
    typed = words.strip().casefold()
    return [one for one in journeys() if typed and _says(one, typed)]


def _says(one: Journey, typed: str) -> bool:
    said = (one.title.th, one.title.en, one.summary.th, one.summary.en)
    names = re.findall(r"[^\s,()]+", f"{one.title.th} {one.title.en}".casefold())
    return any(typed in text.casefold() for text in said) or any(
        len(name) > SHORT and name in typed for name in names
    )


def page(code: str, query: Mapping[str, str]) -> dict[str, Any]:
    """Return a journey's questions, and the services that follow from what was answered.

    Raises:
        NotFound: there is no such journey.
    """
    journey = guides.journeys().get(code)
    if journey is None:
        raise NotFound("journey-not-found", _("There is no such page."))
    return shown(journey, query)


def shown(journey: Mapping[str, Any], query: Mapping[str, str]) -> dict[str, Any]:
    """Return the page of a journey, published or being written."""
    answers = [asked(question, query) for question in questions_of(journey)]
    legs = in_order(_legs(journey, answers))
    begun = any(one.raw for one in answers)
    return {
        "journey": journey,
        "title": Text.of(journey["title"]),
        "summary": Text.of(journey.get("summary")),
        "asked": answers,
        "begun": begun,
        "applying": [leg for leg in legs if leg.applies],
        "open": [leg for leg in legs if leg.applies is None],
        "endings": endings_of(journey, {one.question.key: one.value for one in answers}),
        "spared": [leg for leg in legs if leg.applies is False],
        "errors": [one for one in answers if one.error],
    }


def _legs(journey: Mapping[str, Any], answers: Sequence[Asked]) -> list[Leg]:
    versions = {v.service.code: v for v in queries.versions_in_force(clock.today())}
    questions = [one.question for one in answers]
    values = {one.question.key: one.value for one in answers}
    return [
        _leg(entry, versions[entry["code"]], questions, values)
        for entry in journey["services"]
        if entry["code"] in versions
    ]


def endings_of(journey: Mapping[str, Any], values: Mapping[str, Any]) -> list[Text]:
    """Return what is said to answers from which no service follows."""
    types = {one.key: one.type for one in questions_of(journey)}
    return [
        Text.of(ending.get("text"))
        for ending in journey.get("endings") or ()
        if compile_expression(_when(ending), types, "bool")(values) is True
    ]


def _when(ending: Mapping[str, Any]) -> str:
    return str(ending.get("when") or "True")


def walked(journey: Mapping[str, Any], services: Mapping[str, Mapping[str, Any]]) -> paths.Walk:
    """Walk every way through a journey; ``services`` are the service parts by code.

    ``reached`` are the codes of the services to which some way leads.
    """
    entries = [entry for entry in journey["services"] if entry["code"] in services]
    rules = {str(entry["code"]): rule_of(entry, services[entry["code"]]) for entry in entries}
    endings = [_when(ending) for ending in journey.get("endings") or ()]
    return paths.walk(questions_of(journey), rules, endings)


def rule_of(entry: Mapping[str, Any], service: Mapping[str, Any]) -> str:
    """Return when a service belongs to a journey: as the journey says, else the service."""
    return str(entry.get("when") or service.get("applies_when") or "True")


def _leg(
    entry: Mapping[str, Any],
    version: ServiceVersion,
    questions: Sequence[Question],
    values: Mapping[str, Any],
) -> Leg:
    source = rule_of(entry, version.parts["service"])
    rule = compile_expression(source, {one.key: one.type for one in questions}, "bool")
    value = rule(values)
    why = describe(source, {one.key: one.label for one in questions}) if rule.reads else ALWAYS
    applies = value if isinstance(value, bool) else None
    return Leg(version, str(entry.get("action") or "new"), applies, why)


def in_order(legs: Sequence[Leg]) -> list[Leg]:
    """Put every service after those that it needs first; else the journey's order stays."""
    waiting, done = list(legs), list[Leg]()
    while waiting:
        names = {leg.version.service.code for leg in waiting}
        ready = next((leg for leg in waiting if not _first(leg, names)), waiting[0])
        waiting.remove(ready)
        done.append(ready)
    applying = {leg.version.service.code: leg.version for leg in legs if leg.applies is not False}
    return [_with_notes(leg, applying) for leg in done]


def _first(leg: Leg, names: set[str]) -> set[str]:
    """Return which of the named services come before this one."""
    rows = relations.of_part(leg.version.parts["service"])
    needed = {str(row.get("service")) for row in rows if row.get("kind") in FIRST}
    return (needed - {leg.version.service.code}) & names


def _with_notes(leg: Leg, applying: Mapping[str, ServiceVersion]) -> Leg:
    notes = tuple(
        (applying[str(row["service"])].title, Text.of(row.get("message")))
        for row in relations.of_part(leg.version.parts["service"])
        if row.get("kind") in FIRST and row.get("service") in applying
    )
    return Leg(leg.version, leg.action, leg.applies, leg.why, notes)
