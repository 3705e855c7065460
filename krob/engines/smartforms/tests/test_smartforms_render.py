"""Pages as HTML: ids, labels, order, parts that change, no script, no inline style."""

import re
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from lxml import html as lxml_html

from krob.engines.smartforms import checks, render, state
from krob.engines.smartforms.compile import compiled
from krob.engines.smartforms.fieldviews import FormUrls
from krob.engines.smartforms.state import FormState, Provenance
from krob.engines.smartforms.tests import site
from krob.engines.smartforms.tests.sample import PART, q, t
from krob.foundation.core.text import Text

FORM = compiled(PART)
URLS = FormUrls(
    save="/save/", toggle="/toggle/", submit="/go/", places="/forms/places/", page="/p/{page}/"
)
ROWS = [
    {"name": "สมชาย", "role": "cook", "trained": True, "trained_on": "2026-01-02"},
    {"name": "สมศรี", "role": "serve", "trained": False},
]
FULL = FormState(
    {
        "applicant_kind": "company",
        "at_head_office": False,
        "premises_address": None,
        "location": {"lat": "13.729100", "lon": "100.524600"},
        "area": "240",
        "kitchen_area": "40",
        "ownership": "tenant",
        "food_types": ["raw"],
        "gas": True,
        "grease_trap": False,
        "water": "other",
        "staff": ROWS,
    },
    {"premises_address": {"house_no": "9", "province": "10", "district": "1004"}},
    {},
)
DBD = Provenance(
    kind="registry",
    source=Text("กรมพัฒนาธุรกิจการค้า", "DBD"),
    at=datetime(2026, 11, 23, 3, 2, tzinfo=UTC),
)


def drawn(draft: FormState, page: str | None, **settings: Any) -> str:
    """The form as HTML, with its errors."""
    errors = settings.pop("errors", None)
    if errors is None:
        errors = checks.errors_of(FORM, draft, page, {})
    context = render.page_context(FORM, draft, page, errors, urls=URLS, **settings)
    return render_to_string("smartforms/form.html", context)


def tree(text: str) -> Any:
    """Parse a fragment."""
    return lxml_html.fragment_fromstring(text, create_parent="main")


PAGES = [page.key for page in FORM.pages]


@pytest.mark.req("2.3")
@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_sound_html(page, language):
    with translation.override(language):
        text = drawn(FULL, page)
    main = tree(text)

    ids = Counter(main.xpath("//@id"))
    assert [name for name, count in ids.items() if count > 1] == []
    assert main.xpath("//@style | //style | //script") == []
    assert [a for a in main.xpath("//@*") if a.attrname.startswith("on")] == []
    assert set(main.xpath("//label/@for")) <= set(ids)
    for names in main.xpath("//@aria-describedby"):
        assert set(names.split()) <= set(ids), names
    for link in main.xpath("//*[@class='k-errors']//a/@href"):
        assert link[1:] in ids, link
    controls = main.xpath(
        "//input[not(@type='hidden') and not(@type='image')] | //select | //textarea"
    )
    labelled = set(main.xpath("//label/@for"))
    assert [c.get("id") for c in controls if c.get("id") not in labelled] == []


def test_no_label_of_the_room_is_left_in_english():
    with translation.override("th"):
        text = "".join(drawn(FULL, page) for page in PAGES)
    words = re.sub(r"<[^>]*>|MapSVG|geothai|CC BY", " ", text)

    assert re.findall(r"[A-Za-z]{4,}", words) == []


def test_the_error_summary_comes_first_and_links_to_the_inputs():
    with translation.override("en"):
        main = tree(drawn(FULL, "premises"))

    links = main.xpath("//*[@class='k-errors']//a")
    assert [(a.get("href"), a.text_content()) for a in links] == [
        ("#shop_name", "Enter Name of the shop."),
        ("#premises_address-subdistrict", "Choose the subdistrict."),
        ("#lease_ends-day", "Enter the date: End of the lease."),
    ]
    assert main.xpath("//*[@id='shop_name_error']")
    field = main.xpath("//input[@id='shop_name']")[0]
    assert field.get("aria-invalid") == "true"
    assert field.get("aria-describedby") == "shop_name_error"


def test_a_message_about_a_row_says_which_row():
    draft = FormState({"area": "240", "staff": [ROWS[0], {"name": "ก", "role": "cook"}]}, {}, {})

    with translation.override("en"):
        main = tree(drawn(draft, "staff_page"))

    links = main.xpath("//*[@class='k-errors']//a")
    assert [(a.get("href"), a.text_content()) for a in links] == [
        ("#staff-1-trained", "Food handler 2: Answer yes or no: Trained?")
    ]


