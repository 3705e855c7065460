"""The legal profile of a service: what contradicts itself or the steps stops the gate."""

import copy
from dataclasses import replace

import pytest

from krob.people.agencies.models import Agency, Calendar, Unit
from krob.registers.catalogue import commands
from krob.registers.catalogue.checking import checks, gate
from krob.registers.catalogue.tests.conftest import DEFINITIONS
from krob.registers.catalogue.versioning import legal
from krob.registers.catalogue.versioning.definition import read_folder

SHIPPED = read_folder(DEFINITIONS / "bma" / "food-premises-licence" / "v1")
LAW = {"th": "กฎหมายตัวอย่าง", "en": "Example Act"}
DELAY = ("delay_notice_days", "delay_notice_law", "delay_notice_mark", "supervisor")
TACIT = {"delay_notice_days": 0, "tacit_approval": True, "tacit_law": LAW}


def errors(steps=None, **profile) -> dict[str, tuple[str, str]]:
    """Return what stops the shipped licence with another legal profile, in both languages."""
    parts = {**copy.deepcopy(dict(SHIPPED.parts)), "examples": []}
    parts["service"]["legal"] |= profile
    if steps is not None:
        steps(parts["steps"])
    found = checks.problems(replace(SHIPPED, parts=parts))
    return {p.path: (p.message.th, p.message.en) for p in found if p.severity == "error"}


def without_deadline(steps) -> None:
    del steps["deadline"]
    del steps["steps"]["completeness"]["actions"]["accept"]["starts_clock"]


def without_start(steps) -> None:
    del steps["steps"]["completeness"]["actions"]["accept"]["starts_clock"]


def without_decision(steps) -> None:
    """Only the applicant's own doing leads to the approval."""
    for step in steps["steps"].values():
        if step["kind"] not in ("applicant", "payment"):
            step["kind"], step["role"] = "auto", "system"
            step.pop("not_same_as", None)


@pytest.mark.req("2.7", part="legal profile")
@pytest.mark.parametrize(
    ("profile", "steps", "path"),
    [
        (TACIT, without_deadline, "service/legal.tacit_approval"),
        (TACIT, without_start, "steps/deadline.starts"),
        (TACIT, without_decision, "service/legal.tacit_approval"),
        ({**TACIT, "tacit_law": None}, None, "service/legal.tacit_law"),
        ({**TACIT, "delay_notice_days": 7}, None, "service/legal.delay_notice_days"),
        ({}, without_deadline, "service/legal.delay_notice_days"),
        ({"delay_notice_law": {"th": "กฎหมาย"}}, None, "service/legal.delay_notice_law"),
        ({}, without_deadline, "service/legal.extension_days"),
        ({"extension_days": 31}, None, "service/legal.extension_days"),
        ({"extension_days": 0}, None, "service/legal.extension_days"),
        ({"extension_days": -1}, None, "service/legal.extension_days"),
        ({"extension_law": None}, None, "service/legal.extension_law"),
        ({"extension_times": -2}, None, "service/legal.extension_times"),
    ],
)
def test_a_contradiction_stops_the_gate_in_words(profile, steps, path):
    assert path not in errors()

    th, en = errors(steps, **profile)[path]

    assert th
    assert en
    assert th != en


@pytest.mark.parametrize("code", ["issued", "refused"])
def test_a_result_that_is_promised_has_its_message(code):
    parts = {**copy.deepcopy(dict(SHIPPED.parts)), "examples": []}
    del parts["messages"][code]
    found = [p for p in checks.problems(replace(SHIPPED, parts=parts)) if p.severity == "error"]

    assert [p.path for p in found] == ["service/legal.result_notice_days"]
    assert code in found[0].message.th
    assert code in found[0].message.en


def test_what_agrees_with_the_steps_passes():
    assert errors() == {}
    assert errors(**TACIT) == {}
    assert errors(extension_days=30, extension_times=1) == {}


@pytest.mark.parametrize("value", ["soon", {"a": 1}, "yes"])
def test_a_profile_that_is_not_built_as_it_must_be_is_refused(value):
    assert "service/legal.tacit_approval" in errors(tacit_approval=value)


def test_a_service_that_says_nothing_asks_for_nothing():
    profile = legal.profile_of({})

    assert (profile.correction_rounds, profile.delay_notice_days) == (1, 0)
    assert (profile.extension_times, profile.tacit_approval) == (0, False)
    assert legal.profile_of({"legal": {"extension_days": 9}}).extension_times == 1


@pytest.fixture
def draft(db, checker):
    Agency.objects.create(code="bma", name_th="กรุงเทพมหานคร")
    return commands.begin_service(actor=checker, code="market-stall", title_th="แผงลอย")


def save(actor, draft, **posted) -> dict:
    typed = {key.replace("__", "."): value for key, value in posted.items()}
    commands.edit_draft(
        actor=actor, draft=draft.pk, tab="service", item="", verb="save", posted=typed
    )
    draft.refresh_from_db()
    return draft.parts["service"]["legal"]


@pytest.mark.req("2.2.1", part="legal profile")
def test_the_profile_is_filled_in_on_the_services_own_tab(draft, checker):
    opdc = Agency.objects.create(code="opdc", name_th="สำนักงาน ก.พ.ร.")
    calendar = Calendar.objects.create(code="th", name_th="ปฏิทิน")
    Unit.objects.create(code="opdc", agency=opdc, calendar=calendar, name_th="ก.พ.ร.", path="opdc")

    part = save(
        checker,
        draft,
        legal__delay_notice_days=["7"],
        legal__supervisor=["opdc"],
        legal__extension_days=["15"],
        legal__extension_times=["2"],
        legal__extension_law__th=["มาตรา 56"],
        legal__tacit_approval=["on"],
    )

    assert (part["delay_notice_days"], part["supervisor"]) == (7, "opdc")
    assert (part["extension_days"], part["extension_times"]) == (15, 2)
    assert part["tacit_approval"] is True


def test_what_the_editor_does_not_offer_is_kept(draft, checker):
    draft.parts["service"]["legal"] = {"renewal_by_fee": True}
    draft.save()

    part = save(checker, draft, legal__result_notice_days=["7"])

    assert part["renewal_by_fee"] is True


def test_copies_go_to_a_unit_that_there_is(draft, checker):
    draft.parts["service"]["legal"] = {"supervisor": "nowhere"}
    draft.save()

    found = {problem.path: problem.severity for problem in gate.problems_of(draft)}

    assert found["service/legal.supervisor"] == "error"
