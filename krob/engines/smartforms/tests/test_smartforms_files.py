"""A file asked inside the form is a document: needed by the same rules, never an answer."""

import pytest

from krob.engines.documents import spec as documents
from krob.engines.documents.needs import needs
from krob.engines.smartforms import files, jsonschema, render, spec, state, summary
from krob.engines.smartforms.compile import compiled
from krob.engines.smartforms.fieldviews import FormUrls
from krob.engines.smartforms.state import FormState
from krob.engines.smartforms.tests.sample import q, t

pytestmark = pytest.mark.req("2.3", part="file")

FORM = {
    "pages": [
        {
            "key": "one",
            "title": t("หนึ่ง", "One"),
            "fields": [q("rents", "yes_no", "เช่า", "Rented"), q("old", "yes_no", "เก่า", "Old")],
        },
        {
            "key": "two",
            "title": t("สอง", "Two"),
            "visible_when": "rents",
            "fields": [
                q("lease", "file", "สัญญาเช่า", "Lease", accept=["pdf"], max_mb=5),
                q(
                    "survey",
                    "file",
                    "ผลสำรวจ",
                    "Survey",
                    required="old",
                    visible_when="old or rents",
                ),
            ],
        },
    ]
}


def needed(**answers):
    form = compiled(FORM)
    typed = state.typed(form, answers)
    found = needs(documents.parse(files.rows(FORM)), typed, form.types)
    return {need.code: str(need.state) for need in found}


def test_a_file_is_needed_where_it_is_asked():
    assert needed(rents=True, old=False) == {"form-lease": "needed", "form-survey": "not-needed"}
    assert needed(rents=True, old=True) == {"form-lease": "needed", "form-survey": "needed"}
    assert needed(rents=False) == {"form-lease": "not-needed", "form-survey": "not-needed"}
    assert needed() == {"form-lease": "maybe", "form-survey": "maybe"}


def test_the_document_has_the_words_and_limits_of_the_question():
    lease = documents.parse(files.rows(FORM))[0]

    assert (lease.title.th, lease.accept, lease.max_mb) == ("สัญญาเช่า", ("pdf",), 5)
    assert documents.problems(files.rows(FORM), compiled(FORM).types) == []


def test_a_file_is_no_answer_and_stands_in_no_summary():
    form = compiled(FORM)
    answers = state.merge(form, FormState(answers={"rents": True}), "two", {"lease": ["x"]}, {})

    assert answers.answers == {"rents": True}
    assert "lease" not in jsonschema.export(form)["properties"]
    assert [row.key for page in summary.summarise(form, answers) for row in page.rows] == [
        "rents",
        "old",
    ]


def test_the_form_says_where_the_file_is_brought():
    form = compiled(FORM)
    page = render.page_context(
        form, FormState(answers={"rents": True}), "two", {}, urls=FormUrls(files="/documents/")
    )
    html = render.render_to_string("smartforms/form.html", page)

    assert 'href="/documents/#lease"' in html
    assert 'type="file"' not in html


@pytest.mark.parametrize(
    ("option", "value"),
    [("accept", ["exe"]), ("accept", []), ("max_mb", 51), ("max_mb", "5"), ("copies", 0)],
)
def test_what_a_file_may_be_is_checked(option, value):
    part = {
        "pages": [
            {
                "key": "one",
                "title": t("ก", "A"),
                "fields": [q("lease", "file", "ก", "A", **{option: value})],
            }
        ]
    }

    assert [p.path for p in spec.problems(part)] == [f"pages[one].fields[lease].{option}"]


def test_a_file_stands_in_no_group():
    group = q("g", "group", "ก", "G", fields=[q("lease", "file", "ก", "A")])
    part = {"pages": [{"key": "one", "title": t("ก", "A"), "fields": [group]}]}

    assert [p.path for p in spec.problems(part)] == ["pages[one].fields[g].fields[lease].kind"]
