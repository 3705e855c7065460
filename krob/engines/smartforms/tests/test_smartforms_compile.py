"""What an author is told, and what a compiled form is."""

from copy import deepcopy
from dataclasses import FrozenInstanceError
from typing import Any

import pytest
from django.utils import translation

from krob.engines.smartforms import compile as compiling
from krob.engines.smartforms import jsonschema, prefill, spec
from krob.engines.smartforms.tests.sample import PART, q, t
from krob.foundation.core.errors import Invalid


def part(*fields: dict[str, Any], **page: Any) -> dict[str, Any]:
    """A form of one page."""
    title = t("หน้า", "Page")
    return {"pages": [{"key": "one", "title": title, "fields": list(fields), **page}]}


def said(form: dict[str, Any], **extra: Any) -> list[tuple[str, str, str]]:
    """Problems in English."""
    with translation.override("en"):
        return [(p.path, str(p.message), p.severity) for p in spec.problems(form, extra)]


NAME = q("name", "text", "ชื่อ", "Name")
LABEL = t("ก", "A")


@pytest.mark.req("2.3")
def test_the_sample_form_has_forty_questions_and_no_problem():
    form = compiling.compiled(PART)

    assert spec.problems(PART) == []
    assert len([f for f in form.fields.values() if f.kind.asks]) >= 40
    assert form.types["area"] == "number"
    assert form.types["premises_address.subdistrict"] == "text"


WRONG = [
    (
        part(q("Name", "text", "ก", "A")),
        "pages[one].fields[0].key",
        "A key has small letters, digits and _ and starts with a letter.",
    ),
    (part(NAME, NAME), "pages[one].fields[1].key", "The key “name” is used twice."),
    (
        part(q("a", "nosuch", "ก", "A")),
        "pages[one].fields[a].kind",
        "There is no kind of field called “nosuch”.",
    ),
    (
        part({"key": "a", "kind": "text"}),
        "pages[one].fields[a].label",
        "The Thai text is missing.",
    ),
    (
        part(q("a", "choice", "ก", "A", options=[])),
        "pages[one].fields[a].options",
        "There is nothing to choose from.",
    ),
    (
        part(q("a", "choice", "ก", "A", options=[{"code": "x"}, {"code": "x"}])),
        "pages[one].fields[a].options",
        "Every option needs a code of its own.",
    ),
    (
        part(q("a", "consent", "ก", "A")),
        "pages[one].fields[a].text",
        "The text that the person agrees to is needed in Thai and in English.",
    ),
    (
        part(q("a", "text", "ก", "A", sensitivity="personal")),
        "pages[one].fields[a].purpose",
        "Personal data needs a purpose.",
    ),
    (
        part(q("a", "text", "ก", "A", prefill="name of dbd")),
        "pages[one].fields[a].prefill",
        "Choose where the answer comes from.",
    ),
    (
        part(q("a", "text", "ก", "A", visible_when="b == 'x'"), q("b", "text", "ข", "B")),
        "pages[one].fields[a].visible_when",
        "The rule reads “B”, which is asked later or here. It may read what stands above it only.",
    ),
    (
        part(q("a", "number", "ก", "A", visible_when="a > 1")),
        "pages[one].fields[a].visible_when",
        "The rule reads “A”, which is asked later or here. It may read what stands above it only.",
    ),
    (
        part(q("a", "computed", "ก", "A", value="b + 1"), q("b", "computed", "ข", "B", value="a")),
        "pages[one].fields[a].value",
        "These values are computed from each other: “A”, “B”.",
    ),
    (
        part(q("a", "group", "ก", "A", fields=[])),
        "pages[one].fields[a].fields",
        "The group has no questions.",
    ),
    (
        part(q("a", "group", "ก", "A", fields=[q("b", "group", "ข", "B", fields=[NAME])])),
        "pages[one].fields[a].fields[b].kind",
        "This kind cannot stand inside a group.",
    ),
    (
        part(q("a", "number", "ก", "A", min="9", max="1")),
        "pages[one].fields[a].max",
        "The upper limit is below the lower one.",
    ),
    (
        part(q("a", "text", "ก", "A", checks=[{"rule": "", "message": LABEL}])),
        "pages[one].fields[a].checks[0].rule",
        "The rule is missing.",
    ),
    ({}, "pages", "A form has at least one page."),
    ({"pages": "x"}, "pages", "A form has at least one page."),
]


