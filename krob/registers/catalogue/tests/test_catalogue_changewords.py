"""What changed between two versions, said in sentences."""

import copy

import pytest

from krob.registers.catalogue.versioning.changewords import changes

PARTS = {
    "service": {"title": {"th": "ร้าน", "en": "Shop"}, "eligibility": [{"rule": "area > 1"}]},
    "form": {
        "pages": [
            {
                "key": "premises",
                "title": {"th": "สถานที่", "en": "Premises"},
                "fields": [
                    {"key": "area", "label": {"th": "พื้นที่", "en": "Area"}, "required": False},
                    {"key": "seats", "label": {"th": "ที่นั่ง", "en": "Seats"}},
                ],
            }
        ]
    },
    "documents": [{"code": "plan", "title": {"th": "แผนผัง", "en": "Plan"}}],
    "steps": {"deadline": {"days": 30}, "steps": {"look": {"title": {"th": "ตรวจ"}, "days": 3}}},
}


@pytest.fixture
def parts():
    return copy.deepcopy(PARTS)


def said(parts) -> list[str]:
    return [each.words.in_("en") for each in changes(PARTS, parts)]


def test_nothing_changed_says_nothing(parts):
    assert said(parts) == []


@pytest.mark.req("2.2.1", part="versions")
def test_a_question_that_became_required_is_named_with_its_page(parts):
    parts["form"]["pages"][0]["fields"][0]["required"] = True

    (change,) = changes(PARTS, parts)

    assert change.words.in_("en") == "Page “Premises”, question “Area” is now required"
    assert change.words.th == "หน้า “สถานที่” › ข้อ “พื้นที่” ต้องตอบ"
    assert change.title.th == "แบบคำขอ"


@pytest.mark.req("2.2.1", part="versions")
def test_every_sort_of_change_has_its_sentence(parts):
    fields = parts["form"]["pages"][0]["fields"]
    fields[1]["label"]["en"] = "Chairs"
    fields.append({"key": "gas", "label": {"th": "แก๊ส", "en": "Gas"}})
    parts["documents"] = []
    parts["steps"]["deadline"]["days"] = 15
    parts["steps"]["steps"]["look"]["days"] = 5
    parts["service"]["eligibility"][0]["rule"] = "area > 2"

    assert said(parts) == [
        "Condition “1” rule: “area > 1” becomes “area > 2”",
        "Page “Premises”, question “Chairs”, label English text: “Seats” becomes “Chairs”",
        "Page “Premises”, question “Gas” is new",
        "Document “Plan” is taken out",
        "Deadline days: “30” becomes “15”",
        "Step “ตรวจ” days: “3” becomes “5”",
    ]


def test_another_order_is_a_change_of_its_own(parts):
    parts["form"]["pages"][0]["fields"].reverse()

    assert said(parts) == ["Page “Premises”, question stands in another order"]