def test_the_order_is_label_hint_error_input_why():
    draft = state.merge(FORM, FULL, "premises", {"area": ["240 ตรม"]}, {})

    text = drawn(draft, "premises")

    places = [
        text.index(mark)
        for mark in ('for="area"', 'id="area_helptext"', 'id="area_error"', 'id="area"')
    ]
    assert places == sorted(places)
    assert text.index("k-why", places[-1]) > places[-1]
    assert 'value="240 ตรม"' in text


def test_fetched_answers_are_shown_with_source_and_may_be_corrected():
    draft = state.fill(FORM, FULL, {"company_name": "บริษัท ก จำกัด"}, DBD)

    main = tree(drawn(draft, "applicant", errors={}))

    box = main.xpath("//*[@class='k-got']")[0]
    assert "บริษัท" in box.text_content()
    assert "กรมพัฒนาธุรกิจการค้า" in box.text_content().replace("\u2060", "")
    assert box.xpath(".//details//input[@name='company_name']/@value") == ["บริษัท ก จำกัด"]


def test_an_edited_answer_shows_what_the_registry_says_beside():
    draft = state.fill(FORM, FULL, {"company_name": "บริษัท ก จำกัด"}, DBD)
    draft = state.merge(FORM, draft, "applicant", {"company_name": ["บริษัท ข จำกัด"]}, {})

    main = tree(drawn(draft, "applicant", errors={}))

    slot = main.xpath("//*[@id='f-company_name']")[0]
    assert slot.xpath(".//input[@name='company_name']/@value") == ["บริษัท ข จำกัด"]
    assert "บริษัท ก จำกัด" in slot.text_content()


@pytest.mark.req("1.1.3", part="correction of named fields")
def test_a_correction_round_shows_the_rest_read_only():
    main = tree(drawn(FULL, None, only=frozenset({"area"}), errors={}))

    names = set(
        main.xpath("//input[not(@type='hidden')]/@name | //select/@name | //textarea/@name")
    )
    assert names == {"area"}
    assert "ผู้เช่า" in main.text_content()


def test_texts_of_people_are_escaped():
    draft = state.merge(FORM, FULL, "premises", {"shop_name": ['"><script>alert(1)</script>']}, {})

    assert "<script>" not in drawn(draft, "premises")


def change(before: FormState, page: str, posted: dict[str, list[str]]) -> str | None:
    """Toggle with a post."""
    after = state.merge(FORM, before, page, posted, {})
    with translation.override("en"):
        return render.changes(FORM, before, after, page, URLS, posted=posted)


def test_a_condition_brings_its_questions_and_says_so():
    text = change(FormState(), "kitchen", {"gas": ["yes"], "_shown": ["gas"]})

    main = tree(text)
    assert main.xpath("//*[@hx-swap-oob]/@id") == ["b-gas_kg", "k-live"]
    assert main.xpath("//input[@name='gas_kg']")
    live = main.xpath("//*[@id='k-live']")[0].text_content()
    assert live == "New questions: Amount of gas."


def test_a_condition_that_no_longer_holds_takes_them_away():
    before = FormState({"gas": True, "gas_kg": "60"}, {}, {})

    text = change(
        before,
        "kitchen",
        {"gas": ["no"], "gas_kg": ["60"], "_shown": ["gas", "gas_kg", "gas_inspected"]},
    )

    main = tree(text)
    assert main.xpath("//*[@id='b-gas_kg']/@hidden") == [""]
    assert main.xpath("//*[@id='b-gas_inspected']/@hidden") == [""]
    assert "2 questions are no longer asked." in text


@pytest.mark.req("V.5", part="form side")
def test_an_answer_that_arrives_while_the_page_is_open_is_shown_with_its_source():
    filled = state.fill(FORM, FULL, {"company_name": "บริษัท ก จำกัด"}, DBD)

    with translation.override("en"):
        text = render.changes(FORM, FULL, filled, "applicant", URLS)

    main = tree(text)
    assert main.xpath("//*[@hx-swap-oob]/@id") == ["f-company_name", "k-live"]
    assert "DBD" in main.text_content()
    assert "Filled in for you: Company name." in text


def test_no_change_is_no_fragment():
    assert change(FULL, "kitchen", {"waste_per_day": ["5"]}) is None
    assert render.changes(FORM, FULL, FULL, "nosuch", URLS) is None


def test_a_computed_value_follows():
    text = change(FULL, "premises", {"kitchen_area": ["100"]})

    assert tree(text).xpath("//*[@id='f-seating_area']//output")[0].text_content() == "140\xa0m²"


