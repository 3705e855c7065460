"""The advisor of a draft: shared questions, every way walked, personas told what they should be."""

import copy
from decimal import Decimal

import pytest

from krob.foundation.core.actor import OPERATOR
from krob.foundation.core.errors import Invalid
from krob.people.agencies.models import Agency
from krob.registers.catalogue import commands
from krob.registers.catalogue.checking import gate
from krob.registers.catalogue.guiding import advising, paths
from krob.registers.catalogue.tests.conftest import DEFINITIONS
from krob.registers.catalogue.types import Question
from krob.registers.catalogue.versioning.definition import read_folder

LICENCE = read_folder(DEFINITIONS / "bma" / "food-premises-licence" / "v1")
NOTICE = read_folder(DEFINITIONS / "bma" / "food-premises-notification" / "v1")
OURS = LICENCE.parts["service"]
OTHERS = {"food-premises-notification": NOTICE.parts["service"]}
NOT_FOOD = {"when": "not sells_food", "text": {"th": "ไม่ต้องยื่น", "en": "Nothing to file"}}
PERSONA = {"name": {"th": "ร้านใหญ่", "en": "A large one"}, "expect": ["food-premises-licence"]}


def question(key: str, kind: str) -> Question:
    return Question.of({"key": key, "kind": kind, "label": key})


def found(others=OTHERS, **changes) -> dict[str, str]:
    """Return the problems of the shipped service with some of its service part changed."""
    part = {**copy.deepcopy(dict(OURS)), **changes}
    problems = advising.problems("food-premises-licence", part, others)
    return {p.path: p.severity for p in sorted(problems, key=lambda p: p.severity == "error")}


# -- walking --------------------------------------------------------------------------------------


@pytest.mark.req("2.6", part="every path is walked")
def test_every_way_is_walked_and_dead_ends_are_counted():
    asked = [question("sells_food", "yes_no"), question("area_sqm", "number")]
    rules = {"small": "sells_food and area_sqm <= 200", "large": "sells_food and area_sqm > 200"}

    walk = paths.walk(asked, rules)

    assert (walk.paths, walk.dead_ends, walk.reached) == (6, 3, {"small", "large"})
    assert all(answers["sells_food"] is False for answers in walk.dead)


def test_an_ending_makes_no_dead_end():
    asked = [question("sells_food", "yes_no")]

    walk = paths.walk(asked, {"one": "sells_food"}, ["not sells_food"])

    assert (walk.paths, walk.dead_ends) == (2, 0)


def test_numbers_are_tried_at_between_and_beyond_what_rules_compare_with():
    rules = ["area > 200 and area <= 500", "1 < other", "150 < area"]

    tried = paths.values(question("area", "number"), rules)

    assert tried == [Decimal(n) for n in ("149", "150", "175", "200", "350", "500", "501")]


def test_a_gap_at_one_number_alone_is_found():
    walk = paths.walk([question("a", "number")], {"low": "a < 200", "high": "a > 200"})

    assert [answers["a"] for answers in walk.dead] == [Decimal(200)]


def test_too_many_ways_are_not_walked():
    asked = [question(f"q{n}", "yes_no") for n in range(20)]

    walk = paths.walk(asked, {"one": "q0"})

    assert (walk.paths, walk.too_many) == (2**20, True)


# -- checks ---------------------------------------------------------------------------------------


def test_what_ships_has_no_fault_and_without_endings_the_dead_ends_are_told():
    assert found() == {}
    silent = {code: {**part, "endings": []} for code, part in OTHERS.items()}
    assert found(silent) == {"endings": "warning"}


def changed(**settings):
    """Return the shipped questions with the first one changed."""
    first, *rest = copy.deepcopy(list(OURS["questions"]))
    return [{**first, **settings}, *rest]


@pytest.mark.req("2.6", part="checks")
@pytest.mark.parametrize(
    ("changes", "severity"),
    [
        ({"label": {"th": "ขายอาหาร"}}, "error"),
        ({"kind": "number"}, "error"),
        ({"kind": ""}, "error"),
        ({"key": "area_sqm"}, "error"),
        ({"hint": {"th": "อื่น", "en": "other"}}, "warning"),
    ],
)
def test_a_faulty_question_is_found(changes, severity):
    assert found(endings=[NOT_FOOD], questions=changed(**changes))["questions"] == severity


