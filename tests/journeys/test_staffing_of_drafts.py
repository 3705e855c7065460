"""A draft whose steps nobody can do, or that takes longer than promised, is not published."""

import copy

import pytest

from demo.filings import officer
from krob.engines.exchange.commands import configure_endpoint
from krob.foundation.core.actor import OPERATOR
from krob.people.agencies.models import Duty
from krob.registers.catalogue import commands
from krob.registers.catalogue.checking import checks, gate, staffing
from krob.registers.catalogue.models import ServiceDraft

pytestmark = pytest.mark.req("2.8.1", part="checks")


@pytest.fixture
def draft(world) -> ServiceDraft:
    return commands.begin_version(actor=officer("bma.editor"), service="food-premises-licence")


def said(draft) -> list[tuple[str, str, str]]:
    return [
        (problem.path, problem.severity, problem.message.in_("en"))
        for problem in staffing.problems_of_staff(draft)
    ]


def test_a_role_that_nobody_has_stands_in_the_way(draft):
    Duty.objects.filter(role__code="inspector").delete()

    message = (
        "Nobody of your agency may do the step “Site inspection”. "
        "Ask your administrator to give somebody the duty."
    )
    assert said(draft)[0][:2] == ("steps.inspection.role", "error")
    assert message.split("“")[0] in said(draft)[0][2]
    assert "steps/steps.inspection.role" in [each.path for each in gate.all_problems_of(draft)]


def test_an_office_without_a_member_is_named_in_a_warning(draft):
    Duty.objects.filter(role__code="inspector", unit__code="bma-pathumwan").delete()
    Duty.objects.filter(role__code="checker", unit__code="bma-pathumwan").delete()

    found = [each for each in said(draft) if each[0] == "steps.completeness.role"]

    assert [severity for _path, severity, _text in found] == ["warning"]


def test_a_full_office_has_no_problem_of_its_own(draft):
    lacking = {path for path, severity, _said in said(draft) if severity == "error"}

    assert lacking == set()


def test_a_system_that_is_not_connected_stands_in_the_way(draft):
    parts = copy.deepcopy(draft.parts)
    parts["steps"]["steps"]["decision"] |= {"kind": "hand-over", "hand_over": "agency.own"}
    draft.parts = parts
    before = said(draft)
    configure_endpoint(
        actor=OPERATOR,
        code="agency.own",
        kind="back-office",
        adapter="agency.http",
        base_url="https://own.example",
    )

    path = "steps.decision.hand_over"
    assert [each for each in before if each[0] == path] == [
        (
            path,
            "error",
            "The system “agency.own” is not connected. Ask your administrator to set it up.",
        )
    ]
    assert not [each for each in said(draft) if each[0] == path]


def test_steps_longer_than_the_manual_stand_in_the_way(draft):
    parts = copy.deepcopy(draft.parts)
    parts["service"]["manual"] = {"days": 5, "unit": "calendar"}

    found = list(checks._longer_than_the_manual(parts))

    assert [problem.path for problem in found] == ["steps/steps"]
    assert "the public manual says 5 days" in found[0].message.in_("en")
    assert not list(checks._longer_than_the_manual(draft.parts))
