"""A sound service, and one way to break it for every check of the gate."""

import copy
import json
from dataclasses import replace

from krob.foundation.core.actor import Actor
from krob.foundation.rules.problems import Problem
from krob.people.agencies.models import Agency
from krob.registers.catalogue import commands
from krob.registers.catalogue.checking import checks
from krob.registers.catalogue.models import ServiceDraft
from tests.definitions.shipped import SERVICES, offerings_of

CODE = "food-premises-notification"
SOUND = SERVICES[CODE]
WORDS = {"th": "ข้อความ", "en": "Words"}


def parts() -> dict:
    """Return the parts of a sound service, without its examples, to be broken."""
    return {**json.loads(json.dumps(SOUND.parts)), "examples": []}


def drafted(actor: Actor) -> ServiceDraft:
    """Return a draft of the sound service, in an agency with nobody in it but its author."""
    Agency.objects.create(code="bma", name_th="กรุงเทพมหานคร")
    row = commands.begin_service(actor=actor, code="market-stall", title_th="แผงลอย")
    ServiceDraft.objects.filter(pk=row.pk).update(parts=parts())
    return ServiceDraft.objects.get(pk=row.pk)


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
