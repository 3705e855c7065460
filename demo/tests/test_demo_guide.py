"""The page of the demonstration: whom to be, what to try, and nowhere else."""

import pytest
from django.test import Client

from demo import authorities, guide
from krob.foundation.core import clock
from krob.people.identity.second_factor import code_now
from simulators.people import COMPANIES, PEOPLE


@pytest.mark.parametrize("address", ["/demo/", "/demo/codes/", "/en/demo/"])
def test_outside_a_demonstration_there_is_no_such_page(db, settings, address):
    settings.KROB_DEMO = False

    assert Client().get(address).status_code == 404


def test_the_page_names_everybody_and_every_company(db):
    html = Client().get("/en/demo/").content.decode()

    for person in PEOPLE:
        assert person.name_en in html
        assert person.number not in html
    for company in COMPANIES:
        assert company.name_en in html
    for officer in authorities.OFFICERS:
        assert f"<code>{officer.login}</code>" in html
    assert html.count("<h1") == 1
    assert authorities.PASSWORD in html


def test_the_codes_are_those_that_the_authenticators_show(db):
    html = Client().get("/demo/codes/", headers={"HX-Request": "true"}).content.decode()

    assert code_now(authorities.secret_of("bangrak.checker")) in html
    assert "<html" not in html


def test_without_htmx_the_codes_are_on_the_page(db):
    answer = Client().get("/demo/codes/")

    assert (answer.status_code, answer["Location"]) == (302, "/demo/#desks")


def test_the_codes_are_asked_for_again_when_they_end():
    left = guide.desks()["seconds_left"]

    assert 1 <= left <= guide.CODE_SECONDS
    assert left == guide.CODE_SECONDS - int(clock.now().timestamp()) % guide.CODE_SECONDS


def test_every_link_of_the_tour_leads_somewhere(db):
    inside = [address for leg in guide.tour() for address, _label in leg.links if address[0] == "/"]

    answers = {address: Client().get(address).status_code for address in inside}

    assert len(guide.tour()) == 7
    assert {status for status in answers.values() if status not in (200, 302)} <= {404}
    missing = {address for address, status in answers.items() if status == 404}
    assert all("food-premises" in address for address in missing)  # no services are loaded here
