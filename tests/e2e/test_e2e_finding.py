"""Somebody looks for a service, finds it and reads what it needs."""

from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps

from krob.foundation.core.actor import OPERATOR
from krob.foundation.jobs import worker
from krob.people.agencies.models import Agency
from krob.registers.catalogue import commands
from krob.registers.catalogue.versioning.definition import Definition, OfferingDefinition, read_all

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.django_db(transaction=True),
]
MIGRATION = import_module("krob.registers.catalogue.migrations.0004_full_text")
FIRST_SYNONYMS = MIGRATION.add_first_synonyms
DEFINITIONS = Path(__file__).parents[2] / "definitions"


@pytest.fixture
def all_services(transactional_db) -> None:
    FIRST_SYNONYMS(apps, None)  # another test of this kind has emptied every table
    everything = list(read_all(DEFINITIONS))
    for code in {one.agency for one in everything if isinstance(one, Definition)}:
        Agency.objects.create(code=code, name_th=code, name_en=code)
    for one in everything:
        if isinstance(one, Definition):
            Agency.objects.get_or_create(code=one.agency, defaults={"name_th": one.agency})
            offerings = tuple(
                o for o in everything if isinstance(o, OfferingDefinition) and o.service == one.code
            )
            commands.publish_version(actor=OPERATOR, definition=one, offerings=offerings)
    worker.run_pending(limit=500)


@pytest.mark.parametrize("width", [390, 1280])
def test_a_person_searches_in_own_words_and_opens_the_service(open_screen, all_services, width):
    screen = open_screen(width)
    screen.open("/")
    screen.picture(f"home-with-services-{width}")
    page = screen.page

    page.get_by_role("searchbox").fill("เปิดร้านกาแฟเล็ก ๆ")
    page.get_by_role("button", name="ค้นหา").click()
    screen.settle()
    screen.picture(f"search-{width}")

    assert screen.barriers() == []
    assert screen.wider_than_the_window() == 0
    first = page.locator("ol h2 a").first
    assert first.get_attribute("href") == "/services/food-premises-notification/"
    first.click()
    screen.settle()
    screen.picture(f"service-{width}")
    assert page.locator("h1").count() == 1
    assert screen.barriers() == []
    assert screen.wider_than_the_window() == 0
    assert screen.complaints == []


def test_nonsense_finds_nothing_and_leads_on(open_screen, all_services):
    screen = open_screen(390)

    screen.open("/en/search/?q=xyzzyqwv")

    screen.picture("search-nothing-390")
    assert screen.page.get_by_role("link", name="Look through all services").count() == 1
    assert screen.barriers() == []
