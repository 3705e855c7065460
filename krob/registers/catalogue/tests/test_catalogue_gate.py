"""Every check of the gate, by name: one broken draft each, in two languages, with its place."""

import copy
import json
from dataclasses import replace

import pytest
from django.utils import translation

from krob.foundation.rules.fuzz import broken
from krob.foundation.rules.problems import Problem
from krob.people.agencies.models import Agency
from krob.registers.catalogue import commands
from krob.registers.catalogue.checking import checks, gate, staffing
from krob.registers.catalogue.drafting import drafts
from krob.registers.catalogue.models import ServiceDraft
from krob.registers.catalogue.tabs import SERVICE_TABS
from tests.definitions.shipped import SERVICES, offerings_of

CODE = "food-premises-notification"
SOUND = SERVICES[CODE]
WORDS = {"th": "ข้อความ", "en": "Words"}


def parts() -> dict:
    """Return the parts of a sound service, without its examples, to be broken."""
    return {**json.loads(json.dumps(SOUND.parts)), "examples": []}


def errors(changed: dict) -> list[Problem]:
    found = checks.problems(replace(SOUND, parts=changed), offerings_of(CODE))
    return [problem for problem in found if problem.severity == "error"]


def ask(**more):
    """Break a form by one more question on its last page."""

    def change(changed: dict) -> None:
        question = {"key": "extra", "kind": "text", "label": WORDS, **more}
        changed["form"]["pages"][-1]["fields"].append(question)

    return change


def ask_first(**more):
    """Break a form by a question before all others."""

    def change(changed: dict) -> None:
        question = {"key": "extra", "kind": "text", "label": WORDS, **more}
        changed["form"]["pages"][0]["fields"].insert(0, question)

    return change


def circle(changed: dict) -> None:
    ask(visible_when="other == 'a'")(changed)
    ask(key="other", visible_when="extra == 'a'")(changed)


def decision(**more):
    return lambda changed: changed["steps"]["steps"]["decision"].update(more)


def lonely(changed: dict) -> None:
    steps = changed["steps"]["steps"]
    steps["lonely"] = {**copy.deepcopy(steps["decision"]), "not_same_as": []}


def endless(changed: dict) -> None:
    changed["steps"]["steps"]["decision"]["actions"] = {
        "again": {"label": WORDS, "to": ["completeness"], "style": "primary"}
    }


def table(*rows):
    """Give a service a national table with these ranges of one answer."""

    def change(changed: dict) -> None:
        line = {**changed["fees"]["lines"][0], "code": "extra", "table": "extra", "amount": None}
        said = {"law": "กฎ", "mark": "V", "explanation": WORDS}
        cells = [
            {"id": str(n), "cells": [cell], "output": "1", **said} for n, cell in enumerate(rows)
        ]
        changed["fees"]["lines"].append(line)
        changed["fees"]["tables"] = [
            {"code": "extra", "hit": "unique", "inputs": ["dining_area_sqm"], "rows": cells}
        ]

    return change


def below(number):
    return {"range": [None, True, number, False]}


def above(number):
    return {"range": [number, True, None, False]}


def eligibility(rule: str):
    said = {"rule": rule, "message": WORDS, "law": WORDS, "mark": "V"}
    return lambda changed: changed["service"]["eligibility"].append(said)


def message(text: str):
    return lambda changed: changed["messages"]["received"]["body"].update(en=text)


def document(**more):
    row = {"code": "extra-paper", "title": WORDS, "how": "upload", "mark": "V", **more}
    return lambda changed: changed["documents"].append(row)


CHECKS = {
    "unreachable field": (ask(visible_when="False"), "form", "form/"),
    "unreachable step": (lonely, "steps", "steps/steps.lonely"),
    "condition that reads a later field": (
        ask_first(visible_when="dining_area_sqm > 5"),
        "form",
        "form/",
    ),
    "cycle of conditions": (circle, "form", "form/"),
    "cycle of steps": (endless, "steps", "steps/"),
    "contradiction": (
        eligibility("dining_area_sqm > 5 and dining_area_sqm < 3"),
        "rules",
        "service/eligibility",
    ),
    "overlap in a table": (table(below("20"), above("10")), "fees", "fees/tables.extra"),
    "gap in a table": (table(below("10"), above("20")), "fees", "fees/tables.extra"),
    "missing translation": (ask(label={"th": "ไทย"}), "form", "form/"),
    "missing label": (ask(label={}), "form", "form/"),
    "personal field without purpose": (ask(sensitivity="personal"), "form", "form/"),
    "steps longer than the deadline": (decision(days=400), "steps", "steps/deadline"),
    "unknown role": (decision(role="nosuch"), "steps", "steps/steps.decision.role"),
    "unknown placeholder": (message("{nosuch}"), "messages", "messages/received.body.en"),
    "join that can hang": (decision(join=["correction"]), "steps", "steps/steps.decision.join"),
    "document outside the manual": (document(), "documents", "documents/extra-paper"),
    "document that asks for an answer the form lacks": (
        document(needed_when="nosuch > 3"),
        "documents",
        "documents/extra-paper.needed_when",
    ),
    "fee that asks for an answer the form lacks": (
        lambda changed: changed["fees"]["lines"][0].update(when="nosuch > 3"),
        "fees",
        "fees/lines[0].when",
    ),
    "message with a rule that does not compile": (
        lambda changed: changed["messages"]["received"].update(when="nosuch >"),
        "messages",
        "messages/received.when",
    ),
    "example that does not come out": (
        lambda changed: changed["examples"].append(
            {**json.loads(json.dumps(SOUND.parts["examples"][0])), "expect": {"documents": ["no"]}}
        ),
        "examples",
        "examples/",
    ),
    "part of the wrong shape": (lambda changed: changed.update(steps=["x"]), "steps", "steps/"),
}


