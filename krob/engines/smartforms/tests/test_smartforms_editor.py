"""The editor of a form: every verb gives exactly the new part; what is refused changes nothing."""

import copy
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from krob.engines.smartforms import editing_tree as tree
from krob.engines.smartforms import spec
from krob.engines.smartforms.editor import FormEditor
from krob.engines.smartforms.kinds import kinds
from krob.engines.smartforms.tests.sample import PART
from krob.foundation.core.errors import Invalid, NotFound
from krob.foundation.editing.types import Around

pytestmark = pytest.mark.req("2.3", part="editor")
EDITOR = FormEditor()


def form() -> dict[str, Any]:
    """Two pages, a group, rules that read."""
    return {
        "pages": [
            {
                "key": "place",
                "title": {"th": "สถานที่", "en": "Place"},
                "fields": [
                    {"key": "area", "kind": "number", "label": {"th": "พื้นที่", "en": "Area"}},
                    {
                        "key": "plan",
                        "kind": "text",
                        "label": {"th": "แผนผัง", "en": "Plan"},
                        "visible_when": "area > 200",
                        "required": True,
                    },
                ],
            },
            {
                "key": "people",
                "title": {"th": "คน", "en": "People"},
                "fields": [
                    {
                        "key": "staff",
                        "kind": "group",
                        "label": {"th": "ผู้ปฏิบัติงาน", "en": "Staff"},
                        "fields": [
                            {"key": "name", "kind": "text", "label": {"th": "ชื่อ", "en": "Name"}},
                            {
                                "key": "ok",
                                "kind": "yes_no",
                                "label": {"th": "อบรม", "en": "Trained"},
                                "required": "name != ''",
                            },
                        ],
                    },
                ],
            },
        ]
    }


def around(part: dict[str, Any], **parts: Any) -> Around:
    """Surroundings with other parts."""
    return Around(parts={"form": part, **parts}, base="/x/form/", problems=spec.problems(part))


def do(part: dict[str, Any], verb: str, name: str = "", parts=None, **posted: str):
    """Do a verb; the part that was given must stay as it is."""
    before = copy.deepcopy(part)
    values = {key.replace("__", "-"): [value] for key, value in posted.items()}
    with translation.override("en"):
        edited = EDITOR.edit(part, name, verb, values, around(part, **(parts or {})))
    assert part == before
    return edited


def keys(part: dict[str, Any]) -> list[list[str]]:
    return [[field["key"] for field in tree.fields(page)] for page in tree.pages(part)]


def test_a_page_and_a_question_are_added_with_keys_of_their_own():
    edited = do(form(), "add-page", title__th="เอกสาร", title__en="Papers")
    more = do(
        edited.part, "add", "page:page", kind="date", label__th="วันเปิด", label__en="Opening day"
    )

    assert more.item == "opening_day"
    assert more.part["pages"][2] == {
        "key": "page",
        "title": {"th": "เอกสาร", "en": "Papers"},
        "fields": [
            {
                "key": "opening_day",
                "kind": "date",
                "label": {"th": "วันเปิด", "en": "Opening day"},
            }
        ],
    }


def test_a_question_without_thai_or_of_an_unknown_kind_is_not_added():
    for posted in ({"kind": "text", "label__th": ""}, {"kind": "magic", "label__th": "ก"}):
        with pytest.raises(Invalid):
            do(form(), "add", "page:place", **posted)


def test_a_group_takes_questions_but_no_group():
    edited = do(form(), "add", "staff", kind="date", label__th="วันเกิด", label__en="Born")

    assert edited.item == "staff.born"
    with pytest.raises(Invalid):
        do(form(), "add", "staff", kind="group", label__th="กลุ่ม")


