"""Every check of the gate, by name: one broken draft each, in two languages, with its place."""

import copy
import json
import re
from dataclasses import replace

import pytest
from django.utils import translation

from krob.foundation.rules.fuzz import broken
from krob.foundation.rules.problems import Problem
from krob.people.agencies.models import Agency, Authority
from krob.registers.catalogue import commands
from krob.registers.catalogue.checking import checks, gate, placing, staffing
from krob.registers.catalogue.drafting import drafts, starting
from krob.registers.catalogue.models import Service, ServiceDraft, ServiceOffering
from krob.registers.catalogue.tabs import SERVICE_TABS
from krob.registers.licences import spec as licences
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


def manual(**more):
    return lambda changed: changed["service"].update(manual={"code": "m", **more})


def computed(key, value):
    return ask(key=key, kind="computed", value=value)


def counted_from_itself(changed: dict) -> None:
    computed("one", "other + 1")(changed)
    computed("other", "one + 1")(changed)


def fork(*to, waits=()):
    """Let the first button lead to several steps at once; the decision waits for some."""

    def change(changed: dict) -> None:
        steps = changed["steps"]["steps"]
        lonely(changed)
        steps["lonely"]["title"] = {"th": "ตรวจคู่ขนาน", "en": "Beside"}
        steps["lonely"]["actions"] = {"on": {"label": WORDS, "to": ["decision"]}}
        next(iter(steps["completeness"]["actions"].values()))["to"] = list(to)
        decision(join=list(waits))(changed)

    return change


def charge(**more):
    return lambda changed: changed["fees"]["lines"][0].update(more)


def licence(**more):
    return lambda changed: changed["licence"].update(more)


