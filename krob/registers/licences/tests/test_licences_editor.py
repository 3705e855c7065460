"""What is issued is written by officials: every fault is said, and a template can do no harm."""

import pytest

from krob.engines.documents.render import TemplateError
from krob.foundation.core.errors import NotFound
from krob.foundation.editing.types import Around
from krob.registers.licences import spec
from krob.registers.licences.defaults import licence_template
from krob.registers.licences.editor import LicenceEditor

PART = {
    "kind": "licence",
    "title": {"th": "ใบอนุญาต", "en": "Licence"},
    "number_pattern": "{running:05}/{year_be}",
    "rows": [{"label": {"th": "ชื่อร้าน"}, "field": "shop_name"}],
    "conditions": [{"th": "แสดงใบอนุญาตไว้ในที่เปิดเผย"}],
    "validity": {"years": 1, "mark": "M"},
    "template": licence_template(),
}
FIELDS = {"shop_name"}


def paths(part, positions=None) -> list[str]:
    return [problem.path for problem in spec.problems(part, FIELDS, positions)]


@pytest.mark.req("2.2.1", part="document")
def test_a_whole_part_has_no_problems():
    assert paths(PART) == []


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"number_pattern": "{year_be}"}, "number_pattern"),
        ({"number_pattern": "{running}/{nosuch}"}, "number_pattern"),
        ({"kind": "poster"}, "kind"),
        ({"title": {}}, "title"),
        ({"rows": [{"label": {"th": "ก"}, "field": "gone"}]}, "rows[0].field"),
        ({"rows": [{"field": "shop_name"}]}, "rows[0].label"),
        ({"validity": {"years": 400}}, "validity.years"),
        ({"validity": {"until": "never"}}, "validity.until"),
        ({"signatory": "nobody"}, "signatory"),
        ({"template": "x" * 60_001}, "template"),
    ],
)
def test_each_fault_is_said_where_it_is(change, path):
    assert paths({**PART, **change}, positions={"director"}) == [path]


@pytest.mark.req("A.8", part="template")
def test_a_template_that_does_not_compile_is_said_before_publishing():
    assert spec.template_problems(PART) == []

    found = spec.template_problems({**PART, "template": "#nosuch(d)"})

    assert [problem.path for problem in found] == ["template"]


@pytest.mark.parametrize(
    "template",
    [
        '#read("/etc/passwd")',
        '#image("../../../../etc/passwd")',
        "#while true {}",
        "#let a = range(400000000)",
        '#import "@preview/cetz:0.3.0"',
    ],
)
def test_a_hostile_template_is_refused_and_nothing_else_is_harmed(template):
    with pytest.raises(TemplateError):
        spec.picture({**PART, "template": template})

    assert spec.picture(PART).startswith(b"\x89PNG")


def test_saving_keeps_what_was_not_on_the_page():
    edited = LicenceEditor().edit(
        PART,
        "",
        "save",
        {"title-th": ["ใบรับแจ้ง"], "title-en": [""], "validity.years": ["๒"]},
        Around(),
    )

    assert edited.part["title"] == {"th": "ใบรับแจ้ง"}
    assert edited.part["validity"] == {"years": 2, "mark": "M"}
    assert edited.part["template"] == PART["template"]
    assert PART["title"]["th"] == "ใบอนุญาต"


def test_an_item_that_is_not_there_is_not_found():
    with pytest.raises(NotFound):
        LicenceEditor().item(PART, "nosuch")
