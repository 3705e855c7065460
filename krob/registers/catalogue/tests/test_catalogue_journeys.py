"""Journeys for everybody: questions lead to services in order, each with its reason."""

import pytest

from krob.foundation.core.errors import NotFound
from krob.registers.catalogue.guiding import journeys, shipped

pytestmark = pytest.mark.django_db
SERVICES = pytest.mark.usefixtures("published_services")


def said(answers) -> dict[str, str]:
    """Return a persona's answers as a browser sends them."""
    words = {True: "yes", False: "no"}
    return {
        key: words[value] if isinstance(value, bool) else str(value)
        for key, value in answers.items()
    }


def codes(legs) -> list[str]:
    return [leg.version.service.code for leg in legs]


@SERVICES
@pytest.mark.req("2.6", part="journeys")
@pytest.mark.req("1.4.4", part="journeys")
def test_every_persona_is_led_to_what_it_needs():
    for code, journey in shipped.journeys().items():
        for persona in journey["personas"]:
            shown = journeys.page(code, said(persona["answers"]))

            assert sorted(codes(shown["applying"])) == sorted(persona["expect"]), persona["name"]
            assert shown["open"] == []


@SERVICES
@pytest.mark.req("2.8.2", part="order in a journey")
def test_what_is_needed_first_stands_first_and_says_so():
    answers = dict.fromkeys(
        (question["key"] for question in shipped.journeys()["restaurant"]["questions"]), "yes"
    )
    numbers = {
        q["key"]: "500"
        for q in shipped.journeys()["restaurant"]["questions"]
        if q["kind"] == "number"
    }

    legs = journeys.page("restaurant", answers | numbers)["applying"]

    order = codes(legs)
    assert order.index("building-permit") < order.index("food-premises-licence")
    licence = legs[order.index("food-premises-licence")]
    assert "ใบอนุญาตก่อสร้าง" in " ".join(message.th for _title, message in licence.after)


def test_nothing_is_said_before_the_first_answer(client):
    page = client.get("/journeys/restaurant/").content.decode()

    assert journeys.page("restaurant", {})["begun"] is False
    assert "/services/food-premises-licence/" not in page


@SERVICES
def test_a_missing_answer_leaves_a_service_open():
    shown = journeys.page("clinic", {"has_sign": "yes"})

    assert "signboard-tax" in codes(shown["applying"])
    assert "sso-employer" in codes(shown["open"])


@SERVICES
def test_where_nothing_is_needed_the_journey_says_why_and_whom_to_ask(client):
    nothing = shipped.journeys()["hotel"]["personas"][-1]["answers"]

    shown = journeys.page("hotel", said(nothing))
    html = client.get("/en/journeys/hotel/", said(nothing)).content.decode()

    assert codes(shown["applying"]) == []
    assert "the hotel registrar must be notified" in html.replace("\u2060", "")


def test_a_number_that_cannot_be_read_is_said():
    shown = journeys.page("clinic", {"employees": "many"})

    assert [one.question.key for one in shown["errors"]] == ["employees"]


def test_there_are_no_other_journeys():
    with pytest.raises(NotFound):
        journeys.page("nowhere", {})


@SERVICES
@pytest.mark.req("2.5.1", part="journeys")
@pytest.mark.parametrize(("prefix", "words"), [("", "คลินิก"), ("/en", "Clinic")])
def test_anybody_reads_it_in_thai_and_english_without_script(client, prefix, words):
    page = client.get(f"{prefix}/journeys/clinic/?employees=3&has_sign=no&building_change=no")
    listed = client.get(f"{prefix}/journeys/")

    assert words in page.content.decode().replace("\u2060", "")
    assert f"{prefix}/services/sso-employer/" in page.content.decode()
    assert f"{prefix}/journeys/clinic/" in listed.content.decode()


def test_a_part_of_the_page_answers_htmx(client):
    answer = client.get("/journeys/clinic/?has_sign=yes", headers={"HX-Request": "true"})

    assert answer.content.decode().lstrip().startswith("<section")


@SERVICES
@pytest.mark.req("P.1", part="journeys are found")
def test_search_and_home_lead_to_journeys(client):
    assert [one.code for one in journeys.found("คลินิก")] == ["clinic"]
    assert [one.code for one in journeys.found("I want to open a hotel")] == ["hotel"]
    assert "/journeys/clinic/" in client.get("/search/?q=คลินิก").content.decode()
    assert "/journeys/restaurant/" in client.get("/").content.decode()