def test_settings_of_a_question_are_saved_in_the_shape_of_the_definition():
    edited = do(
        form(),
        "save",
        "area",
        label__th="เนื้อที่",
        label__en="Area",
        must="rule",
        must_when="today > date('2026-01-01')",
        min="1",
        unit__th="ตร.ม.",
        unit__en="sq m",
        checks__count="1",
        checks__0__rule="area < 5000",
        checks__0__message__th="ใหญ่เกินไป",
        checks__0__message__en="Too large",
        sensitivity="",
    )

    assert edited.part["pages"][0]["fields"][0] == {
        "key": "area",
        "kind": "number",
        "label": {"th": "เนื้อที่", "en": "Area"},
        "required": "today > date('2026-01-01')",
        "min": "1",
        "unit": {"th": "ตร.ม.", "en": "sq m"},
        "checks": [
            {"rule": "area < 5000", "message": {"th": "ใหญ่เกินไป", "en": "Too large"}},
        ],
    }


def test_what_cannot_be_read_is_refused_by_name():
    with pytest.raises(Invalid) as refused:
        do(form(), "save", "area", min="many")

    assert list(refused.value.fields) == ["min"]


def test_saving_a_group_keeps_its_questions():
    edited = do(form(), "save", "staff", row_label__th="คน", must="always")

    group = edited.part["pages"][1]["fields"][0]
    assert [cell["key"] for cell in group["fields"]] == ["name", "ok"]
    assert group["required"] is True


def test_a_lookup_is_edited_as_rows_and_kept_as_a_mapping():
    edited = do(
        form(),
        "save",
        "plan",
        fills__count="1",
        fills__0__field="area",
        fills__0__fact="size",
    )

    assert edited.part["pages"][0]["fields"][1]["lookup"] == {"fills": {"area": "size"}}


@pytest.mark.parametrize("name", ["area", "plan", "staff", "staff.ok", "page:place"])
def test_saving_what_is_shown_changes_nothing(name):
    shown = EDITOR.page(form(), name, around(form())).shown
    posted: dict[str, str] = {}
    for field in shown["fields"]:
        if field["setting"].kind in {"words", "prose"}:
            posted |= {f"{field['name']}__{side}": field[side] for side in ("th", "en")}
        elif field["setting"].kind != "rows":
            posted[field["name"]] = str(field["value"])

    assert do(form(), "save", name, **posted).part == form()


def test_a_new_key_is_put_into_every_rule_of_the_form_and_named_for_the_other_parts():
    documents = [{"code": "plan", "title": {"th": "แผน"}, "needed_when": "area > 1"}]

    edited = do(form(), "rename", "area", {"documents": documents}, key="size")

    assert edited.item == "size"
    assert edited.renamed == {"area": "size"}
    assert edited.part["pages"][0]["fields"][1]["visible_when"] == "size > 200"
    assert "2" in str(edited.notice)


def test_a_cell_gets_another_key_inside_its_group():
    edited = do(form(), "rename", "staff.name", key="full_name")

    cells = edited.part["pages"][1]["fields"][0]["fields"]
    assert [cell["key"] for cell in cells] == ["full_name", "ok"]
    assert cells[1]["required"] == "full_name != ''"


@pytest.mark.parametrize("key", ["plan", "Big", "", "a-b", "x" * 61])
def test_a_key_that_is_taken_or_unreadable_is_refused(key):
    with pytest.raises(Invalid) as refused:
        do(form(), "rename", "area", key=key)

    assert list(refused.value.fields) == ["key"]


def test_another_kind_drops_what_it_does_not_know():
    part = do(form(), "save", "area", min="1", max="9").part

    edited = do(part, "change-kind", "area", kind="long_text")

    assert edited.part["pages"][0]["fields"][0] == {
        "key": "area",
        "kind": "long_text",
        "label": {"th": "พื้นที่", "en": "Area"},
    }


