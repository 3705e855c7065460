"""Passports, dates without a day, lists of codes: read, checked, shown, described to machines."""

import pytest
from django.utils import translation

from krob.engines.smartforms import checks, codes, jsonschema, render, spec, state, summary
from krob.engines.smartforms.compile import compiled
from krob.engines.smartforms.fieldviews import FormUrls
from krob.engines.smartforms.kinds.passports import check_digit
from krob.engines.smartforms.state import FormState
from krob.engines.smartforms.tests.sample import q, t
from krob.foundation.core.registry import Registry

pytestmark = pytest.mark.req("2.3", part="kinds")

PERSONAL = {"sensitivity": "personal", "purpose": "identify-applicant"}


def form(*fields):
    return {"pages": [{"key": "one", "title": t("หน้า", "Page"), "fields": list(fields)}]}


def filled(part, **posted):
    built = compiled(part)
    values = {key.replace("__", "-"): [value] for key, value in posted.items()}
    return built, state.merge(built, FormState(), "one", values, {})


def wrong(part, **posted):
    built, answers = filled(part, **posted)
    with translation.override("en"):
        return {k: str(v) for k, v in checks.errors_of(built, answers, None, {}).items()}


def written(part, *, masked=False, **posted):
    built, answers = filled(part, **posted)
    with translation.override("th"):
        return summary.summarise(built, answers, masked=masked)[0].rows[0].value


PASSPORT = form(q("pp", "passport", "หนังสือเดินทาง", "Passport", required=True, **PERSONAL))


def test_the_check_digit_is_that_of_the_specimen_of_icao():
    assert check_digit("L898902C3") == "6"
    assert check_digit("D23145890") == "7"


@pytest.mark.parametrize(
    ("number", "country", "answer"),
    [
        ("AA1234567", "THA", {"number": "AA1234567", "country": "THA"}),
        ("aa 123-4567", "tha", {"number": "AA1234567", "country": "THA"}),
        ("๑๒๓๔๕๖๗", "JPN", {"number": "1234567", "country": "JPN"}),
        ("L898902C36", "GBR", {"number": "L898902C3", "country": "GBR"}),
        (
            "L898902C36UTO7408122F1204159ZE184226B<<<<<10"[:44].replace("UTO", "THA"),
            "",
            {"number": "L898902C3", "country": "THA"},
        ),
    ],
)
def test_a_passport_is_read_as_printed_with_its_check_digit_or_by_its_line(number, country, answer):
    _built, answers = filled(PASSPORT, pp__number=number, pp__country=country)

    assert answers.answers == {"pp": answer}


@pytest.mark.parametrize(
    ("number", "country", "name", "message"),
    [
        ("L898902C37", "GBR", "pp-number", "This number cannot be right"),
        ("AB", "GBR", "pp-number", "5 to 9 letters and digits"),
        ("ABCDEFG", "GBR", "pp-number", "5 to 9 letters and digits"),
        ("AA1234567", "", "pp-country", "Choose the nationality"),
        ("AA1234567", "ZZZ", "pp-country", "Choose one of the list"),
        ("", "THA", "pp-number", "Enter the passport number"),
        ("L898902C36THA7408122F", "GBR", "pp-country", "says another nationality"),
    ],
)
def test_a_passport_that_cannot_be_right_is_refused_at_its_input(number, country, name, message):
    found = wrong(PASSPORT, pp__number=number, pp__country=country)

    assert list(found) == [name]
    assert message in found[name]


def test_a_passport_is_written_with_its_country_and_masked():
    posted = {"pp__number": "AA1234567", "pp__country": "JPN"}

    assert written(PASSPORT, **posted) == "AA1234567\u00a0(ญี่ปุ่น)"
    assert written(PASSPORT, masked=True, **posted) == "AA•••••67\u00a0(ญี่ปุ่น)"


def test_rules_read_the_nationality():
    part = form(
        q("pp", "passport", "ก", "Passport", **PERSONAL),
        q("permit", "text", "ใบอนุญาตทำงาน", "Work permit", visible_when="pass.country != 'THA'"),
    )
    part["pages"][0]["fields"][0]["key"] = "passport"
    part["pages"][0]["fields"][1]["visible_when"] = "passport.country != 'THA'"

    assert [p for p in spec.problems(part) if p.severity == "error"] == []
    built, answers = filled(part, passport__number="AA1234567", passport__country="JPN")
    assert state.typed(built, answers.answers)["passport"]["country"] == "JPN"


def test_a_missing_passport_leads_to_its_first_input():
    built, answers = filled(PASSPORT, pp__number="", pp__country="")
    errors = checks.errors_of(built, answers, None, {})
    page = render.page_context(built, answers, "one", errors, urls=FormUrls())

    assert [each["id"] for each in page["errors"]] == ["pp-number"]


