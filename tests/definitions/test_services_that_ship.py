"""The services that ship: complete, sourced, within their manual, and their examples come true."""

from datetime import date

import pytest

from krob.engines.smartforms import state
from krob.engines.workflow import spec as workflow
from krob.foundation.rules.expressions import compile_expression
from krob.registers.catalogue.checks import problems
from krob.registers.catalogue.queries import compiled
from krob.registers.catalogue.types import CONTEXT_TYPES, MARKS, rule_types
from tests.definitions.shipped import OFFERINGS, SERVICES

CODES = sorted(SERVICES)


def offerings_of(code):
    return tuple(one for one in OFFERINGS if one.service == code)


@pytest.mark.req("2.2.1", part="the services that ship")
@pytest.mark.parametrize("code", CODES)
def test_nothing_stands_against_publishing_it_not_even_a_warning(code):
    found = [str(problem) for problem in problems(SERVICES[code], offerings_of(code))]

    assert [text for text in found if "ไม่มีแถว" not in text] == []


@pytest.mark.parametrize("code", CODES)
def test_it_has_three_worked_examples_and_an_authority_that_gives_it(code):
    examples = SERVICES[code].parts["examples"]

    assert len(examples) >= 3
    assert offerings_of(code)


def eligible(definition, example) -> bool:
    """Say whether an example may be filed."""
    form = compiled(definition.parts["form"], CONTEXT_TYPES)
    context = {
        "applicant": {"kind": example["applicant"]},
        "action": example.get("action", "new"),
        "today": date.fromisoformat(example["on"]),
    }
    typed = state.typed(form, state.effective(form, example["answers"], context), context)
    rules = [rule["rule"] for rule in definition.parts["service"].get("eligibility", [])]
    types = rule_types(form)
    return all(compile_expression(rule, types, "bool")(typed) is not False for rule in rules)


@pytest.mark.req("2.10", part="who may file, in worked examples")
@pytest.mark.parametrize("code", CODES)
def test_its_examples_may_be_filed_where_they_say_so(code):
    definition = SERVICES[code]
    said = {
        example["name"]: example["expect"]["eligible"]
        for example in definition.parts["examples"]
        if "eligible" in example["expect"]
    }

    found = {
        example["name"]: eligible(definition, example)
        for example in definition.parts["examples"]
        if example["name"] in said
    }

    assert found == said


@pytest.mark.req("2.2.2", part="documents and days within the manual")
@pytest.mark.parametrize("code", [c for c in CODES if "manual" in SERVICES[c].parts["service"]])
def test_it_keeps_to_its_public_manual(code):
    parts = SERVICES[code].parts
    manual, deadline = parts["service"]["manual"], parts["steps"]["deadline"]

    asked = {document["code"] for document in parts["documents"]}

    assert asked <= set(manual["documents"])
    assert (deadline["unit"], deadline["days"] <= manual["days"]) == (manual["unit"], True)
    assert list(workflow.problems(parts["steps"], rule_types(_form(parts)))) == []


def _form(parts):
    return compiled(parts["form"], CONTEXT_TYPES)


@pytest.mark.parametrize("code", CODES)
def test_every_fact_of_it_says_where_it_comes_from(code):
    parts = SERVICES[code].parts
    fees = parts["fees"]
    tables = [*fees.get("tables", []), *(t for o in offerings_of(code) for t in o.parts["tables"])]
    rows = [row for table in tables for row in table["rows"]]

    facts = [
        *parts["documents"],
        *fees["lines"],
        *rows,
        parts["steps"]["deadline"],
        *parts["service"].get("relations", []),
        parts["licence"]["validity"],
    ]

    assert [fact for fact in facts if fact.get("mark") not in MARKS] == []
    assert [fact for fact in (*fees["lines"], *rows) if not fact.get("law")] == []


@pytest.mark.req("2.8.2", part="relations name services that exist")
@pytest.mark.parametrize("code", CODES)
def test_it_is_related_to_services_that_exist(code):
    relations = SERVICES[code].parts["service"].get("relations", [])

    assert {one["service"] for one in relations} <= set(SERVICES)
    for one in relations:
        if one["when"]:
            compile_expression(one["when"], rule_types(_form(SERVICES[code].parts)), "bool")