def test_questions_move_within_a_page_and_over_its_edge():
    up = do(form(), "up", "plan").part
    over = do(form(), "down", "plan")
    back = do(over.part, "up", "plan").part

    assert keys(up) == [["plan", "area"], ["staff"]]
    assert keys(over.part) == [["area"], ["plan", "staff"]]
    assert keys(back) == [["area", "plan"], ["staff"]]
    assert str(over.notice) == "“Plan” now stands at place 1 of 2."


def test_a_question_moves_to_a_place_that_is_named():
    assert keys(do(form(), "move", "area", to="page:people", place="2").part) == [
        ["plan"],
        ["staff", "area"],
    ]
    assert keys(do(form(), "move", "plan", to="page:place", place="1").part) == [
        ["plan", "area"],
        ["staff"],
    ]
    with pytest.raises(Invalid):
        do(form(), "move", "area", to="staff", place="1")


def test_pages_move_too():
    assert [p["key"] for p in do(form(), "up", "page:people").part["pages"]] == ["people", "place"]
    assert do(form(), "up", "page:place").part == form()


def test_a_copy_stands_behind_with_its_own_key():
    edited = do(form(), "duplicate", "staff.name")

    cells = edited.part["pages"][1]["fields"][0]["fields"]
    assert edited.item == "staff.name_2"
    assert [cell["key"] for cell in cells] == ["name", "name_2", "ok"]


def test_removing_what_others_read_names_them_first():
    documents = [
        {"code": "plan", "title": {"th": "ก", "en": "Floor plan"}, "needed_when": "area > 1"}
    ]

    with pytest.raises(Invalid) as refused:
        do(form(), "remove", "area", {"documents": documents})
    edited = do(form(), "remove", "area", {"documents": documents}, sure="1")

    assert "Plan, Floor plan" in str(refused.value.fields["sure"])
    assert keys(edited.part) == [["plan"], ["staff"]]


def test_removing_what_nobody_reads_asks_nothing():
    assert keys(do(form(), "remove", "plan").part) == [["area"], ["staff"]]
    assert keys(do(form(), "remove", "page:people").part) == [["area", "plan"]]


def test_a_page_is_read_by_what_reads_its_questions_from_outside():
    part = do(form(), "move", "plan", to="page:people", place="1").part

    with pytest.raises(Invalid) as refused:
        do(part, "remove", "page:place")

    assert "Plan" in str(refused.value.fields["sure"])


def test_what_is_gone_is_not_found():
    for verb, name in (("save", "nothing"), ("up", "staff.nothing"), ("add", "page:no")):
        with pytest.raises(NotFound):
            do(form(), verb, name, kind="text", label__th="ก")


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("pages", ("", "pages")),
        ("pages[one].title", ("page:one", "title")),
        ("pages[one].fields[area].visible_when", ("area", "visible_when")),
        ("pages[one].fields[area].required", ("area", "must_when")),
        ("pages[one].fields[area].checks[0].rule", ("area", "checks[0].rule")),
        ("pages[one].fields[staff].fields[ok].label", ("staff.ok", "label")),
        ("pages[one].fields[3].key", ("page:one", "fields[3].key")),
        ("pages[0].key", ("", "pages[0].key")),
    ],
)
def test_a_problem_leads_to_where_it_is_mended(path, place):
    assert EDITOR.place(path) == place


def test_every_kind_is_drawn_with_its_settings_in_both_languages():
    for language in ("th", "en"):
        for code in kinds:
            part = form()
            part["pages"][0]["fields"][0]["kind"] = code
            with translation.override(language):
                screen = EDITOR.page(part, "area", around(part))
                page = render_to_string(screen.template, {**screen.shown, "screen": screen})
            assert str(kinds.get(code).title)
            assert page.count('id="s-label-th"') == 1


def test_a_form_of_all_kinds_is_shown_with_each_question_once():
    screen = EDITOR.overview(PART, around(PART))
    page = render_to_string(screen.template, dict(screen.shown))

    for _container, name, item in tree.walk(PART):
        if "." not in name:
            assert page.count(f'data-name="{item["key"]}"') == 1
