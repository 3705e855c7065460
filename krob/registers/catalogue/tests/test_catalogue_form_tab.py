"""The form's tab through its own addresses: shown, saved, previewed, hidden from other agencies."""

import json
import time
from dataclasses import replace

import pytest
from django.template.loader import get_template
from django.utils import translation

from krob.foundation.core.errors import Invalid, NotFound
from krob.people.agencies.models import Agency
from krob.registers.catalogue import commands
from krob.registers.catalogue.checking import gate
from krob.registers.catalogue.drafting import library
from krob.registers.catalogue.drafting.blocks import pin_of
from krob.registers.catalogue.models import Block, ServiceDraft

pytestmark = pytest.mark.req("2.3", part="editor")


@pytest.fixture
def draft(db, checker) -> ServiceDraft:
    Agency.objects.create(code="bma", name_th="กรุงเทพมหานคร")
    return commands.begin_service(actor=checker, code="market-stall", title_th="แผงลอย")


def form_of(draft):
    draft.refresh_from_db()
    return draft.parts["form"]


def keys(draft):
    return [[f["key"] for f in page["fields"]] for page in form_of(draft)["pages"]]


def write(draft, **parts):
    draft.refresh_from_db()
    draft.parts = {**draft.parts, **parts}
    draft.save(update_fields=["parts"])


def edit(actor, draft, item, verb, **posted):
    values = {key.replace("__", "-"): [value] for key, value in posted.items()}
    return commands.edit_draft(
        actor=actor, draft=draft.pk, tab="form", item=item, verb=verb, posted=values
    )


@pytest.mark.parametrize("item", ["", "page:applicant/", "phone/"])
def test_every_screen_of_the_form_is_shown_beside_its_preview(browse, checker, draft, item):
    answer = browse(checker).get(f"/agency/services/{draft.pk}/form/{item}")

    html = answer.content.decode()
    assert answer.status_code == 200
    assert html.count(f'<iframe src="/agency/services/{draft.pk}/preview/') == 1
    assert "vendor/sortable-1.15/Sortable.min.js" in html


def test_a_question_is_added_and_moved_by_buttons_alone(browse, checker, draft):
    browser, base = browse(checker), f"/agency/services/{draft.pk}/form/"

    added = browser.post(
        f"{base}page:applicant/add/", {"kind": "date", "label-th": "วันเปิด", "label-en": "Opens"}
    )
    browser.post(f"{base}opens/up/")

    assert added["Location"] == f"{base}opens/"
    assert keys(draft) == [["applicant_name", "phone", "opens", "email"]]


def test_another_key_is_put_into_the_rules_of_all_parts_in_one_change(checker, draft):
    documents = [
        {"code": "plan", "title": {"th": "แผน", "en": "Plan"}, "needed_when": "phone != ''"}
    ]
    write(draft, documents=documents)

    edit(checker, draft, "phone", "rename", key="telephone")

    draft.refresh_from_db()
    assert draft.parts["documents"][0]["needed_when"] == "telephone != ''"
    assert keys(draft) == [["applicant_name", "telephone", "email"]]
    assert draft.changes.count() == 1
    commands.undo_change(actor=checker, draft=draft.pk)
    draft.refresh_from_db()
    assert draft.parts["documents"] == documents
    assert keys(draft) == [["applicant_name", "phone", "email"]]


def test_removing_what_a_document_reads_is_asked_once_more(browse, checker, draft):
    write(
        draft,
        documents=[{"code": "plan", "title": {"th": "แผนผัง"}, "needed_when": "phone != ''"}],
    )
    url = f"/agency/services/{draft.pk}/form/phone/remove/"

    asked = browse(checker).post(url)
    before = keys(draft)
    browse(checker).post(url, {"sure": "1"})

    assert asked.status_code == 422
    assert "แผนผัง" in asked.content.decode()
    assert before == [["applicant_name", "phone", "email"]]
    assert keys(draft) == [["applicant_name", "email"]]


def test_a_document_that_compares_with_a_code_that_is_no_option_is_named(checker, draft):
    commands.edit_draft(
        actor=checker,
        draft=draft.pk,
        tab="form",
        item="page:applicant",
        verb="insert",
        posted={"block": ["tenure"]},
    )
    row = {"code": "plan", "title": {"th": "แผน", "en": "Plan"}, "how": "upload"}
    write(draft, documents=[{**row, "needed_when": "tenure == 'hire'"}])

    draft.refresh_from_db()
    with translation.override("en"):
        said = [(p.path, str(p.message)) for p in gate.problems_of(draft)]

    assert [message for path, message in said if path == "documents/[0].needed_when"] == [
        "The rule compares “Right to the place” with “hire”, which is not one of its options."
    ]


# -- preview --------------------------------------------------------------------------------------

