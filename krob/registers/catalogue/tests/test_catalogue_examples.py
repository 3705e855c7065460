"""Worked examples run with the draft; they are written in its form or made from a real case."""

import json
from decimal import Decimal

import pytest
from django.utils import translation

from krob.engines.smartforms.compile import compiled
from krob.foundation.core.errors import Invalid, NotFound
from krob.foundation.editing.types import Around
from krob.people.agencies.models import Agency
from krob.registers.catalogue import commands
from krob.registers.catalogue.editors.examples import ExamplesEditor
from krob.registers.catalogue.proving import examples, replaygate
from krob.registers.catalogue.proving.pseudonyms import pseudonymised
from krob.registers.catalogue.types import CONTEXT_TYPES
from tests.definitions.shipped import SERVICES, offerings_of

CODE = "food-premises-licence"
PARTS = SERVICES[CODE].parts
FORM = compiled(PARTS["form"], CONTEXT_TYPES)
SMALL = next(each for each in PARTS["examples"] if each["name"] == "person-240")
AROUND = Around(
    parts=PARTS,
    types=CONTEXT_TYPES,
    base="/agency/services/00000000-0000-4000-8000-000000000001/examples/",
    offerings={
        one.authority: {
            "in_force_from": one.in_force_from.isoformat(),
            "parts": one.parts,
            "name": one.authority,
        }
        for one in offerings_of(CODE)
    },
)


def said(**expect) -> list[str]:
    """Return what the checks say of an example with other expectations, in English."""
    example = {**SMALL, "expect": {**SMALL["expect"], **expect}}
    parts = {**PARTS, "examples": [example]}
    return [
        f"{p.path}: {p.message.in_('en')}"
        for p in examples.problems(parts, offerings_of(CODE), FORM)
    ]


def test_the_example_that_ships_comes_out():
    assert said() == []


@pytest.mark.req("2.2.1", part="worked examples are checked")
@pytest.mark.parametrize(
    ("expect", "path", "words"),
    [
        ({"documents": []}, "documents", "as well, which the example lacks"),
        ({"documents": [*SMALL["expect"]["documents"], "nosuch"]}, "documents", "No “nosuch”"),
        ({"fee": {"bma-bangrak": "1.00"}}, "fee", "the example says 1.00"),
        ({"fee": {"bma-bangrak": "one"}}, "fee", "the example says one"),
        ({"eligible": False}, "eligible", "It may be filed"),
        ({"refusal": "อายุไม่ถึง"}, "refusal", "names a refusal"),
        ({"route": ["completeness"]}, "route", "“Inspect the premises”"),
        ({"days": 1}, "days", "It takes 13 days, the example says 1."),
        ({"messages": ["received"]}, "messages", "as well"),
    ],
)
def test_what_comes_out_otherwise_is_said_in_words(expect, path, words):
    (problem,) = said(**expect)

    assert problem.startswith(f"person-240.expect.{path}: ")
    assert words in problem


@pytest.mark.parametrize(
    "broken",
    [
        {"name": "x", "answers": []},
        {"name": "x", "expect": {"days": "three"}},
        {"name": "x", "answers": {}, "on": "yesterday"},
        {"name": "x", "answers": {"staff": "nobody", "dining_area_sqm": [1]}},
        {"answers": {}},
        "text",
    ],
)
def test_an_example_of_the_wrong_shape_is_a_problem_not_a_fault(broken):
    parts = {**PARTS, "examples": [broken]}

    assert list(examples.problems(parts, offerings_of(CODE), FORM))


def edit(verb, item="", part=None, **posted):
    names = {key.replace("__", "."): [value] for key, value in posted.items()}
    return ExamplesEditor().edit(part or [SMALL], item, verb, names, AROUND)


def test_examples_are_added_copied_and_removed():
    def names(edited):
        return [row["name"] for row in edited.part]

    assert names(edit("add", says="ร้านเล็ก")) == ["person-240", "example"]
    assert names(edit("duplicate", "person-240")) == ["person-240", "person-240_2"]
    assert names(edit("remove", "person-240")) == []


@pytest.mark.req("2.2.1", part="what comes out is filled in")
def test_what_comes_out_is_written_as_what_should_come_out():
    filled = edit("fill", "bare", part=[{**SMALL, "name": "bare", "expect": {}}]).part[0]

    assert filled["expect"]["documents"] == SMALL["expect"]["documents"]
    assert filled["expect"]["route"] == SMALL["expect"]["route"]
    assert filled["expect"]["days"] == SMALL["expect"]["days"]
    assert filled["expect"]["eligible"] is True
    assert {k: Decimal(v) for k, v in filled["expect"]["fee"].items()} == {
        k: Decimal(v) for k, v in SMALL["expect"]["fee"].items()
    }


