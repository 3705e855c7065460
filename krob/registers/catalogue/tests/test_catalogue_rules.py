"""Who may file and what goes together: the tab "Rules" and what is wrong with relations."""

from dataclasses import replace

import pytest

from krob.foundation.core.text import Text
from krob.foundation.editing.types import Around
from krob.people.agencies.models import Agency
from krob.registers.catalogue import commands
from krob.registers.catalogue.checking import gate
from krob.registers.catalogue.editors.rules import RulesEditor
from krob.registers.catalogue.editors.service import ServiceEditor
from krob.registers.catalogue.models import Service, ServiceVersion
from krob.registers.catalogue.versioning import relations

AROUND = Around(
    types={"area": "number"},
    labels={"area": Text("พื้นที่", "Area")},
    choices={"services": [("food", "food"), ("bar", "bar")]},
)
TYPES = AROUND.types
GOOD = {
    "kind": "excludes",
    "service": "bar",
    "message": {"th": "ห้าม", "en": "Forbidden"},
    "law": "พ.ร.บ.",
}
UNSAID = "Say to the applicant in Thai and English why both cannot be had."


def save(part, posted):
    return RulesEditor().edit(part, "", "save", {k: [v] for k, v in posted.items()}, AROUND).part


@pytest.mark.req("2.10", part="eligibility")
def test_eligibility_is_written_by_rows_with_reason_and_law():
    at = "eligibility-0"
    posted = {
        "eligibility-count": "1",
        f"{at}-rule-mode": "rows",
        f"{at}-rule-was": "",
        f"{at}-rule": "",
        f"{at}-rule-0-field": "area",
        f"{at}-rule-0-op": "gt",
        f"{at}-rule-0-value": "200",
        f"{at}-message-th": "เล็กเกินไป",
        f"{at}-law": "มาตรา 38",
    }

    part = save({"title": {"th": "ร้าน"}}, posted)

    assert part == {
        "title": {"th": "ร้าน"},
        "eligibility": [{"rule": "area > 200", "message": {"th": "เล็กเกินไป"}, "law": "มาตรา 38"}],
    }


@pytest.mark.req("2.10", part="incompatibilities")
def test_an_incompatibility_is_written_beside_the_rest_of_the_service():
    posted = {
        "relations-count": "1",
        "relations-0-kind": "excludes",
        "relations-0-service": "bar",
        "relations-0-scope": "held",
        "relations-0-message-th": "ห้าม",
        "relations-0-message-en": "Forbidden",
        "relations-0-law": "พ.ร.บ.",
    }

    assert save({"law": "x"}, posted) == {"law": "x", "relations": [{**GOOD, "scope": "held"}]}


def test_two_tabs_share_the_part_and_each_owns_its_problems():
    rules, service = RulesEditor(), ServiceEditor()

    assert (rules.edits, service.edits) == ("service", "service")
    assert (rules.owns("eligibility[0].rule"), service.owns("eligibility[0].rule")) == (True, False)
    assert (rules.owns("title"), service.owns("title")) == (False, True)
    assert rules.item({"title": 1, "relations": [2]}, "") == {"relations": [2]}


def test_two_tabs_never_overwrite_each_other(db, checker):
    Agency.objects.create(code="bma", name_th="กรุงเทพมหานคร")
    draft = commands.begin_service(actor=checker, code="stall", title_th="แผงลอย")
    for tab, name, value in (("service", "title-th", "แผง"), ("rules", "eligibility-count", "0")):
        commands.edit_draft(
            actor=replace(checker, id=tab),
            draft=draft.pk,
            tab=tab,
            item="",
            verb="save",
            posted={name: [value]},
        )
    draft.refresh_from_db()

    assert draft.parts["service"]["title"]["th"] == "แผง"
    assert "eligibility" not in draft.parts["service"]


