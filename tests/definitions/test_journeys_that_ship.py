"""Journeys and kinds of business: what personas are told follows from the services themselves."""

import re
from itertools import chain
from typing import Any

import pytest

from krob.foundation.rules.expressions import compile_expression
from krob.registers.catalogue.checking.checks import questions_of
from krob.registers.catalogue.guiding import advising, journeys
from tests.definitions.shipped import BUSINESS_TYPES, JOURNEYS, SERVICES, holds

CODES = sorted(JOURNEYS)
ASKED = {question["key"] for journey in JOURNEYS.values() for question in journey["questions"]}
PARTS = [service.parts["service"] for service in SERVICES.values()]
PERSONAS = [
    pytest.param(code, persona, id=f"{code}-{persona['name']['en']}")
    for code in CODES
    for persona in JOURNEYS[code]["personas"]
]


def rule_of(entry) -> str:
    """Return when a journey's service belongs: as the journey says, else as the service does."""
    return entry["when"] or SERVICES[entry["code"]].parts["service"]["applies_when"]


def typed(answers):
    """Return a persona's answers as rules read them."""
    return {key: int(value) if isinstance(value, str) else value for key, value in answers.items()}


def test_there_are_five_kinds_of_business_and_four_life_events():
    kinds = [journey["kind"] for journey in JOURNEYS.values()]

    assert (kinds.count("business"), kinds.count("life-event")) == (5, 4)


@pytest.mark.req("2.6", part="personas of the journeys")
@pytest.mark.req("1.4.4", part="personas of the journeys")
@pytest.mark.parametrize(("code", "persona"), PERSONAS)
def test_a_persona_is_told_just_the_services_that_apply(code, persona):
    journey = JOURNEYS[code]
    answers = typed(persona["answers"])

    told = [
        entry["code"]
        for entry in journey["services"]
        if holds(rule_of(entry), journey["questions"], answers)
    ]

    assert told == persona["expect"]
    assert set(answers) == {question["key"] for question in journey["questions"]}


@pytest.mark.parametrize("code", CODES)
def test_a_journey_asks_what_its_rules_read_and_nothing_else(code):
    journey = JOURNEYS[code]
    types = {question.key: question.type for question in questions_of(journey)}

    rules = [rule_of(entry) for entry in journey["services"]]
    read = [compile_expression(rule, types, "bool").reads for rule in rules]

    assert set().union(*read) == set(types)


@pytest.mark.parametrize("code", CODES)
def test_a_question_is_worded_as_the_services_word_it(code):
    said = {question["key"]: question for part in PARTS for question in part.get("questions", [])}

    asked = {question["key"]: question for question in JOURNEYS[code]["questions"]}

    assert asked == {key: said[key] for key in asked}


@pytest.mark.parametrize("key", sorted(ASKED))
def test_services_word_a_shared_question_alike(key):
    worded = [
        question
        for part in PARTS
        for question in part.get("questions", [])
        if question["key"] == key
    ]

    assert [one for one in worded if one != worded[0]] == []


@pytest.mark.parametrize("code", CODES)
def test_every_service_of_a_journey_is_met_by_some_persona_and_offers_what_is_to_be_done(code):
    journey = JOURNEYS[code]
    met = set(chain.from_iterable(persona["expect"] for persona in journey["personas"]))

    assert {entry["code"] for entry in journey["services"]} <= set(SERVICES)
    for entry in journey["services"]:
        actions = SERVICES[entry["code"]].parts["service"].get("actions", ["new"])
        assert entry.get("action", "new") in actions
    assert len(journey["personas"]) >= 2
    assert met <= {entry["code"] for entry in journey["services"]}


@pytest.mark.req("2.5.1", part="kinds of business and life events")
def test_kinds_of_business_are_named_once_in_both_languages_and_cover_what_is_used():
    codes = [one["code"] for one in BUSINESS_TYPES]
    naming = [*PARTS, *JOURNEYS.values()]
    used = set(chain.from_iterable(one.get("business_types", []) for one in naming))

    assert len(codes) == len(set(codes)) >= 60
    assert all(re.fullmatch(r"\d{5}", code) for code in codes)
    assert all(one["title"]["th"] and one["title"]["en"] for one in BUSINESS_TYPES)
    assert used <= set(codes)


def groups() -> dict[str, dict[str, Any]]:
    """Return the services that share an advisor, by group."""
    found: dict[str, dict[str, Any]] = {}
    for code, service in SERVICES.items():
        part = service.parts["service"]
        if group := part.get("group"):
            found.setdefault(group, {})[code] = part
    return found


def dead_ends(walk) -> str:
    return f"{walk.paths} paths, {walk.dead_ends} dead ends, such as {list(walk.dead[:3])}"


@pytest.mark.req("2.6", part="every path ends at an answer")
@pytest.mark.req("1.4.4", part="every path ends at an answer")
@pytest.mark.parametrize("code", CODES)
def test_every_path_of_a_journey_ends_at_an_answer_and_meets_every_service(code):
    services = {name: one.parts["service"] for name, one in SERVICES.items()}

    walk = journeys.walked(JOURNEYS[code], services)

    assert not walk.too_many, walk.paths
    assert walk.dead_ends == 0, dead_ends(walk)
    assert walk.reached == {entry["code"] for entry in JOURNEYS[code]["services"]}


@pytest.mark.req("2.6", part="every path ends at an answer")
@pytest.mark.parametrize(("group", "services"), groups().items())
def test_every_path_of_a_group_ends_at_an_answer_and_meets_every_service(group, services):
    walk = advising.walked(services)

    assert walk.dead_ends == 0, dead_ends(walk)
    assert walk.reached == set(services)


def test_a_path_without_an_answer_is_found():
    journey = {**JOURNEYS["hotel"], "endings": []}
    services = {name: one.parts["service"] for name, one in SERVICES.items()}

    walk = journeys.walked(journey, services)

    assert (walk.paths, walk.dead_ends) == (432, 12)


@pytest.mark.parametrize("code", CODES)
def test_endings_are_said_in_both_languages_and_read_the_journeys_questions(code):
    types = {question.key: question.type for question in questions_of(JOURNEYS[code])}

    for ending in JOURNEYS[code].get("endings", []):
        compile_expression(ending["when"] or "True", types, "bool")
        assert ending["text"]["th"]
        assert ending["text"]["en"]


def test_services_name_life_events_that_there_are():
    events = {code for code, journey in JOURNEYS.items() if journey["kind"] == "life-event"}
    named = chain.from_iterable(part.get("life_events", []) for part in PARTS)

    assert set(named) <= events