def test_expectations_are_saved_as_the_definition_writes_them():
    kept = edit("save", "person-240", name="small", expect__eligible="no", expect__days="7").part[0]

    assert (kept["name"], kept["expect"]["eligible"], kept["expect"]["days"]) == ("small", False, 7)
    assert kept["answers"] == SMALL["answers"]


def test_a_name_is_refused_that_is_no_name():
    with pytest.raises(Invalid) as refused:
        edit("save", "person-240", name="")

    assert "name" in refused.value.fields


@pytest.mark.req("2.2.1", part="answers in the form's own inputs")
def test_answers_are_typed_in_the_inputs_of_the_form():
    page = next(p.key for p in FORM.pages if any(f.key == "dining_area_sqm" for f in p.fields))

    kept = edit("answer", f"person-240.{page}", dining_area_sqm="200").part[0]
    shown = ExamplesEditor().page([SMALL], f"person-240.{page}", AROUND).shown

    assert kept["answers"]["dining_area_sqm"] == "200"
    assert kept["answers"]["phone"] == SMALL["answers"]["phone"]
    assert shown["urls"].submit == f"{AROUND.base}person-240.{page}/answer/"
    assert [each.key for each in shown["pages"]] == [page]


def test_an_answer_that_cannot_be_read_is_not_saved():
    page = next(p.key for p in FORM.pages if any(f.key == "dining_area_sqm" for f in p.fields))

    with pytest.raises(Invalid) as refused:
        edit("answer", f"person-240.{page}", dining_area_sqm="wide")

    assert list(refused.value.fields) == ["dining_area_sqm"]


def test_a_page_that_the_form_lacks_is_not_found():
    with pytest.raises(NotFound):
        ExamplesEditor().page([SMALL], "person-240.nowhere", AROUND)


@pytest.mark.req("S.1", part="examples name nobody")
def test_nobody_is_found_in_an_example_that_was_made_from_a_real_case():
    real = {**SMALL["answers"], "shop_name": "นายสมชาย ใจดี", "house_code": None}
    real["applicant_address"] = {**real["applicant_address"], "house_no": "99/1", "road": "สีลม"}

    masked = pseudonymised(FORM, real)

    text = json.dumps(masked, ensure_ascii=False)
    for secret in ("สมชาย", "0812345678", "99/1", "สีลม", "1985-04-13"):
        assert secret not in text
    assert masked["applicant_name"] == masked["shop_name"]
    assert masked["birthdate"] == "1985-01-01"
    assert masked["dining_area_sqm"] == real["dining_area_sqm"]
    assert masked["applicant_address"]["subdistrict"] == "100402"


@pytest.mark.django_db
@pytest.mark.req("2.2.1", part="examples in place of a past")
def test_ten_examples_must_try_every_branch_where_there_is_no_past(checker):
    Agency.objects.create(code="bma", name_th="กรุงเทพมหานคร")
    draft = commands.begin_service(actor=checker, code="new-licence", title_th="ใหม่")
    draft.parts = {**PARTS, "examples": [_like_small(n) for n in range(10)]}

    narrow = [code for code, _said, _place in replaygate.asked(draft)]
    draft.parts = {**PARTS, "examples": [*PARTS["examples"], _like_small(1)]}
    whole = replaygate.asked(draft)

    assert narrow == ["branches-untried"]
    assert whole == []


def _like_small(number: int) -> dict:
    """Return an example with answers of its own that takes the same branches."""
    answers = {**SMALL["answers"], "shop_name": f"ร้านที่ {number}"}
    return {**SMALL, "name": f"e-{number}", "says": f"ร้านที่ {number}", "answers": answers}


@pytest.mark.django_db
@pytest.mark.req("2.2.1", part="examples in place of a past")
def test_examples_with_the_same_answers_count_as_one(checker):
    Agency.objects.create(code="bma", name_th="กรุงเทพมหานคร")
    draft = commands.begin_service(actor=checker, code="new-licence", title_th="ใหม่")
    twin = {**_like_small(1), "name": "twin", "says": "ร้านเดิม", "expect": {}}
    draft.parts = {**PARTS, "examples": [*PARTS["examples"], _like_small(1)]}
    enough = replaygate.asked(draft)
    draft.parts["examples"] = [*PARTS["examples"][1:], _like_small(1), twin]

    with translation.override("en"):
        short = {code: str(said) for code, said, _place in replaygate.asked(draft)}
        said = [p for p in examples.problems(draft.parts, (), FORM) if p.path == "twin"]

    assert enough == []
    assert "write 1 more worked" in short["examples-too-few"]
    assert short["examples-alike"] == (
        "“ร้านที่ 1” and “ร้านเดิม” have the same answers and count as one example."
    )
    assert [(p.severity, p.message.en) for p in said] == [
        ("warning", "It has the same answers as “ร้านที่ 1”, so both count as one example.")
    ]