def test_a_question_that_no_rule_reads_is_pointed_out():
    assert found(applies_when="area_sqm > 200")["questions"] == "warning"


def test_a_service_that_no_answer_leads_to_is_found():
    assert found(applies_when="sells_food and area_sqm > 5 and area_sqm < 4")["applies_when"] == (
        "error"
    )


@pytest.mark.req("2.6", part="personas of a service")
def test_a_persona_who_is_told_something_else_is_found():
    large = {**PERSONA, "answers": {"sells_food": True, "area_sqm": "240"}}
    small = {**PERSONA, "answers": {"sells_food": True, "area_sqm": "200"}}

    assert "personas" not in found(personas=[large])
    assert found(personas=[large, small])["personas"] == "error"


def test_a_faulty_ending_is_found():
    assert found(endings=[{**NOT_FOOD, "text": {"th": "ไม่ต้อง"}}])["endings"] == "error"
    assert found(endings=[{**NOT_FOOD, "when": "sells_"}])["endings"] == "error"


# -- in the back office ---------------------------------------------------------------------------


@pytest.fixture
def draft(db, checker):
    Agency.objects.create(code="bma", name_th="กรุงเทพมหานคร")
    for definition in (NOTICE, LICENCE):
        commands.publish_version(actor=OPERATOR, definition=definition)
    return commands.begin_version(actor=checker, service="food-premises-licence")


def save(actor, draft, **posted):
    commands.edit_draft(
        actor=actor,
        draft=draft.pk,
        tab="advisor",
        item="",
        verb="save",
        posted={key.replace("__", "-"): value for key, value in posted.items()},
    )
    draft.refresh_from_db()
    return draft.parts["service"]


@pytest.mark.req("2.6", part="every path is walked")
def test_the_tab_says_how_many_ways_there_are_and_who_asks_what(browse, draft, checker):
    page = browse(checker).get(f"/agency/services/{draft.pk}/advisor/").content.decode()

    assert "6 ทาง" in page.replace("\u2060", "").replace("\u00a0", " ")
    assert "area_sqm: ใบอนุญาต" in page.replace("\u2060", "")


def test_a_persona_is_kept_as_rules_read_it(draft, checker):
    part = save(
        checker,
        draft,
        personas__count=["1"],
        personas__0__name__th=["ร้านใหญ่"],
        personas__0__answers=["sells_food=yes, area_sqm=240"],
        personas__0__expect=["food-premises-licence"],
    )

    assert part["personas"] == [
        {
            "name": {"th": "ร้านใหญ่"},
            "answers": {"sells_food": True, "area_sqm": "240"},
            "expect": ["food-premises-licence"],
        }
    ]
    assert "service/personas" not in {p.path for p in gate.problems_of(draft)}


def test_answers_that_cannot_be_read_change_nothing(draft, checker):
    with pytest.raises(Invalid) as refused:
        save(checker, draft, personas__count=["1"], personas__0__answers=["just words"])

    draft.refresh_from_db()
    assert list(refused.value.fields) == ["personas-0-answers"]
    assert "personas" not in draft.parts["service"]


@pytest.mark.req("2.6", part="questions are edited once")
def test_the_words_that_were_published_last_are_asked_by_the_whole_group(client, draft):
    parts = copy.deepcopy(dict(NOTICE.parts))
    parts["service"]["questions"][0]["label"] = {"th": "ขายของกินไหม", "en": "Is food sold?"}
    newer = type(NOTICE)(NOTICE.code, NOTICE.agency, 2, NOTICE.in_force_from, parts)
    commands.publish_version(actor=OPERATOR, definition=newer)

    page = client.get("/which/food-premises/").content.decode().replace("\u2060", "")

    assert page.count("ขายของกินไหม") == 1
    assert page.count("จำหน่ายหรือสะสมอาหารในสถานที่นี้") == 0
