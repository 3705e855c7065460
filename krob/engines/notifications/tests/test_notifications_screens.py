"""The inbox on screen, for people and for officers."""

import pytest
from django.urls import reverse

from krob.engines.notifications.commands import send_message
from krob.engines.notifications.models import Message
from krob.engines.notifications.types import MessageTemplate
from krob.foundation.core.actor import SYSTEM
from krob.foundation.core.text import Text

pytestmark = pytest.mark.django_db
TOLD = MessageTemplate("told", Text("มีเรื่องใหม่", "Something new"), Text("เนื้อความ", "The body"))


@pytest.fixture
def signed_in(client, monkeypatch):
    """Make the next requests those of an actor."""

    def as_actor(actor):
        monkeypatch.setattr("krob.people.agencies.middleware.actor_for", lambda _request: actor)
        return client

    return as_actor


def tell(to, key="k"):
    return send_message(
        actor=SYSTEM,
        to=to,
        template=TOLD,
        values={},
        subject="application:A",
        once_key=key,
        link="/applications/A/",
    )


@pytest.mark.req("1.3.7", part="inbox screen")
def test_a_person_reads_a_message_and_the_count_goes_down(owner, signed_in):
    message = tell(owner.person)
    browser = signed_in(owner)

    listed = browser.get(reverse("notifications:inbox")).content.decode()
    before = browser.get(reverse("notifications:unread")).content.decode()
    letter = browser.get(reverse("notifications:message", args=[message.pk])).content.decode()
    answer = browser.post(reverse("notifications:read", args=[message.pk]))
    after = browser.get(reverse("notifications:unread")).content.decode().strip()

    assert listed.count("<h1") == 1
    assert "มีเรื่องใหม่" in listed
    assert before.startswith("1")
    assert "เนื้อความ" in letter
    assert "/applications/A/" in letter
    assert answer.url == reverse("notifications:inbox")
    assert after == ""


def test_looking_at_a_message_changes_nothing(owner, signed_in):
    message = tell(owner.person)

    signed_in(owner).get(reverse("notifications:message", args=[message.pk]))

    assert Message.objects.get().read_at is None


def test_english_pages_speak_english(owner, signed_in):
    tell(owner.person)

    page = signed_in(owner).get("/en/inbox/").content.decode()

    assert "Something new" in page
    assert "Inbox" in page


def test_a_rival_gets_not_found(owner, rival, signed_in):
    message = tell(owner.person)
    browser = signed_in(rival)

    assert browser.get(reverse("notifications:message", args=[message.pk])).status_code == 404
    assert browser.post(reverse("notifications:read", args=[message.pk])).status_code == 404
    assert Message.objects.get().read_at is None


def test_a_stranger_is_led_to_the_sign_in(client):
    answer = client.get(reverse("notifications:inbox"))

    assert answer.status_code == 302
    assert answer.url.startswith(reverse("identity:sign-in"))


@pytest.mark.req("1.1.4", part="inbox screen")
def test_officers_of_the_unit_read_and_others_do_not(checker, pathumwan_officer, signed_in):
    message = tell("unit:bma-bangrak")
    address = reverse("notifications-officer:message", args=[message.pk])

    assert "มีเรื่องใหม่" in signed_in(checker).get("/officer/inbox/").content.decode()
    assert signed_in(checker).get(address).status_code == 200
    assert signed_in(pathumwan_officer).get(address).status_code == 404
    answer = signed_in(checker).post(reverse("notifications-officer:read-all"))
    assert (answer.status_code, answer.url) == (302, "/officer/inbox/")
    assert Message.objects.get().read_by == "u-checker"


def test_reading_by_script_answers_without_a_page(owner, signed_in):
    message = tell(owner.person)

    answer = signed_in(owner).post(
        reverse("notifications:read", args=[message.pk]), headers={"HX-Request": "true"}
    )

    assert answer.status_code == 204


def test_a_page_of_the_inbox_costs_few_statements(owner, signed_in, django_assert_max_num_queries):
    for number in range(25):
        tell(owner.person, key=f"k{number}")
    browser = signed_in(owner)

    with django_assert_max_num_queries(6):
        browser.get("/inbox/?page=2")
