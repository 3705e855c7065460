"""Every check of a form speaks to its author, and is silent where nothing is wrong."""

import time
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from krob.engines.smartforms import limits, spec
from krob.engines.smartforms.compile import compiled, drafted
from krob.engines.smartforms.editor import FormEditor
from krob.engines.smartforms.tests.sample import PART, q, t
from krob.foundation.core.errors import Invalid
from krob.foundation.editing.types import Around

pytestmark = pytest.mark.req("2.3", part="checks")

TENURE = q(
    "tenure",
    "choice",
    "สิทธิ",
    "Tenure",
    options=[
        {"code": "own", "label": t("ของตน", "Own")},
        {"code": "rent", "label": t("เช่า", "Rent")},
    ],
)
AREA = q("area", "number", "พื้นที่", "Area", min="1", max="500")
LINKED = q("linked", "yes_no", "ติดกัน", "Linked")
TYPES = {"applicant.kind": "text", "today": "date"}
SOURCES = {"applicant.name": frozenset({"text"}), "applicant.number": frozenset({"juristic"})}


def form(*fields: dict[str, Any], **page: Any) -> dict[str, Any]:
    return {"pages": [{"key": "one", "title": t("หน้า", "Page"), "fields": list(fields), **page}]}


def said(part: Any) -> list[tuple[str, str]]:
    with translation.override("en"):
        found = spec.problems(part, TYPES, sources=SOURCES)
        return [(p.path, str(p.message)) for p in found if p.severity == "error"]


def lease(**settings: Any) -> dict[str, Any]:
    return q("lease", "text", "สัญญาเช่า", "Lease", **settings)


NEVER = "“Lease” is never asked: no answers make the condition true."


@pytest.mark.parametrize(
    "condition",
    [
        "tenure == 'own' and tenure == 'rent'",
        "tenure == 'own' and not tenure in ['own', 'rent']",
        "area > 500",
        "area < 10 and area > 20",
        "linked and not linked",
        "False",
        "applicant.kind == 'person' and applicant.kind == 'juristic'",
    ],
)
def test_a_question_that_nobody_is_ever_asked_is_found(condition):
    part = form(TENURE, AREA, LINKED, lease(visible_when=condition))

    assert said(part) == [("pages[one].fields[lease].visible_when", NEVER)]


@pytest.mark.parametrize(
    "condition",
    [
        "tenure == 'own' or area > 499",
        "area >= 500",
        "area > 10 and area < 11",
        "area * 2 > 5000",
        "not linked and tenure != 'own'",
        "today > date('2026-01-01') and today < date('2020-01-01')",
        "applicant.kind == 'juristic'",
    ],
)
def test_a_question_that_may_be_asked_is_left_alone(condition):
    assert said(form(TENURE, AREA, LINKED, lease(visible_when=condition))) == []


def test_a_question_that_hangs_on_one_that_is_never_asked_is_never_asked_either():
    part = form(
        TENURE,
        LINKED | {"visible_when": "tenure == 'own'"},
        lease(visible_when="tenure == 'rent' and linked"),
    )

    assert said(part) == [("pages[one].fields[lease].visible_when", NEVER)]


def test_what_must_be_answered_but_is_never_asked_is_a_contradiction():
    part = form(AREA, lease(visible_when="area > 900", required=True))

    assert said(part) == [
        (
            "pages[one].fields[lease].visible_when",
            "“Lease” must be answered but is never asked: no answers make the condition true.",
        )
    ]


def test_a_page_that_nobody_reaches_is_found():
    part = form(AREA)
    part["pages"].append(
        {"key": "two", "title": t("สอง", "Two"), "visible_when": "area < 0", "fields": [lease()]}
    )

    assert said(part) == [("pages[two].visible_when", "This page can never be reached.")]


def test_a_condition_on_several_ticks_is_tried_with_all_of_them():
    ticks = TENURE | {"key": "ticks", "kind": "choices"}

    possible = form(ticks, lease(visible_when="'own' in ticks and 'rent' in ticks"))
    never = form(ticks, lease(visible_when="'own' in ticks and 'own' not in ticks"))

    assert said(possible) == []
    assert said(never) == [("pages[one].fields[lease].visible_when", NEVER)]


def test_a_code_that_is_no_option_is_named():
    part = form(TENURE, lease(required="tenure == 'hire'"))

    assert said(part) == [
        (
            "pages[one].fields[lease].required",
            "The rule compares “Tenure” with “hire”, which is not one of its options.",
        )
    ]


@pytest.mark.parametrize(
    ("rules", "found"),
    [
        (["area > 500"], True),
        (["area > 5", "area < 5"], True),
        (["area > 5", "area < 50"], False),
        (["area > 5 or tenure == 'own'"], False),
    ],
)
def test_checks_that_no_answer_passes_are_found(rules, found):
    checks = [{"rule": rule, "message": t("ไม่ได้", "No")} for rule in rules]

    expected = [("pages[one].fields[area].checks", "No answer to “Area” passes its checks.")]
    assert said(form(TENURE, AREA | {"checks": checks})) == (expected if found else [])


def test_values_computed_from_each_other_are_named_once():
    part = form(
        q("a", "computed", "ก", "A", value="b + 1"), q("b", "computed", "ข", "B", value="a * 2")
    )

    assert (
        "pages[one].fields[a].value",
        "These values are computed from each other: “A”, “B”.",
    ) in [*said(part)]
    assert len([path for path, _text in said(part) if path.endswith("[a].value")]) == 1


def test_a_value_computed_from_itself_is_a_ring_too():
    part = form(q("a", "computed", "ก", "A", value="a + 1"))

    assert said(part) == [
        ("pages[one].fields[a].value", "These values are computed from each other: “A”.")
    ]