@pytest.mark.parametrize(("form", "path", "message"), WRONG)
def test_a_broken_form_says_where_and_why(form, path, message):
    assert (path, message, "error") in said(form)

    with pytest.raises(Invalid):
        compiling.compiled(form)


def test_an_unknown_name_in_a_rule_is_an_error_with_its_column():
    problems = said(part(q("a", "text", "ก", "A", visible_when="nosuch == 'x'")))

    assert [(path, severity) for path, _message, severity in problems] == [
        ("pages[one].fields[a].visible_when", "error")
    ]
    assert "nosuch" in problems[0][1]


def test_a_question_needs_both_languages_and_a_hint_is_warned_of():
    form = part(
        {"key": "a", "kind": "text", "label": {"th": "ก"}, "help": {"th": "ช่วย"}, "why": LABEL}
    )

    assert said(form) == [
        ("pages[one].fields[a].label", "The English text is missing.", "error"),
        ("pages[one].fields[a].help", "The English text is missing.", "warning"),
    ]


def test_an_unknown_setting_is_a_warning():
    problems = said(part(q("a", "text", "ก", "A", colour="red")))

    said_of_it = "This kind of question has no setting “colour”."
    assert problems == [("pages[one].fields[a].colour", said_of_it, "warning")]


def test_a_rule_may_read_names_that_the_caller_knows():
    form = part(q("a", "text", "ก", "A", visible_when="applicant_ial > 2"))

    assert said(form, applicant_ial="number") == []
    assert compiling.compiled(form, {"applicant_ial": "number"}).fields["a"].condition


def test_the_same_part_is_compiled_once_and_frozen():
    form = compiling.compiled(PART)

    assert compiling.compiled(deepcopy(PART)) is form
    with pytest.raises(FrozenInstanceError):
        form.digest = "x"
    with pytest.raises(TypeError):
        form.fields["x"] = form.fields["area"]
    assert len(form.digest) == 64


def test_another_text_is_another_form():
    other = deepcopy(PART)
    other["pages"][0]["fields"][0]["label"]["th"] = "ใคร"

    assert compiling.compiled(other).digest != compiling.compiled(PART).digest


@pytest.mark.req("2.11.2", part="form schema")
def test_the_schema_names_types_and_what_is_always_required():
    schema = jsonschema.export(compiling.compiled(PART))

    assert schema["properties"]["area"]["pattern"] == r"^-?[0-9]{1,15}(\.[0-9]+)?$"
    assert schema["properties"]["staff"]["items"]["properties"]["role"]["enum"] == ["cook", "serve"]
    assert "given_name" in schema["required"]
    assert "company_name" not in schema["required"]
    assert "seating_area" not in schema["properties"]
    assert schema["properties"]["citizen_number"]["x-sensitivity"] == "personal"


@pytest.mark.req("V.5", part="form side")
def test_facts_become_answers_by_the_paths_of_the_fields():
    form = compiling.compiled(PART)

    answers = prefill.answers_from(form, "dbd", {"name": "บริษัท ก จำกัด", "number": "", "x": 1})

    assert answers == {"company_name": "บริษัท ก จำกัด"}
    assert prefill.wanted(form)["dbd"] == {"number": "company_number", "name": "company_name"}


def test_deep_and_odd_parts_are_answered_by_problems_not_by_a_crash():
    for odd in (None, [], 7, {"pages": [None, 3, {"fields": "x"}]}, part(None, 5, {"key": 4})):
        assert any(p.severity == "error" for p in spec.problems(odd))