@pytest.mark.req("2.8.2", part="checks")
@pytest.mark.parametrize(
    ("change", "path", "said"),
    [
        ({"kind": "hates"}, "relations[0].kind", "Choose how the services relate."),
        ({"service": ""}, "relations[0].service", "Choose the service."),
        ({"scope": "always"}, "relations[0].scope", "Choose the scope from the list."),
        ({"message": {}}, "relations[0].message", UNSAID),
        ({"message": {"th": "ห้าม"}}, "relations[0].message", UNSAID),
        ({"law": ""}, "relations[0].law", "Name the law that forbids it."),
        ({"when": "size > 5"}, "relations[0].when", "There is no answer “size”."),
    ],
)
def test_a_relation_that_says_too_little_is_named(change, path, said):
    found = list(relations.problems({"relations": [{**GOOD, **change}]}, TYPES))

    assert [(each.path, each.message.en) for each in found] == [(path, said)]


def test_a_good_relation_has_no_problem():
    assert list(relations.problems({"relations": [GOOD]}, TYPES)) == []
    assert list(relations.problems({"relations": "nonsense"}, TYPES)) == []


def needs(*services):
    return {"relations": [{"kind": "requires", "service": each} for each in services]}


@pytest.mark.req("2.8.2", part="checks")
def test_a_relation_to_a_service_that_nobody_offers_is_named():
    found = list(relations.problems_among("shop", needs("bar", "nowhere"), {"bar": {}}))

    assert [(p.path, p.message.en) for p in found] == [
        ("relations[1].service", "There is no service nowhere.")
    ]


@pytest.mark.req("2.8.2", part="checks")
def test_services_that_require_each_other_in_a_circle_are_named():
    others = {"bar": needs("food"), "food": needs("shop"), "fair": needs("bar")}

    found = list(relations.problems_among("shop", needs("bar", "fair"), others))

    assert [p.message.en for p in found] == [
        "They require each other in a circle: shop → bar → food → shop.",
        "They require each other in a circle: shop → fair → bar → food → shop.",
    ]
    assert list(relations.problems_among("shop", needs("bar"), {"bar": needs("food")})) == []


@pytest.mark.req("2.8.2", part="checks")
def test_the_gate_knows_the_other_services(db, checker):
    agency = Agency.objects.create(code="bma", name_th="กรุงเทพมหานคร")
    draft = commands.begin_service(actor=checker, code="stall", title_th="แผงลอย")
    draft.parts["service"]["relations"] = needs("bar")["relations"]
    missing = [p for p in gate.problems_of(draft) if "relations" in p.path]
    ServiceVersion.objects.create(
        service=Service.objects.create(code="bar", agency=agency),
        number=1,
        parts={"service": needs("stall")},
        digest="x",
        in_force_from="2026-01-01",
        published_at="2026-01-01T00:00:00Z",
    )
    circle = [p for p in gate.problems_of(draft) if "relations" in p.path]

    assert [p.message.en for p in missing] == ["There is no service bar."]
    assert [p.message.en for p in circle] == [
        "They require each other in a circle: แผงลอย → bar → แผงลอย."
    ]


@pytest.mark.req("2.10", part="contradictions")
@pytest.mark.parametrize(
    ("rules", "path", "said"),
    [
        (
            ["area > 5 and area < 5"],
            "service/eligibility[0].rule",
            "Nobody can pass this: Area is more than 5 and Area is less than 5",
        ),
        (
            ["area > 5", "area < 5"],
            "service/eligibility",
            "Nobody can pass all of these together: Area is more than 5 and Area is less than 5",
        ),
        (
            ["area > 5 or area <= 5"],
            "service/eligibility[0].rule",
            "Everybody passes this: Area is more than 5 or Area is at most 5",
        ),
    ],
)
def test_eligibility_that_nobody_or_everybody_passes_is_named(db, checker, rules, path, said):
    Agency.objects.create(code="bma", name_th="กรุงเทพมหานคร")
    draft = commands.begin_service(actor=checker, code="stall", title_th="แผงลอย")
    field = {"key": "area", "kind": "number", "label": {"th": "พื้นที่", "en": "Area"}}
    draft.parts["form"]["pages"][0]["fields"].append(field)
    before = {p.path for p in gate.problems_of(draft) if "eligibility" in p.path}
    draft.parts["service"]["eligibility"] = [
        {"rule": rule, "message": {"th": "ไม่ผ่าน", "en": "No"}} for rule in rules
    ]

    found = [(p.path, p.message.en) for p in gate.problems_of(draft) if "eligibility" in p.path]

    assert before == set()
    assert found == [(path, said)]