CHECKS = {
    "unreachable field": (ask(visible_when="False"), "form", "form/"),
    "unreachable step": (lonely, "steps", "steps/steps.lonely"),
    "condition that reads a later field": (
        ask_first(visible_when="dining_area_sqm > 5"),
        "form",
        "form/",
    ),
    "cycle of conditions": (circle, "form", "form/"),
    "cycle of computed values": (counted_from_itself, "form", "form/"),
    "check that no answer passes": (
        ask(kind="number", checks=[{"rule": "extra > 5 and extra < 3", "message": WORDS}]),
        "form",
        "form/",
    ),
    "source that does not fit": (ask(kind="number", prefill="applicant.name"), "form", "form/"),
    "code that is no choice": (
        charge(when="place_kind == 'nosuch'"),
        "fees",
        "fees/lines[0].when",
    ),
    "cycle of steps": (endless, "steps", "steps/"),
    "contradiction": (
        eligibility("dining_area_sqm > 5 and dining_area_sqm < 3"),
        "rules",
        "service/eligibility",
    ),
    "contradiction of two rules": (
        lambda changed: [
            eligibility(f"dining_area_sqm {each}")(changed) for each in ("> 5", "< 3")
        ],
        "rules",
        "service/eligibility",
    ),
    "charge that is never made": (
        charge(when="dining_area_sqm > 5 and dining_area_sqm < 3"),
        "fees",
        "fees/lines[0].when",
    ),
    "document that is never asked for": (
        document(needed_when="dining_area_sqm > 5 and dining_area_sqm < 3"),
        "documents",
        "documents/extra-paper.needed_when",
    ),
    "message that is never sent": (
        lambda changed: changed["messages"]["received"].update(
            when="dining_area_sqm > 5 and dining_area_sqm < 3"
        ),
        "messages",
        "messages/received.when",
    ),
    "way that is never taken": (
        lambda changed: next(
            iter(changed["steps"]["steps"]["completeness"]["actions"].values())
        ).update(
            to=[
                {"if": "dining_area_sqm > 5 and dining_area_sqm < 3", "step": "refused"},
                "decision",
            ]
        ),
        "steps",
        "steps/steps.completeness.actions",
    ),
    "overlap in a table": (table(below("20"), above("10")), "fees", "fees/tables.extra"),
    "gap in a table": (table(below("10"), above("20")), "fees", "fees/tables.extra"),
    "missing translation": (ask(label={"th": "ไทย"}), "form", "form/"),
    "missing label": (ask(label={}), "form", "form/"),
    "personal field without purpose": (ask(sensitivity="personal"), "form", "form/"),
    "steps longer than the deadline": (decision(days=400), "steps", "steps/deadline"),
    "steps longer than the manual": (manual(days=1), "steps", "steps/steps"),
    "charge without English": (charge(label={"th": "ไทย"}), "fees", "fees/lines[0].label"),
    "button without words": (
        lambda changed: next(
            iter(changed["steps"]["steps"]["decision"]["actions"].values())
        ).update(label={}),
        "steps",
        "steps/steps.decision.actions",
    ),
    "summary without English": (
        lambda changed: changed["service"].update(summary={"th": "ไทย"}),
        "service",
        "service/summary",
    ),
    "eligibility without a reason in English": (
        lambda changed: changed["service"]["eligibility"].append(
            {"rule": "dining_area_sqm > 5", "message": {"th": "ไทย"}, "mark": "V"}
        ),
        "rules",
        "service/eligibility",
    ),
    "unknown role": (decision(role="nosuch"), "steps", "steps/steps.decision.role"),
    "unknown placeholder": (message("{nosuch}"), "messages", "messages/received.body.en"),
    "join that can hang": (decision(join=["correction"]), "steps", "steps/steps.decision.join"),
    "fork that comes together nowhere": (fork("decision", "lonely"), "steps", "steps/"),
    "join that waits for too few": (
        fork("payment", "lonely", waits=["lonely", "payment", "correction"]),
        "steps",
        "steps/",
    ),
    "number pattern without a running number": (
        licence(number_pattern="{year_be}"),
        "licence",
        "licence/number_pattern",
    ),
    "licence that prints what the form lacks": (
        licence(rows=[{"label": WORDS, "field": "nosuch"}]),
        "licence",
        "licence/rows[0].field",
    ),
    "relation that says too little": (
        lambda changed: changed["service"].update(relations=[{"kind": "excludes"}]),
        "rules",
        "service/relations",
    ),
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


RAW = re.compile(r"[a-z_]+(\.[a-z_]+)+|[a-z]+_[a-z_]+|\[\d+\]|==|[<>]=? ?\d|None|\{\}")
"""What officials never read: paths, keys, expressions."""


@pytest.mark.req("2.2.1", part="every stop leads to where it is mended")
@pytest.mark.parametrize("name", CHECKS)
def test_each_stop_names_its_place_in_words_and_leads_there(draft, browse, checker, name):
    CHECKS[name][0](draft.parts)
    ServiceDraft.objects.filter(pk=draft.pk).update(parts=draft.parts)
    for language in ("th", "en"):
        with translation.override(language):
            stops = [s for s in placing.placed(checker, draft) if s["problem"].severity == "error"]
            said = [f"{stop['path']}: {stop['problem'].message}" for stop in stops]
        assert said
        assert [each for each in said if RAW.search(each)] == []

    client = browse(checker)
    for stop in stops:
        address, _hash, anchor = stop["link"].partition("#")
        there = client.get(address)
        assert there.status_code == 200, stop
        assert not anchor or f'id="{anchor}"' in there.content.decode(), stop


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


@pytest.mark.req("2.2.1", part="every stop leads to where it is mended")
def test_a_stop_of_an_ordinance_leads_to_the_ordinance(draft, checker):
    authority = Authority.objects.create(
        code="bma-bangrak", agency=draft.agency, name_th="เขตบางรัก", title_th="ผู้อำนวยการเขต"
    )
    service = Service.objects.create(code=draft.code, agency=draft.agency)
    table = {"code": "rate", "hit": "unique", "inputs": ["terrace"], "rows": []}
    ServiceOffering.objects.create(
        service=service,
        authority=authority,
        number=1,
        parts={"tables": [table], "payee": {"revenue_code": "1", "biller_suffix": "01"}},
        digest="x",
        in_force_from="2026-01-01",
        published_at="2026-01-01T00:00:00Z",
    )

    def led() -> set[tuple[str, str]]:
        found = placing.placed(checker, draft)
        return {(each["path"], each["link"]) for each in found if "rate" in each["path"]}

    without = led()
    own = starting.begun(checker, draft.code, draft.agency, 2, {"offering": {}}, authority)
    with_draft = led()

    assert {words for words, _link in without | with_draft} == {"เขตบางรัก · ตาราง rate"}
    assert {link for _words, link in without} == {"/agency/#offerable"}
    assert {link for _words, link in with_draft} == {f"{drafts.address(own.pk)}tables/"}


@pytest.mark.req("2.9", part="a template that does not compile")
def test_what_is_wrong_with_a_template_is_said_in_the_language_of_the_reader():
    said = {}
    for language in ("th", "en", "th"):
        with translation.override(language):
            said[language] = str(licences.template_problems({"template": "#nosuch()"})[0].message)

    assert said["th"].startswith("แบบเอกสารมีข้อผิดพลาด")
    assert said["en"].startswith("The document template has a fault")