def test_a_personal_number_says_that_it_is_personal():
    bare = form(q("id", "person", "เลข", "Number"))
    told = form(q("id", "person", "เลข", "Number", sensitivity="personal", purpose="identify"))

    assert said(bare) == [
        (
            "pages[one].fields[id].sensitivity",
            "“Number” asks for a personal number: say that it is personal, and what for.",
        )
    ]
    assert said(told) == []


@pytest.mark.parametrize(
    ("prefill", "message"),
    [
        ("applicant.shoe", "Nothing called “applicant.shoe” can be filled in beforehand."),
        (
            "applicant.number",
            "What is to be filled in beforehand does not fit the kind of “Lease”.",
        ),
        ("applicant.name", ""),
    ],
)
def test_a_source_exists_and_fits_the_question(prefill, message):
    expected = [("pages[one].fields[lease].prefill", message)] if message else []

    assert said(form(lease(prefill=prefill))) == expected


def test_a_lookup_fills_questions_that_the_form_asks():
    part = form(lease(lookup={"registry": "dbd", "fills": {"nothing": "name"}}))

    assert said(part) == [
        (
            "pages[one].fields[lease].lookup",
            "The registry's answer fills in “nothing”, which the form does not ask.",
        )
    ]


@pytest.mark.parametrize("key", ["class", "today", "applicant", "in"])
def test_a_key_is_no_word_of_rules(key):
    assert said(form(q(key, "text", "ก", "A"))) == [
        ("pages[one].fields[0].key", f"“{key}” is a word of rules. Choose another key.")
    ]


def test_both_languages_are_needed_of_options_notes_and_consents():
    options = [{"code": "x", "label": {"th": "ก"}}]
    part = form(
        q("a", "choice", "ก", "A", options=options),
        q("b", "note", "ข", "B", text={"th": "ข"}),
        q("c", "consent", "ค", "C", text={"th": "ค"}),
    )

    assert [path for path, _text in said(part)] == [
        "pages[one].fields[a].options[x]",
        "pages[one].fields[b].text",
        "pages[one].fields[c].text",
    ]


def test_the_sample_form_passes_every_check():
    assert spec.problems(PART) == []


# -- hostile ----------------------------------------------------------------------------------


def nested(depth: int) -> Any:
    thing: Any = []
    for _level in range(depth):
        thing = [thing]
    return thing


@pytest.mark.parametrize(
    ("part", "message"),
    [
        (form(*[lease() | {"key": f"f{n}"} for n in range(10_000)]), "at most 800 questions"),
        ({"pages": [{}] * 61}, "at most 60 pages"),
        (form(TENURE | {"options": [{}] * 1001}), "at most 1000 options"),
        (form(lease(hint=nested(10_000))), "nested too deeply"),
        (form(lease(law="x" * 10_001)), "longer than 10,000 letters"),
    ],
    ids=["fields", "pages", "options", "nesting", "text"],
)
def test_a_form_beyond_all_measure_is_refused_at_once(part, message):
    began = time.perf_counter()

    found = said(part)

    assert len(found) == 1
    assert message in found[0][1]
    assert time.perf_counter() - began < 1
    with pytest.raises(Invalid):
        compiled(part)
    assert drafted(part)[0].pages == ()


def test_an_expression_of_ten_thousand_letters_is_refused_with_a_sentence():
    part = form(AREA, lease(visible_when="area > 1 and " * 800 + "area > 2"))

    assert said(part) == [("pages", "A text is longer than 10,000 letters.")]


def test_a_long_rule_is_refused_with_its_limit():
    part = form(AREA, lease(visible_when="area > 1 and " * 200 + "area > 2"))

    assert said(part) == [
        ("pages[one].fields[lease].visible_when", "The rule is longer than 2000 characters.")
    ]


def test_a_script_in_a_label_stays_a_text():
    evil = "<script>alert(1)</script>"
    part = form(q("a", "text", evil, evil, help=t(evil, evil)))
    editor = FormEditor()
    around = Around(parts={"form": part}, base="/x/form/")

    for screen in (editor.overview(part, around), editor.page(part, "a", around)):
        page = render_to_string(screen.template, {**screen.shown, "screen": screen})
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page


def test_an_editor_lets_no_form_grow_beyond_its_limits():
    part = form(*[lease() | {"key": f"f{n}"} for n in range(limits.MOST_FIELDS)])
    posted = {"kind": ["text"], "label-th": ["อีกข้อ"]}

    with translation.override("en"), pytest.raises(Invalid) as refused:
        FormEditor().edit(part, "page:one", "add", posted, Around(parts={"form": part}))

    assert str(refused.value.message) == "A form has at most 800 questions."
    assert len(part["pages"][0]["fields"]) == limits.MOST_FIELDS


def test_the_questions_of_a_group_are_looked_at_too():
    cells = [
        TENURE,
        lease(visible_when="tenure == 'hire'"),
        AREA | {"visible_when": "area_all < 0"},
    ]
    part = form(AREA | {"key": "area_all"}, q("g", "group", "ก", "G", fields=cells))

    assert said(part) == [
        (
            "pages[one].fields[g].fields[lease].visible_when",
            "The rule compares “Tenure” with “hire”, which is not one of its options.",
        ),
        ("pages[one].fields[g].fields[lease].visible_when", NEVER),
        (
            "pages[one].fields[g].fields[area].visible_when",
            "“Area” is never asked: no answers make the condition true.",
        ),
    ]


def test_limits_are_kept_by_every_form_that_is_one():
    assert limits.broken(PART) == ""
