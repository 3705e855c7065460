"""Services that ship in brief: somebody gives them, and their examples may be filed as they say."""

from datetime import date
from graphlib import TopologicalSorter

import pytest

from krob.engines.smartforms import state
from krob.engines.smartforms.compile import compiled
from krob.foundation.rules.expressions import compile_expression
from krob.registers.catalogue.types import CONTEXT_TYPES, rule_types
from tests.definitions.shipped import IN_FULL, SERVICES, offerings_of

EXAMPLES = [
    pytest.param(code, example, id=f"{code}-{example['name']}")
    for code in sorted(set(SERVICES) - set(IN_FULL))
    for example in SERVICES[code].parts["examples"]
]


@pytest.mark.parametrize("code", sorted(SERVICES))
def test_some_authority_gives_it(code):
    assert offerings_of(code)


@pytest.mark.req("2.10", part="who may file, in worked examples")
@pytest.mark.parametrize(("code", "example"), EXAMPLES)
def test_an_example_may_be_filed_where_it_says_so(code, example):
    parts = SERVICES[code].parts
    form = compiled(parts["form"], CONTEXT_TYPES)
    context = {
        "applicant": {"kind": example["applicant"]},
        "action": example["action"],
        "today": date.fromisoformat(example["on"]),
    }
    typed = state.typed(form, state.effective(form, example["answers"], context), context)
    rules = [rule["rule"] for rule in parts["service"]["eligibility"]]

    answers = {rule: compile_expression(rule, rule_types(form), "bool")(typed) for rule in rules}

    assert None not in answers.values()
    assert all(answers.values()) is example["expect"]["eligible"]


@pytest.mark.parametrize(("code", "example"), EXAMPLES)
def test_the_way_of_an_example_takes_the_days_that_it_says(code, example):
    parts, expect = SERVICES[code].parts, example["expect"]
    if not expect["eligible"]:
        return
    steps = [parts["steps"]["steps"][key] for key in expect["route"]]

    assert sum(step["days"] for step in steps if step["clock"] == "runs") == expect["days"]
    assert expect["days"] <= parts["steps"]["deadline"]["days"]
    assert set(expect["messages"]) <= set(parts["messages"])


@pytest.mark.req("2.8.2", part="what comes first in the services that ship")
def test_what_comes_first_never_goes_in_a_circle():
    first = {
        code: {
            relation["service"]
            for relation in one.parts["service"].get("relations", [])
            if relation["kind"] in ("requires", "before")
        }
        for code, one in SERVICES.items()
    }

    order = list(TopologicalSorter(first).static_order())

    assert order.index("dbd-company") < order.index("rd-vat")
    assert order.index("building-permit") < order.index("hotel-licence")
