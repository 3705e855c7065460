"""Officials write which documents a service asks for, when, and what is checked on them."""

import pytest

from krob.engines.documents import spec
from krob.engines.documents.editor import DocumentsEditor
from krob.foundation.core.errors import Invalid, NotFound
from krob.foundation.core.text import Text
from krob.foundation.editing.types import Around

PLAN = {"code": "floor-plan", "title": {"th": "แผนผัง", "en": "Floor plan"}, "how": "upload"}
LEASE = {"code": "lease", "title": {"th": "สัญญาเช่า", "en": "Lease"}, "needed_when": "area > 200"}
PART = [PLAN, LEASE]
AROUND = Around(
    types={"area": "number", "until": "date", "owner": "text"},
    labels={"area": Text("พื้นที่", "the area"), "until": Text("ถึง", "until")},
    parts={"examples": [{"name": "large", "expect": {"documents": ["lease"]}}]},
)


def edit(verb, name="", **posted):
    names = {key.replace("__", "-"): [value] for key, value in posted.items()}
    return DocumentsEditor().edit(PART, name, verb, names, AROUND)


def codes(edited) -> list[str]:
    return [row["code"] for row in edited.part]


@pytest.mark.req("2.4", part="editor")
def test_documents_are_added_copied_moved_and_removed():
    assert codes(edit("add", title__th="บัตร")) == ["floor-plan", "lease", "document"]
    assert codes(edit("duplicate", "floor-plan")) == ["floor-plan", "floor-plan_2", "lease"]
    assert codes(edit("move", "lease", to="up")) == ["lease", "floor-plan"]
    assert codes(edit("move", "floor-plan", to="2")) == ["lease", "floor-plan"]
    assert codes(edit("move", "lease", to="down")) == ["floor-plan", "lease"]
    assert codes(edit("remove", "floor-plan")) == ["lease"]


@pytest.mark.req("2.4", part="editor")
def test_what_is_said_of_a_document_is_kept():
    saved = edit(
        "save", "floor-plan", max_pages="3", valid_days="90", expiry_field="until", mark="V"
    )

    assert saved.part[0] == PLAN | {
        "max_pages": 3,
        "valid_days": 90,
        "expiry_field": "until",
        "mark": "V",
    }
    assert saved.part[1] == LEASE
    assert spec.problems(saved.part, AROUND.types) == []


def test_a_new_code_is_told_to_whatever_names_the_old_one():
    saved = edit("save", "lease", code="rent")

    assert codes(saved) == ["floor-plan", "rent"]
    assert saved.item == "rent"
    assert saved.recoded == {"document": ("lease", "rent")}


@pytest.mark.parametrize("code", ["floor-plan", "", "Not a code"])
def test_a_code_is_refused_that_is_taken_or_none(code):
    with pytest.raises(Invalid) as refused:
        edit("save", "lease", code=code)

    assert "code" in refused.value.fields


def test_what_is_gone_is_not_edited():
    with pytest.raises(NotFound):
        edit("save", "gone", code="x")


@pytest.mark.req("2.4", part="three-valued")
def test_when_a_document_is_needed_is_said_in_words():
    shown = DocumentsEditor().page(PART, "lease", AROUND).shown

    assert shown["spoken"]["when"].en == "the area is more than 200"
    assert shown["spoken"]["until"] == [Text("พื้นที่", "the area")]
    assert DocumentsEditor().page(PART, "floor-plan", AROUND).shown["spoken"] == {"always": True}


def test_a_document_without_a_good_code_is_found_by_its_place():
    broken = [{"title": {"th": "ไม่มีรหัส"}}]
    (first, *_rest) = spec.problems(broken, {})

    name, path = DocumentsEditor().place(first.path)

    assert (name, path) == ("0", "code")
    assert DocumentsEditor().item(broken, name) == broken[0]