TWO_PAGES = {
    "pages": [
        {
            "key": "one",
            "title": {"th": "หนึ่ง", "en": "One"},
            "fields": [
                {
                    "key": "area",
                    "kind": "number",
                    "label": {"th": "พื้นที่", "en": "Area"},
                    "required": True,
                },
                {
                    "key": "plan",
                    "kind": "text",
                    "label": {"th": "แผนผัง", "en": "Plan"},
                    "visible_when": "area > 200",
                },
                {
                    "key": "broken",
                    "kind": "text",
                    "label": {"th": "เสีย"},
                    "required": "nothing > 1",
                },
            ],
        },
        {
            "key": "two",
            "title": {"th": "สอง", "en": "Two"},
            "visible_when": "area > 200",
            "fields": [{"key": "more", "kind": "text", "label": {"th": "เพิ่ม", "en": "More"}}],
        },
    ]
}


def test_the_preview_draws_the_draft_with_the_applicants_templates_in_our_own_frame_only(
    browse, checker, draft
):
    write(draft, form=TWO_PAGES)

    answer = browse(checker).get(f"/agency/services/{draft.pk}/preview/")

    html = answer.content.decode()
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
    assert 'id="f-area"' in html
    assert 'name="broken"' not in html
    assert "1 ข้อ" in html
    assert get_template("smartforms/page.html").template.name
    other = browse(checker).get(f"/agency/services/{draft.pk}/form/")
    assert "frame-ancestors 'none'" in other["Content-Security-Policy"]


def test_conditions_and_pages_of_the_preview_follow_the_answers_and_nothing_is_stored(
    browse, checker, draft
):
    write(draft, form=TWO_PAGES)
    before = ServiceDraft.objects.values().get(pk=draft.pk)
    browser, base = browse(checker), f"/agency/services/{draft.pk}/preview/"

    empty = browser.post(f"{base}one/", {"_page": "one", "area": ""})
    opened = browser.post(f"{base}one/toggle/", {"area": "300", "_shown": "area"})
    last = browser.post(f"{base}one/", {"_page": "one", "area": "100"})
    second = browser.post(f"{base}one/", {"_page": "one", "area": "300"})
    carried = {"_answers": json.dumps({"answers": {"area": "300"}}), "_page": "two", "more": "x"}
    end = browser.post(f"{base}two/", carried)

    assert empty.status_code == 422
    assert 'name="plan"' in opened.content.decode()
    assert '"area": "300"' in opened.content.decode().replace("&quot;", '"')
    assert "หน้านี้เป็นหน้าสุดท้าย" in last.content.decode()
    assert 'name="more"' in second.content.decode()
    assert "หน้านี้เป็นหน้าสุดท้าย" in end.content.decode()
    assert ServiceDraft.objects.values().get(pk=draft.pk) == before


@pytest.mark.parametrize("carried", ["{", "[1]", "x" * 300_000, '{"answers": 5}', "[" * 5000])
def test_hostile_answers_that_a_preview_carries_are_dropped(browse, checker, draft, carried):
    write(draft, form=TWO_PAGES)

    answer = browse(checker).post(
        f"/agency/services/{draft.pk}/preview/one/",
        {"_answers": carried, "_page": "one", "area": "1"},
    )

    assert answer.status_code == 200


@pytest.mark.parametrize(
    "address",
    ["form/", "form/phone/", "preview/", "preview/applicant/", "preview/applicant/toggle/"],
)
def test_another_agency_sees_neither_form_nor_preview(browse, municipal_officer, draft, address):
    stranger = browse(replace(municipal_officer, id="u-other"))
    url = f"/agency/services/{draft.pk}/{address}"

    answer = stranger.post(url) if address.endswith("toggle/") else stranger.get(url)

    assert answer.status_code == 404


# -- blocks ---------------------------------------------------------------------------------------


def test_the_questions_of_a_page_are_kept_as_a_block_and_put_into_another_form(checker, draft):
    kept = commands.save_block(actor=checker, draft=draft.pk, page="applicant", code="who")
    other = commands.begin_service(actor=checker, code="signboard", title_th="ป้าย")
    write(other, form={"pages": [{"key": "one", "title": {"th": "หนึ่ง"}, "fields": []}]})

    edit(checker, other, "page:one", "insert", block="who")

    fields = form_of(other)["pages"][0]["fields"]
    assert [f["key"] for f in fields] == ["applicant_name", "phone", "email"]
    assert {f["block"] for f in fields} == {f"who@{kept.digest}"}


def test_the_same_wording_is_kept_once_and_another_gets_the_next_number(checker, draft):
    def keep():
        return commands.save_block(actor=checker, draft=draft.pk, page="applicant", code="who")

    first, again = keep(), keep()
    edit(checker, draft, "phone", "save", label__th="เบอร์โทร", label__en="Telephone")
    second = keep()

    assert again.pk == first.pk
    assert (second.number, second.digest != first.digest) == (2, True)
    assert Block.objects.count() == 2


def test_a_block_without_code_or_questions_is_not_kept(checker, draft):
    with pytest.raises(Invalid):
        commands.save_block(actor=checker, draft=draft.pk, page="applicant", code="Not A Code")
    with pytest.raises(NotFound):
        commands.save_block(actor=checker, draft=draft.pk, page="nothing", code="who")

    assert Block.objects.count() == 0


