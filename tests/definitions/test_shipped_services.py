"""Every service that ships can be published, says where its facts are from, and has examples."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pytest

from krob.engines.smartforms import checks as form_checks
from krob.engines.smartforms.compile import compiled
from krob.engines.smartforms.state import FormState, effective, typed
from krob.engines.workflow.graph import StepGraph, parse
from krob.foundation.core.text import Text
from krob.foundation.editing.marks import MARKS
from krob.foundation.rules.expressions import compile_expression
from krob.registers.catalogue.checking.checks import problems
from krob.registers.catalogue.types import CONTEXT_TYPES, rule_types
from krob.registers.licences.types import OutputKind
from tests.definitions.shipped import IN_FULL, offerings_of, services, texts

SERVICES = services()
UNDATED = "ordinance.dated"  # no source says on which day the ordinances were made
EXAMPLES = [
    pytest.param(code, example, id=f"{code}-{example['name']}")
    for code in IN_FULL
    for example in SERVICES[code].parts["examples"]
]


@pytest.mark.req("2.2.1", part="the services that ship")
@pytest.mark.parametrize("code", sorted(SERVICES))
def test_a_service_that_ships_has_nothing_against_publishing(code):
    found = list(problems(SERVICES[code], offerings_of(code)))

    assert [str(problem) for problem in found if problem.severity == "error"] == []
    assert {problem.path.rpartition("/")[2] for problem in found} <= {UNDATED}


@pytest.mark.parametrize("code", sorted(SERVICES))
def test_a_service_has_enough_worked_examples(code):
    examples = SERVICES[code].parts["examples"]

    assert len(examples) >= (5 if code in IN_FULL else 3)
    if code in IN_FULL:
        assert any(not example["expect"]["eligible"] for example in examples)


def marked(code: str) -> Iterator[tuple[str, Any]]:
    """Yield every fact of a service that needs a source, with its mark."""
    parts = SERVICES[code].parts
    head = parts["service"]
    yield "law", head["law_mark"]
    yield "validity", head["validity_mark"]
    yield "deadline", parts["steps"].get("deadline", {"mark": "V"}).get("mark")
    yield "licence", parts["licence"].get("validity", {"mark": "V"}).get("mark", "V")
    tables = [*parts["fees"].get("tables", [])]
    for offering in offerings_of(code):
        tables += offering.parts.get("tables", [])
    lists = {
        "documents": parts["documents"],
        "eligibility": head.get("eligibility", []),
        "relations": head.get("relations", []),
        "lines": parts["fees"].get("lines", []),
        "rows": [row for table in tables for row in table["rows"]],
    }
    for name, rows in lists.items():
        for number, row in enumerate(rows):
            yield f"{name}[{number}]", row.get("mark")


@pytest.mark.parametrize("code", sorted(SERVICES))
def test_every_fact_of_a_service_has_a_source_mark(code):
    assert {where: mark for where, mark in marked(code) if mark not in MARKS} == {}


@pytest.mark.parametrize("code", sorted(SERVICES))
def test_every_text_of_a_service_is_in_both_languages(code):
    parts = {key: part for key, part in SERVICES[code].parts.items() if key != "examples"}

    lacking = [
        where
        for where, text in texts(parts)
        if not text.get("th", "").strip() or not text.get("en", "").strip()
    ]

    assert lacking == []


@pytest.mark.parametrize("code", sorted(SERVICES))
def test_a_service_keeps_to_its_public_manual(code):
    parts = SERVICES[code].parts
    manual = parts["service"]["manual"]
    asked = {document["code"] for document in parts["documents"]}
    deadline = parts["steps"].get("deadline")

    assert asked - set(manual["documents"]) == set()
    assert date.fromisoformat(manual["as_of"]) <= date(2026, 11, 23)
    if deadline:
        assert (deadline["unit"], deadline["days"] <= manual["days"]) == (manual["unit"], True)


@pytest.mark.parametrize("code", sorted(SERVICES))
def test_the_services_that_a_service_names_exist_and_its_rules_can_be_read(code):
    parts = SERVICES[code].parts
    types = rule_types(compiled(parts["form"], CONTEXT_TYPES))

    for relation in parts["service"].get("relations", []):
        assert relation["service"] in SERVICES
        if relation["when"]:
            compile_expression(relation["when"], types, "bool")
    assert parts["service"]["output_kind"] in OutputKind.values


@pytest.mark.parametrize("code", IN_FULL)
def test_a_service_in_full_asks_on_several_pages_and_uses_the_shared_blocks(code):
    pages = SERVICES[code].parts["form"]["pages"]
    blocks = {
        field["block"].partition("@")[0]
        for page in pages
        for field in page["fields"]
        if "block" in field
    }

    assert len(pages) >= 5
    assert {"applicant", "nationality", "attorney", "premises", "declaration"} <= blocks


def context_of(example: Mapping[str, Any]) -> dict[str, Any]:
    """Return what rules may read besides the answers of an example."""
    return {
        "applicant": {"kind": example["applicant"]},
        "today": date.fromisoformat(example["on"]),
    }


@pytest.mark.parametrize(("code", "example"), EXAMPLES)
def test_an_example_is_a_form_that_could_be_filed(code, example):
    form = compiled(SERVICES[code].parts["form"], CONTEXT_TYPES)
    state = FormState(answers=example["answers"], raw={}, provenance={})
    context = context_of(example)

    errors = form_checks.errors_of(form, state, None, context)
    kept = effective(form, example["answers"], context)

    assert {key: str(error) for key, error in errors.items()} == {}
    assert set(example["answers"]) - set(kept) == set()


@pytest.mark.req("1.4.4", part="eligibility of the services that ship")
@pytest.mark.parametrize(("code", "example"), EXAMPLES)
def test_an_example_may_be_filed_exactly_when_it_says_so(code, example):
    parts = SERVICES[code].parts
    form = compiled(parts["form"], CONTEXT_TYPES)
    context = context_of(example)
    known = {**context, **typed(form, effective(form, example["answers"], context), context)}

    failed = [
        Text.of(rule["message"]).en
        for rule in parts["service"]["eligibility"]
        if compile_expression(rule["rule"], rule_types(form), "bool")(known) is not True
    ]

    assert len(failed) == (0 if example["expect"]["eligible"] else 1), failed


def leads_on(graph: StepGraph, route: list[str]) -> bool:
    """Say whether each step of a way can follow one of those before it."""
    reached = {graph.start}
    for key in route:
        if key not in reached:
            return False
        reached |= set(graph.steps[key].targets)
    return any(graph.ends[key].status == "approved" for key in reached & set(graph.ends))


@pytest.mark.parametrize(("code", "example"), EXAMPLES)
def test_the_way_of_an_example_exists_and_takes_the_days_that_it_says(code, example):
    parts, expect = SERVICES[code].parts, example["expect"]
    graph = parse(parts["steps"])
    if not expect["eligible"]:
        return

    days = sum(graph.steps[key].days for key in expect["route"] if graph.steps[key].clock == "runs")

    assert leads_on(graph, expect["route"])
    assert days == expect["days"]
    assert set(expect["messages"]) <= set(parts["messages"])