def test_the_service_that_is_broken_here_is_sound():
    assert errors(parts()) == []


@pytest.mark.req("2.2.1", part="every check of the gate")
@pytest.mark.parametrize("name", CHECKS)
def test_each_check_of_the_gate_finds_its_broken_draft(name):
    change, tab, path = CHECKS[name]
    changed = parts()

    change(changed)
    found = [problem for problem in errors(changed) if problem.path.startswith(path)]

    assert found, errors(changed)
    editor = next(each for each in SERVICE_TABS if each.code == tab)
    assert editor.edits == path.partition("/")[0]
    assert editor.owns(found[0].path.partition("/")[2])


@pytest.mark.parametrize("name", CHECKS)
def test_each_check_speaks_thai_and_english(name):
    changed = parts()
    CHECKS[name][0](changed)
    said = {}

    for language in ("th", "en"):
        with translation.override(language):
            said[language] = [str(problem.message) for problem in errors(changed)]

    assert said["th"] != said["en"]
    for text in said["th"] + said["en"]:
        assert "Error" not in text
        assert "Traceback" not in text


@pytest.fixture
def draft(db, checker) -> ServiceDraft:
    """Return a draft of a sound service, in an agency with nobody in it but its author."""
    Agency.objects.create(code="bma", name_th="กรุงเทพมหานคร")
    row = commands.begin_service(actor=checker, code="market-stall", title_th="แผงลอย")
    ServiceDraft.objects.filter(pk=row.pk).update(parts=parts())
    return ServiceDraft.objects.get(pk=row.pk)


@pytest.mark.req("2.8.1", part="role without members")
def test_a_role_without_members_stands_in_the_way(draft):
    found = {problem.path: str(problem.message) for problem in staffing.problems_of_staff(draft)}

    assert "steps.decision.role" in found
    assert not any("payment" in path or "correction" in path for path in found)
    assert {problem.path for problem in gate.all_problems_of(draft)} >= {
        f"steps/{path}" for path in found
    }


@pytest.mark.req("2.9", part="a template that does not compile")
def test_a_template_that_does_not_compile_stands_in_the_way(draft):
    draft.parts["licence"]["template"] = "#nosuch()"

    found = [problem.path for problem in gate.all_problems_of(draft)]

    assert "licence/template" in found


@pytest.mark.req("2.2.1", part="author as only approver")
def test_an_author_as_only_approver_stands_in_the_way(draft):
    assert [each.code for each in gate.obstacles(draft, [])][-1] == "author-only-approver"


@pytest.mark.parametrize("name", sorted(SOUND.parts))
def test_a_part_of_any_shape_is_a_problem_never_a_fault(name):
    junk = (None, [], {}, "x", 5, [5], {"x": 5}, [None], [{"x": {}}], [[]], {"x": None})
    spoilt = (each["p"] for each in broken({"p": parts()[name]}, 25, seed=7) if "p" in each)

    for value in (*junk, *spoilt):
        errors({**parts(), name: value})


@pytest.mark.parametrize("value", [[], "x", 5, [5], {"x": [None]}, {"steps": 7}])
def test_a_tab_shows_a_part_that_it_cannot_read_and_edits_nothing(draft, browse, checker, value):
    names = ("service", "form", "documents", "steps", "messages", "licence", "fees", "examples")
    ServiceDraft.objects.filter(pk=draft.pk).update(parts=dict.fromkeys(names, value))
    client = browse(checker)

    for tab in (*(editor.code for editor in SERVICE_TABS), "checks", "publish", "preview"):
        assert client.get(f"{drafts.address(draft.pk)}{tab}/").status_code == 200, tab
    client.post(f"{drafts.address(draft.pk)}steps/-/add/", {"kind": "review"})

    assert ServiceDraft.objects.get(pk=draft.pk).parts == dict.fromkeys(names, value)
