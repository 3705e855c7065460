"""A draft: merging pages, hidden answers, provenance, errors, summaries."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from krob.engines.smartforms import checks, state, summary, visibility
from krob.engines.smartforms.compile import compiled
from krob.engines.smartforms.state import FormState, Provenance
from krob.engines.smartforms.tests.sample import PART, q, t
from krob.foundation.core import clock
from krob.foundation.core.text import Text

FORM = compiled(PART)
TEN = datetime(2026, 11, 23, 3, 2, tzinfo=UTC)
DBD = Provenance(kind="registry", source=Text("กรมพัฒนาธุรกิจการค้า", "DBD"), at=TEN, lookup="l-1")


def put(before: FormState, page: str, **posted: Any) -> FormState:
    """Post some inputs of a page."""
    return state.merge(FORM, before, page, state.posted_of(posted), {})


def errors(draft: FormState, page: str | None) -> dict[str, str]:
    """Messages in English."""
    with translation.override("en"):
        return {name: str(m) for name, m in checks.errors_of(FORM, draft, page, {}).items()}


@pytest.mark.req("1.3.3")
def test_a_posted_page_keeps_the_other_pages():
    draft = put(FormState(), "applicant", given_name="สมหญิง")

    draft = put(draft, "premises", area="240", given_name="ไม่ใช่หน้านี้")

    assert draft.answers == {"given_name": "สมหญิง", "area": "240"}


@pytest.mark.req("1.3.4")
def test_an_unreadable_text_is_kept_to_be_corrected():
    draft = put(FormState(), "premises", area="240 ตรม")

    assert (draft.answers, draft.raw) == ({}, {"area": "240 ตรม"})
    assert errors(draft, "premises")["area"] == "The area must be a number, such as 240."

    draft = put(draft, "premises", area="240")

    assert (draft.answers, draft.raw) == ({"area": "240"}, {})
    assert "area" not in errors(draft, "premises")


def test_an_unticked_box_is_known_by_the_names_that_the_page_showed():
    draft = put(FormState(), "kitchen", food_types=["raw", "ice"])

    kept = put(draft, "kitchen", gas="no")
    cleared = put(draft, "kitchen", gas="no", _shown=["food_types", "gas"])

    assert kept.answers["food_types"] == ["raw", "ice"]
    assert "food_types" not in cleared.answers


@pytest.mark.req("1.3.3")
def test_a_hidden_answer_stays_in_the_draft_and_is_dropped_at_submit():
    draft = put(FormState(), "applicant", applicant_kind="company", company_name="ก จำกัด")
    draft = put(draft, "applicant", applicant_kind="person")

    assert draft.answers["company_name"] == "ก จำกัด"
    assert "company_name" not in state.effective(FORM, draft.answers, {})
    assert "company_name" not in visibility.visible(FORM, draft.answers, {})
    assert "company_name" not in errors(draft, "applicant")


def test_a_hidden_answer_counts_as_not_given_for_what_stands_below():
    draft = put(FormState(), "kitchen", gas="yes", gas_kg="60")

    assert "gas_inspected" in visibility.visible(FORM, draft.answers, {})

    draft = put(draft, "kitchen", gas="no")

    assert "gas_inspected" not in visibility.visible(FORM, draft.answers, {})
    assert draft.answers["gas_kg"] == "60"


def test_what_is_not_known_hides_a_question_and_keeps_a_requirement():
    form = compiled(
        {
            "pages": [
                {
                    "key": "one",
                    "title": t("ก", "A"),
                    "fields": [
                        q("a", "number", "ก", "A"),
                        q("b", "text", "ข", "B", visible_when="a > 1"),
                        q("c", "text", "ค", "C", required="a > 1"),
                    ],
                }
            ]
        }
    )

    unknown = visibility.walk(form, {}, {})
    small = visibility.walk(form, {"a": "1"}, {})
    large = visibility.walk(form, {"a": "2"}, {})

    assert (unknown.visible, unknown.required) == ({"a", "c"}, {"c"})
    assert (small.visible, small.required) == ({"a", "c"}, set())
    assert (large.visible, large.required) == ({"a", "b", "c"}, {"c"})


def test_required_if_follows_the_answers():
    draft = put(FormState(), "premises", ownership="tenant")
    assert errors(draft, "premises")["lease_ends"].startswith("Enter the date")

    draft = put(draft, "premises", ownership="owner")
    assert "lease_ends" not in errors(draft, "premises")


def test_a_check_speaks_its_own_message():
    draft = put(FormState(), "premises", area="100", kitchen_area="300")

    assert errors(draft, "premises")["kitchen_area"] == "The kitchen cannot exceed the whole area."


def test_computed_answers_follow_and_are_stored_as_json():
    draft = put(FormState(), "premises", area="100.5", kitchen_area="30")

    assert state.effective(FORM, draft.answers)["seating_area"] == "70.5"
    assert state.typed(FORM, draft.answers)["seating_area"] == Decimal("70.5")


def test_a_hidden_page_asks_nothing():
    draft = FormState({"area": "240"}, {}, {})

    assert "staff" not in visibility.visible(FORM, {}, {})
    assert "staff" in errors(draft, None)
    assert "staff" not in errors(FormState(), None)


@pytest.mark.req("V.5", part="form side")
def test_filled_answers_carry_their_source_and_never_overwrite_what_was_typed():
    typed = put(FormState(), "applicant", applicant_kind="company", company_name="ของฉัน")

    facts = {"company_name": "บริษัท ก จำกัด", "company_number": "0105536112014", "nosuch": "x"}
    draft = state.fill(FORM, typed, facts, DBD)

    assert draft.answers["company_name"] == "ของฉัน"
    assert draft.answers["company_number"] == "0105536112014"
    said = draft.provenance["company_name"]
    assert (said["kind"], said["fetched"]["value"]) == ("declared", "บริษัท ก จำกัด")
    record = draft.provenance["company_number"]
    assert record == {
        "kind": "registry",
        "source": {"th": "กรมพัฒนาธุรกิจการค้า", "en": "DBD"},
        "at": TEN.isoformat(),
        "lookup": "l-1",
        "value": "0105536112014",
    }
    assert "nosuch" not in draft.answers


def test_editing_a_fetched_answer_makes_it_declared_and_keeps_the_fetched_one_beside():
    fetched = state.fill(FORM, FormState(), {"company_name": "บริษัท ก จำกัด"}, DBD)

    with clock.frozen(TEN):
        edited = put(fetched, "applicant", company_name="บริษัท ข จำกัด")

    assert edited.provenance["company_name"] == {
        "kind": "declared",
        "at": TEN.isoformat(),
        "fetched": fetched.provenance["company_name"],
    }

    back = put(edited, "applicant", company_name="บริษัท ก จำกัด")

    assert back.provenance["company_name"] == fetched.provenance["company_name"]


def test_posting_a_fetched_answer_unchanged_leaves_it_fetched():
    fetched = state.fill(FORM, FormState(), {"company_name": "บริษัท ก จำกัด"}, DBD)

    again = put(fetched, "applicant", company_name="บริษัท ก จำกัด")

    assert again == fetched


def test_newer_facts_replace_older_ones_and_wrong_facts_are_left_out():
    first = state.fill(FORM, FormState(), {"company_name": "เก่า"}, DBD)

    second = state.fill(FORM, first, {"company_name": "ใหม่", "company_number": "123"}, DBD)

    assert second.answers == {"company_name": "ใหม่"}


@pytest.mark.req("A.11", part="facts become answers")
def test_facts_of_registers_are_turned_into_answers():
    facts = {
        "company_name": {"th": "บริษัท ก จำกัด", "en": "A Co., Ltd."},
        "born_on": "25380000",
        "home": {"house_no": "1", "subdistrict": "10040200", "postcode": ""},
        "premises_address": {
            "house_no": "99/9",
            "subdistrict": "แขวงสีลม",
            "district": "เขตบางรัก",
            "province": "กรุงเทพมหานคร",
        },
    }

    draft = state.fill(FORM, FormState(), facts, DBD)

    assert draft.answers["company_name"] == "บริษัท ก จำกัด"
    assert draft.answers["born_on"] == "1995"
    assert draft.answers["home"]["district"] == "1004"
    assert draft.answers["premises_address"]["postcode"] == "10500"


def test_a_cleared_answer_is_not_filled_in_again():
    fetched = state.fill(FORM, FormState(), {"company_name": "ก"}, DBD)
    cleared = put(fetched, "applicant", company_name="")

    again = state.fill(FORM, cleared, {"company_name": "ก"}, DBD)

    assert "company_name" not in again.answers


@pytest.mark.req("1.1.3", part="correction of named fields")
def test_a_correction_round_changes_only_the_named_fields():
    draft = put(FormState(), "premises", area="240", shop_name="ก")

    posted = state.posted_of({"area": "250", "shop_name": "แอบแก้"})
    corrected = state.merge(FORM, draft, "premises", posted, {}, only=frozenset({"area"}))

    assert corrected.answers == {"area": "250", "shop_name": "ก"}
    assert set(checks.errors_of(FORM, FormState(), None, {}, only=frozenset({"area"}))) == {"area"}


@pytest.mark.req("1.3.3")
def test_the_summary_shows_what_is_asked_with_links_to_change_it():
    draft = put(FormState(), "premises", area="240", rent="9000", ownership="owner")

    with translation.override("en"):
        pages = {page.key: page for page in summary.summarise(FORM, draft, {})}

    rows = {row.key: row for row in pages["premises"].rows}
    assert (rows["area"].value, rows["area"].anchor) == ("240\xa0m²", "premises#f-area")
    assert rows["rent"].value == "9,000\xa0baht"
    assert rows["shop_name"].value == ""
    assert "lease_ends" not in rows
    assert rows["area"].provenance["kind"] == "declared"


@pytest.mark.req("1.1.1", part="differences")
def test_the_officer_sees_what_changed():
    before = FormState({"area": "180", "ownership": "owner", "rent": "1.00"}, {}, {})
    after = FormState({"area": "240", "ownership": "owner", "floors": "2"}, {}, {})

    with translation.override("en"):
        found = summary.differences(FORM, before, after)

    assert [(d.key, d.before, d.after) for d in found] == [
        ("area", "180\xa0m²", "240\xa0m²"),
        ("floors", "", "2"),
        ("rent", "1\xa0baht", ""),
    ]


def test_answers_of_another_version_do_not_break_the_form():
    odd = {"area": "abc", "staff": "x", "premises_address": 7, "born_on": {}, "gas": "maybe"}

    walked = visibility.walk(FORM, odd, {})
    rows = summary.summarise(FORM, FormState(odd, {}, {}), {})

    assert "area" not in walked.values
    assert rows
    assert "area" in errors(FormState(odd, {}, {}), "premises")


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(
            [*FORM.fields, "staff-0-name", "staff-1-trained", "home-province", "born_on-year"]
        ),
        st.lists(st.text(max_size=30), max_size=3),
        max_size=12,
    )
)
def test_no_post_is_lost_or_breaks_and_merging_twice_is_merging_once(posted):
    posted = {name: values for name, values in posted.items() if values}

    once = state.merge(FORM, FormState(), None, posted, {})
    twice = state.merge(FORM, once, None, posted, {})

    assert (twice.answers, twice.raw) == (once.answers, once.raw)
    assert FormState.of(once.as_json()) == once
    checks.errors_of(FORM, once, None, {})