def test_drafts_with_an_older_wording_are_listed_and_renewed(browse, checker, draft):
    commands.save_block(actor=checker, draft=draft.pk, page="applicant", code="who")
    user = commands.begin_service(actor=checker, code="signboard", title_th="ป้าย")
    write(user, form={"pages": [{"key": "one", "title": {"th": "หนึ่ง"}, "fields": []}]})
    edit(checker, user, "page:one", "insert", block="who")
    edit(checker, draft, "phone", "save", label__th="เบอร์โทร", label__en="Telephone")
    edit(checker, draft, "email", "remove")
    commands.save_block(actor=checker, draft=draft.pk, page="applicant", code="who")

    listed = next(b for b in library.overview(checker)["blocks"] if b["code"] == "who")
    page = browse(checker).get("/agency/blocks/")
    edit(checker, user, "", "renew", block="who")
    after = next(b for b in library.overview(checker)["blocks"] if b["code"] == "who")

    assert [(each["draft"].pk, each["old"]) for each in listed["users"]] == [(user.pk, True)]
    assert "ป้าย" in page.content.decode()
    fields = form_of(user)["pages"][0]["fields"]
    assert [f["key"] for f in fields] == ["applicant_name", "phone"]
    assert fields[1]["label"]["th"] == "เบอร์โทร"
    assert [each["old"] for each in after["users"]] == [False]


def test_renewing_is_refused_where_something_reads_a_question_that_goes(checker, draft):
    commands.save_block(actor=checker, draft=draft.pk, page="applicant", code="who")
    user = commands.begin_service(actor=checker, code="signboard", title_th="ป้าย")
    reader = {"code": "plan", "title": {"th": "แผน"}, "needed_when": "email != ''"}
    empty = {"pages": [{"key": "one", "title": {"th": "หนึ่ง"}, "fields": []}]}
    write(user, form=empty, documents=[reader])
    edit(checker, user, "page:one", "insert", block="who")
    edit(checker, draft, "email", "remove")
    commands.save_block(actor=checker, draft=draft.pk, page="applicant", code="who")
    before = form_of(user)

    with pytest.raises(Invalid) as refused:
        edit(checker, user, "", "renew", block="who")

    assert "แผน" in str(refused.value.fields["block"])
    assert form_of(user) == before


def test_a_block_is_not_put_in_twice_and_a_changed_question_lets_go_of_it(checker, draft):
    with pytest.raises(NotFound):
        edit(checker, draft, "page:applicant", "insert", block="nothing")
    commands.save_block(actor=checker, draft=draft.pk, page="applicant", code="who")
    with pytest.raises(Invalid):
        edit(checker, draft, "page:applicant", "insert", block="who")

    shipped = library.library(draft.agency_id)["tenure"]
    edit(checker, draft, "page:applicant", "insert", block="tenure")
    key = shipped["fields"][0]["key"]
    edit(checker, draft, key, "save", label__th="ใหม่", label__en="New")

    field = next(f for f in form_of(draft)["pages"][0]["fields"] if f["key"] == key)
    assert "block" not in field
    assert shipped["pin"] == pin_of({k: v for k, v in shipped.items() if k != "pin"})


def test_another_agency_has_its_own_blocks(checker, municipal_officer, draft):
    Agency.objects.create(code="nonthaburi", name_th="นนทบุรี")
    commands.save_block(actor=checker, draft=draft.pk, page="applicant", code="who")

    stranger = replace(municipal_officer, id="u-other")

    assert "who" not in [b["code"] for b in library.overview(stranger)["blocks"]]
    with pytest.raises(NotFound):
        commands.save_block(actor=stranger, draft=draft.pk, page="applicant", code="mine")


# -- size -----------------------------------------------------------------------------------------


def large(count: int) -> dict[str, object]:
    """A form of ten pages, every second question under a condition."""
    questions = [
        {
            "key": f"q{n}",
            "kind": "number" if n % 2 else "yes_no",
            "label": {"th": f"ข้อ {n}", "en": f"Question {n}"},
            **({"visible_when": f"q{n - 1}"} if n % 2 else {}),
        }
        for n in range(count)
    ]
    size = count // 10
    return {
        "pages": [
            {
                "key": f"p{n}",
                "title": {"th": f"หน้า {n}", "en": f"Page {n}"},
                "fields": questions[n * size : (n + 1) * size],
            }
            for n in range(10)
        ]
    }


def test_a_form_of_150_questions_opens_and_saves_while_one_waits(browse, checker, draft):
    write(draft, form=large(150))
    browser, base = browse(checker), f"/agency/services/{draft.pk}/form/"
    browser.get(base)

    began = time.perf_counter()
    opened = browser.get(base)
    shown = time.perf_counter()
    saved = browser.post(
        f"{base}q77/save/", {"label-th": "ใหม่", "label-en": "New", "autosave": "1"}
    )
    ended = time.perf_counter()

    assert (opened.status_code, saved.status_code) == (200, 200)
    assert shown - began < 1
    assert ended - shown < 1
