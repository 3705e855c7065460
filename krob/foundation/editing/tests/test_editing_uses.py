"""Who reads an answer, in all parts, and what a new name does to them."""

import copy

from krob.foundation.editing.uses import used, uses, with_name

PARTS = {
    "service": {"label_field": "shop", "premises": {"area": "area"}, "applies_when": "area > 3"},
    "form": {
        "pages": [
            {
                "key": "one",
                "title": {"th": "หน้า"},
                "fields": [
                    {"key": "area", "kind": "number", "label": {"th": "พื้นที่"}},
                    {
                        "key": "staff",
                        "kind": "group",
                        "label": {"th": "คนงาน"},
                        "visible_when": "area > 1",
                        "fields": [
                            {"key": "area", "kind": "text", "label": {"th": "ส่วน"}},
                            {
                                "key": "ok",
                                "kind": "yes_no",
                                "label": {"th": "ผ่าน"},
                                "required": "area == 'x'",
                            },
                        ],
                    },
                ],
            }
        ]
    },
    "documents": [
        {"code": "plan", "title": {"th": "แผนผัง"}, "needed_when": "area > 200", "key": "area"},
        {"code": "card", "title": {"th": "บัตร"}, "needed_when": "any_of(p.ok for p in staff)"},
    ],
    "fees": {"lines": [{"code": "fee", "label": {"th": "ค่า"}, "amount": "area * 2"}]},
    "examples": [{"name": "a", "answers": {"area": "3", "staff": [{"area": "x", "ok": True}]}}],
}


def test_every_place_that_reads_an_answer_is_found():
    found = [(use.part, use.setting, use.words.th) for use in uses(PARTS, "area")]

    assert found == [
        ("service", "area", ""),
        ("form", "visible_when", "คนงาน"),
        ("documents", "needed_when", "แผนผัง"),
        ("documents", "key", "แผนผัง"),
        ("fees", "amount", "ค่า"),
        ("examples", "answers", "a"),
    ]


def test_a_cell_of_a_group_is_another_answer_than_a_question_of_the_same_name():
    assert [use.words.th for use in used(PARTS)["staff.area"]] == ["ผ่าน", "a"]
    assert [use.part for use in used(PARTS)["staff.ok"]] == ["documents", "examples"]


def test_a_new_name_reaches_every_rule_and_nothing_else():
    before = copy.deepcopy(PARTS)

    after = with_name(PARTS, "area", "size")

    assert before == PARTS
    assert after["service"] == {
        "label_field": "shop",
        "premises": {"area": "size"},
        "applies_when": "area > 3",
    }
    group = after["form"]["pages"][0]["fields"][1]
    assert group["visible_when"] == "size > 1"
    assert group["fields"][1]["required"] == "area == 'x'"
    assert after["documents"][0]["needed_when"] == "size > 200"
    assert after["fees"]["lines"][0]["amount"] == "size * 2"
    assert after["examples"][0]["answers"] == {"size": "3", "staff": [{"area": "x", "ok": True}]}


def test_a_new_name_of_a_cell_reaches_the_loops_over_its_group():
    after = with_name(PARTS, "staff.ok", "passed")

    assert after["documents"][1]["needed_when"] == "any_of(p.passed for p in staff)"
    assert after["examples"][0]["answers"]["staff"] == [{"area": "x", "passed": True}]