def test_a_province_opens_its_districts_though_the_store_knows_another():
    posted = {
        "premises_address-province": ["10"],
        "premises_address-district": ["8405"],
        "premises_address-listed": ["84/8405"],
        "_shown": ["premises_address"],
    }

    main = tree(change(FULL, "premises", posted))

    districts = main.xpath("//select[@name='premises_address-district']/option/@value")
    assert len(districts) == 51
    assert main.xpath("//select[@name='premises_address-province']") == []


def test_a_picked_place_fills_the_address():
    posted = {"_place": ["premises_address:100402"], "_shown": ["premises_address"]}

    main = tree(change(FULL, "premises", posted))

    chosen = main.xpath("//option[@selected]/@value")
    assert chosen == ["10", "1004", "100402"]
    assert main.xpath("//input[@name='premises_address-postcode']/@value") == ["10500"]


def test_rows_come_and_go():
    posted = {"staff-0-name": ["ก"], "staff-1-name": ["ข"], "_add": ["staff"]}

    text = change(FULL, "staff_page", posted)

    main = tree(text)
    assert main.xpath("//*[@id='f-staff']/@hx-swap-oob") == ["true"]
    assert main.xpath("//input[@name='staff-2-name']")
    assert "There are now 3 rows." in text


def test_a_condition_inside_a_row_changes_that_cell_alone():
    posted = {
        "staff-0-name": ["ก"],
        "staff-0-trained": ["yes"],
        "staff-1-name": ["ข"],
        "staff-1-trained": ["yes"],
        "_shown": [
            "staff",
            *(f"staff-{r}-{c}" for r in "01" for c in ("name", "role", "trained", "hours_week")),
            "staff-0-trained_on",
        ],
    }

    main = tree(change(FULL, "staff_page", posted))

    assert main.xpath("//*[@hx-swap-oob]/@id") == ["f-staff-1-trained_on", "k-live"]


@pytest.fixture
def browser(client, settings):
    """A client over the small site."""
    settings.ROOT_URLCONF = "krob.engines.smartforms.tests.site"
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    site.start()
    return client


@pytest.mark.django_db
@pytest.mark.req("1.3.3")
def test_a_page_works_without_script(browser):
    browser.post("/forms/page/premises/", {"at_head_office": "no", "_shown": ["at_head_office"]})

    shown = browser.get("/forms/page/premises/").content.decode()
    assert 'name="premises_address-province"' in shown

    again = browser.post(
        "/forms/page/premises/", {"premises_address-province": "10", "_again": "premises_address"}
    )
    assert again.status_code == 200
    assert "บางรัก" in again.content.decode()

    found = browser.post(
        "/forms/page/premises/", {"premises_address-find": "สีลม", "_find": "premises_address"}
    )
    assert 'value="premises_address:100402"' in found.content.decode()


@pytest.mark.django_db
def test_autosave_keeps_what_was_typed_and_refuses_an_older_tab(browser):
    first = browser.post("/forms/page/premises/save/", {"_version": "1", "area": "240 ตรม"})
    late = browser.post("/forms/page/premises/save/", {"_version": "1", "area": "99"})

    assert first.json()["version"] == 2
    assert first.json()["said"].startswith("บันทึกแล้ว ")
    assert late.status_code == 409
    assert site.DRAFT["state"].raw["area"] == "240 ตรม"


@pytest.mark.django_db
def test_the_search_for_a_place_answers_as_list_and_as_data(browser):
    text = browser.get("/forms/places/?field=home&home-find=สีลม&toggle=/t/").content.decode()
    found = browser.get("/forms/places/?q=10500&format=json").json()["places"]
    odd = browser.get('/forms/places/?q=สีลม&field="><b>&toggle=//evil.example/').content.decode()
    none = browser.get("/forms/places/?q=ก").content.decode()

    assert 'value="home:100402"' in text
    assert 'hx-post="/t/"' in text
    assert "10500" in {place["postcode"] for place in found}
    assert "evil" not in odd
    assert "<b>" not in odd
    assert none.strip() == ""


def test_a_choice_of_many_is_a_select_box():
    many = [{"code": f"c{i}", "label": t(f"ตัว {i}", f"Option {i}")} for i in range(9)]
    form = compiled(
        {
            "pages": [
                {
                    "key": "one",
                    "title": t("ก", "A"),
                    "fields": [q("many", "choice", "มาก", "Many", options=many)],
                }
            ]
        }
    )

    context = render.page_context(form, FormState({"many": "c3"}, {}, {}), "one", {}, urls=URLS)
    main = tree(render_to_string("smartforms/form.html", context))

    assert main.xpath("//select[@id='many']/option[@selected]/@value") == ["c3"]
    assert main.xpath("//label/@for") == ["many"]
