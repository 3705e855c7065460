"""The list of somebody with hundreds of applications: searched, by state, page by page."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from krob.casework.applications import commands
from krob.casework.applications.applicant import listing
from krob.casework.applications.applicant.listing import Wanted
from krob.casework.applications.models import Application
from krob.people.parties.models import Participation
from tests.journeys.conftest import NOTIFICATION

pytestmark = [pytest.mark.django_db, pytest.mark.req("1.3.7", part="my applications")]


@pytest.fixture
def shops(make, owner_of_shop):
    """Return a function that multiplies a draft, each with a shop of its own."""

    def many(count: int, first: int = 1) -> None:
        draft = commands.start_application(actor=owner_of_shop, service=NOTIFICATION)
        seat = Participation.objects.get(subject=draft.subject)
        for number in range(first, first + count - 1):
            draft.pk = uuid4()
            draft.reference = f"KRB-2560-{number:06}"
            draft.subject = f"application:{draft.reference}"
            draft.label = f"ร้านสาขา {number}"
            draft.save(force_insert=True)
            seat.pk, seat.subject = None, draft.subject
            seat.save(force_insert=True)

    return many


def shown(actor, **asked: str):
    return listing.mine(actor, Wanted.of(asked))


def names(found) -> list[str]:
    return [entry.application.label for entry in found["entries"]]


def test_hundreds_are_paged_each_once(shops, owner_of_shop):
    shops(45)

    pages = [shown(owner_of_shop, page=str(page)) for page in (1, 2, 3)]

    assert [len(page["entries"]) for page in pages] == [20, 20, 5]
    assert [page["has_next"] for page in pages] == [True, True, False]
    assert len({entry.application.pk for page in pages for entry in page["entries"]}) == 45


@pytest.mark.parametrize("text", ["2560-000007", "สาขา 7", "krb-2560-000007"])
def test_one_is_found_by_number_or_shop(shops, owner_of_shop, text):
    shops(12)

    assert names(shown(owner_of_shop, q=text)) == ["ร้านสาขา 7"]


def test_all_of_a_service_are_found_by_its_name_in_both_languages(shops, owner_of_shop, make):
    shops(3)
    other = make.draft(owner_of_shop)
    title = Application.objects.exclude(pk=other.pk).first().version.title

    thai, english = (shown(owner_of_shop, q=text) for text in (title.th, title.en.upper()))

    assert len(thai["entries"]) == len(english["entries"]) == 3


def test_states_are_counted_and_chosen(shops, owner_of_shop, make):
    shops(3)
    make.filed(owner_of_shop)

    found = shown(owner_of_shop, state="office")

    assert {tab.state: tab.count for tab in found["tabs"]} == {
        "": 4,
        "yours": 0,
        "draft": 3,
        "office": 1,
        "ended": 0,
    }
    assert names(found) == ["ครัวสมชาย"]


def test_nothing_of_anybody_else_is_found(shops, owner_of_shop, stranger):
    shops(8)

    found = shown(stranger, q="สาขา")

    assert (found["entries"], found["tabs"][0].count) == ([], 0)


def test_the_list_takes_no_more_queries_for_twenty_than_for_two(shops, owner_of_shop):
    shops(2)
    shown(owner_of_shop, q="ร้าน")  # caches are warm
    with CaptureQueriesContext(connection) as few:
        shown(owner_of_shop, q="ร้าน")
        titles = [entry.application.version.title for entry in shown(owner_of_shop)["entries"]]
    shops(30, first=100)
    with CaptureQueriesContext(connection) as many:
        shown(owner_of_shop, q="ร้าน")
        titles += [entry.application.version.title for entry in shown(owner_of_shop)["entries"]]

    assert len(titles) > 20
    assert len(many) <= len(few)  # a page without running clocks asks once less


def test_the_page_offers_search_and_states_once_there_are_many(shops, owner_of_shop, browse):
    client = browse(owner_of_shop)
    shops(3)
    assert 'role="search"' not in client.get("/applications/").content.decode().split("<main")[1]

    with_state = client.get("/applications/?state=ended").content.decode()

    assert 'name="q"' in with_state
    assert 'aria-current="true"' in with_state
    assert "<h1" in client.get("/applications/?state=%00&page=-9&q=%27").content.decode()