MONTH = form(
    q("since", "date", "ตั้งแต่", "Since", precision="month", required=True, max="2026-12-31")
)
YEAR = form(q("since", "date", "ตั้งแต่", "Since", precision="year", required=True))


@pytest.mark.parametrize(
    ("part", "posted", "answer", "text"),
    [
        (MONTH, {"month": "5", "year": "2566"}, "2023-05", "พ.ค.\u00a02566"),
        (MONTH, {"month": "5", "year": "2566", "day": "3"}, "2023-05", "พ.ค.\u00a02566"),
        (YEAR, {"year": "๒๕๖๖"}, "2023", "2566"),
    ],
)
def test_a_date_may_be_asked_by_month_or_year(part, posted, answer, text):
    names = {f"since__{key}": value for key, value in posted.items()}

    assert filled(part, **names)[1].answers == {"since": answer}
    assert written(part, **names) == text


def test_a_month_is_needed_where_it_is_asked_and_limits_hold():
    assert list(wrong(MONTH, since__month="", since__year="2566")) == ["since-month"]
    assert list(wrong(MONTH, since__month="1", since__year="2570")) == ["since"]
    assert wrong(YEAR, since__year="2566") == {}


def test_only_the_inputs_that_are_asked_are_drawn():
    for part, names in ((MONTH, ["month", "year"]), (YEAR, ["year"])):
        built = compiled(part)
        page = render.page_context(built, FormState(), "one", {}, urls=FormUrls())
        assert list(page["page"].blocks[0].fields[0].parts) == names
        errors = checks.errors_of(built, FormState(), None, {})
        shown = render.page_context(built, FormState(), "one", errors, urls=FormUrls())
        assert shown["errors"][0]["id"] == f"since-{names[0]}"


def test_an_unknown_precision_is_a_problem():
    part = form(q("since", "date", "ก", "A", precision="hour"))

    assert [p.path for p in spec.problems(part)] == ["pages[one].fields[since].precision"]


COUNTRY = form(q("from", "choice", "ประเทศ", "Country", codes="countries"))
COUNTRY["pages"][0]["fields"][0]["key"] = "country"


def test_a_choice_from_a_list_of_codes_is_read_and_written_like_any_other():
    assert filled(COUNTRY, country="JPN")[1].answers == {"country": "JPN"}
    assert written(COUNTRY, country="JPN") == "ญี่ปุ่น"
    assert wrong(COUNTRY, country="ZZZ") == {"country": "Choose one of the options."}
    schema = jsonschema.export(compiled(COUNTRY))["properties"]["country"]
    assert {"THA", "JPN", "XXA"} <= set(schema["enum"])


def test_a_list_that_does_not_exist_is_a_problem():
    part = form(q("a", "choice", "ก", "A", codes="planets"))

    assert [p.path for p in spec.problems(part)] == ["pages[one].fields[a].codes"]


FISH = "fish@0123456789ab"


@pytest.fixture
def fish(monkeypatch):
    """A keeper that knows one wording of one list, and no other keeper."""
    known = {FISH: [{"code": "tuna", "label": t("ทูน่า", "Tuna")}]}
    monkeypatch.setattr(codes, "keepers", Registry("keeper of code lists"))
    monkeypatch.setattr(codes, "_kept", {})
    codes.keepers.add("test", lambda pin: known.get(pin, ()))
    return known


@pytest.mark.req("2.3", part="lists of codes")
def test_a_question_offers_the_wording_that_it_names(fish):
    part = form(q("a", "choice", "ก", "A", codes=FISH))

    assert spec.problems(part) == []
    assert filled(part, a="tuna")[1].answers == {"a": "tuna"}
    assert wrong(part, a="cod") == {"a": "Choose one of the options."}


def test_a_wording_that_nobody_keeps_is_a_problem(fish):
    part = form(q("a", "choice", "ก", "A", codes="fish@ffffffffffff"))

    assert [p.path for p in spec.problems(part)] == ["pages[one].fields[a].codes"]


def test_a_form_that_leaves_the_house_carries_the_options_of_lists(fish):
    cell = q("b", "choice", "ข", "B", codes=FISH)
    part = form(
        q("a", "choice", "ก", "A", codes=FISH),
        q("g", "group", "ค", "C", fields=[cell]),
        q("c", "choice", "ง", "D", codes="countries"),
    )

    a, g, c = codes.inlined(part)["pages"][0]["fields"]

    assert a["options"] == g["fields"][0]["options"] == fish[FISH]
    assert "codes" not in a
    assert c["codes"] == "countries"


def test_the_countries_have_three_letters_and_both_names():
    rows = codes.options("countries")

    assert len({row["code"] for row in rows}) == len(rows) > 240
    assert all(len(row["code"]) == 3 and row["label"]["th"] and row["label"]["en"] for row in rows)
