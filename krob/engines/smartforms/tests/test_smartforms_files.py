"""A file asked inside the form is a document: needed by the same rules, never an answer."""

import pytest

from krob.engines.documents import spec as documents
from krob.engines.documents.needs import missing, needs
from krob.engines.smartforms import files, jsonschema, render, spec, state, summary
from krob.engines.smartforms.compile import compiled
from krob.engines.smartforms.fieldviews import Brought, Files, FormUrls
from krob.engines.smartforms.state import FormState
from krob.engines.smartforms.summary import Link
from krob.engines.smartforms.tests.sample import q, t

pytestmark = pytest.mark.req("2.3", part="file")

LEFT_OUT = q("extra", "file", "อื่น ๆ", "More", required=False)
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
    assert needed(rents=True, old=False) == {"form-lease": "needed", "form-survey": "optional"}
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


def shown(**more) -> str:
    page = render.page_context(
        compiled(FORM), FormState(answers={"rents": True}), "two", {}, **more
    )
    return render.render_to_string("smartforms/form.html", page)


def test_a_file_is_brought_where_the_question_stands():
    kept = Brought(id="7", name="สัญญา.pdf", size=2000, url="/documents/7/")
    files = {"lease": Files(accept=("pdf",), max_mb=5, brought=[kept])}

    html = shown(urls=FormUrls(submit="/x/", keeps_files=True), files=files)

    assert 'enctype="multipart/form-data"' in html
    assert 'type="file" name="lease"' in html
    assert 'data-max-bytes="5000000"' in html
    assert '<a href="/documents/7/">สัญญา.pdf</a>' in html
    assert 'name="_drop" value="lease:7"' in html
    assert 'name="_upload" value="survey"' in html


def test_a_preview_shows_the_question_and_keeps_nothing():
    html = shown(urls=FormUrls())

    assert 'type="file" name="lease"' in html
    assert "multipart" not in html
    assert 'name="_upload"' not in html


def test_a_summary_shows_files_beside_the_answers_when_it_is_given_them():
    form, state_now = compiled(FORM), FormState(answers={"rents": True})
    files = {"lease": [Link(name="สัญญา.pdf", url="/documents/7/")]}

    pages = summary.summarise(form, state_now, files=files)

    rows = {row.key: (row.value, [one.url for one in row.links]) for row in pages[1].rows}
    assert rows == {"lease": ("สัญญา.pdf", ["/documents/7/"]), "survey": ("", [])}


def test_a_file_that_may_be_left_out_is_asked_for_and_not_needed():
    part = {"pages": [{"key": "one", "title": t("ก", "A"), "fields": [LEFT_OUT]}]}
    (row,) = documents.parse(files.rows(part))

    (need,) = needs([row], {}, {})

    assert documents.problems(files.rows(part), {}) == []
    assert (need.state, missing([need], {})) == ("optional", [])


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
