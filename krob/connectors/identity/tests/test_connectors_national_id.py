"""Signing in with the national ID: what must be right, and each thing that may be wrong."""

import logging
import time
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session

from krob.connectors.identity import national_id
from krob.foundation.core import clock
from krob.foundation.events.models import Event
from krob.people.identity.models import User
from krob.people.parties.models import Person
from simulators import idp
from simulators.people import PRANEE, SOMCHAI, WIPHA
from simulators.server import running

pytestmark = pytest.mark.django_db


def nothing_changed(browser):
    return (
        "_auth_user_id" not in browser.session
        and not User.objects.exists()
        and not Person.objects.exists()
    )


def reasons():
    return [event.data["reason"] for event in Event.objects.filter(name="sign-in.refused")]


@pytest.mark.req("P.4")
@pytest.mark.req("V.2", part="sign in once with the national ID")
@pytest.mark.req("1.2.2", part="identity")
def test_a_person_signs_in_and_their_own_data_comes_along(browser, provider):
    response = browser.sign_in(address="/sign-in/national-id/?next=/apply/food/")

    user = User.objects.get()
    assert (response.status_code, response["Location"]) == (302, "/apply/food/")
    assert browser.session["_auth_user_id"] == str(user.pk)
    assert (browser.session["ial"], user.kind, user.login) == ("2.3", "applicant", None)
    person = Person.objects.get()
    assert (user.person, person.number) == (person, SOMCHAI.number)
    assert person.name == {"th": "สมชาย ใจดี", "en": "Somchai Jaidee"}
    assert person.birthdate == "1990-05-12"
    names = list(Event.objects.order_by("id").values_list("name", flat=True))
    assert names[-2:] == ["account.opened", "account.signed-in"]


def test_the_request_carries_pkce_state_nonce_and_the_level_asked_for(browser, provider):
    location = browser.begin()

    for part in ("code_challenge_method=S256", "code_challenge=", "state=", "nonce=", "acr_values"):
        assert part in location
    assert location.startswith(provider.address)


def test_beginning_a_sign_in_talks_to_nobody(browser, provider):
    browser.begin()

    assert provider.seen() == []


def test_signing_in_again_finds_the_same_account_and_person(browser, provider):
    browser.sign_in()
    browser.post("/sign-out/")
    browser.sign_in()

    assert (User.objects.count(), Person.objects.count()) == (1, 1)


def test_two_people_have_two_accounts(browser, provider):
    browser.sign_in("somchai")
    browser.sign_in("wipha")

    numbers = {person.number for person in Person.objects.all()}
    assert numbers == {SOMCHAI.number, WIPHA.number}
    assert User.objects.get(pk=browser.session["_auth_user_id"]).person.number == WIPHA.number


def test_the_session_gets_a_new_key_at_sign_in(browser, provider):
    browser.begin()
    before = browser.session.session_key
    browser.sign_in()

    assert browser.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


@pytest.mark.req("P.4", part="every fault of an answer is refused")
@pytest.mark.parametrize(
    ("faults", "reason"),
    [
        ({"state": True}, "sign-in-not-begun"),
        ({"nonce": True}, "wrong-nonce"),
        ({"callback_iss": "https://evil.example"}, "wrong-issuer"),
        ({"no_callback_iss": True}, "wrong-issuer"),
        ({"token_iss": "https://evil.example"}, "wrong-issuer"),
        ({"aud": "another-client"}, "wrong-audience"),
        ({"expired": True}, "token-expired"),
        ({"unsigned": True}, "wrong-signature"),
        ({"signature": True}, "wrong-signature"),
        ({"symmetric": True}, "wrong-signature"),
        ({"ial": "1.3"}, "assurance-too-low"),
        ({"ial": "2.2"}, "assurance-too-low"),
        ({"ial": "9.9"}, "assurance-too-low"),
        ({"ial": "2.30"}, "assurance-too-low"),
        ({"number": "1101700230709"}, "number-invalid"),
        ({"number": "0105569001238"}, "number-invalid"),
        ({"deny": True}, "cancelled"),
    ],
    ids=lambda value: value if isinstance(value, str) else "-".join(map(str, value)),
)
def test_what_is_wrong_is_refused_and_nothing_is_changed(browser, provider, faults, reason):
    location = browser.begin()
    provider.order(**faults)

    response = browser.come_back(browser.choose(location, person="somchai"))

    assert response.status_code == 403
    assert "คุณยังไม่ได้เข้าสู่ระบบ" in response.content.decode().replace("\u2060", "")
    assert 'href="/sign-in/national-id/?next=%2F"' in response.content.decode()
    assert reasons() == [reason]
    assert nothing_changed(browser)


def test_a_person_whose_own_level_is_too_low_is_refused(browser, provider):
    response = browser.sign_in(PRANEE.key)

    assert response.status_code == 403
    assert reasons() == ["assurance-too-low"]
    assert nothing_changed(browser)


def test_a_higher_level_than_needed_is_let_in(browser, provider):
    provider.order(ial="3")

    assert browser.sign_in().status_code == 302
    assert browser.session["ial"] == "3"


def test_a_code_is_used_once_even_when_the_provider_would_take_it_again(browser, provider):
    provider.order(reuse_code=True)
    back = browser.choose(browser.begin(), person="somchai")
    assert browser.come_back(back).status_code == 302
    browser.post("/sign-out/")

    response = browser.come_back(back)

    assert response.status_code == 403
    assert reasons() == ["sign-in-not-begun"]
    assert "_auth_user_id" not in browser.session


def test_a_code_that_the_provider_has_taken_already_is_refused(browser, provider):
    first = browser.choose(browser.begin(), person="somchai")
    second = browser.choose(browser.begin(), person="somchai")
    state = dict(part.split("=", 1) for part in second.split("?", 1)[1].split("&"))["state"]
    assert browser.come_back(first).status_code == 302
    stolen = first.split("state=", 1)[0] + f"state={state}&" + first.split("&", 2)[2]

    response = browser.come_back(stolen)

    assert response.status_code == 403
    assert reasons() == ["code-used"]


def test_an_answer_to_another_browser_is_refused(browser, provider):
    back = browser.choose(browser.begin(), person="somchai")
    victim = type(browser)()

    response = victim.come_back(back)

    assert response.status_code == 403
    assert nothing_changed(victim)


def test_a_sign_in_that_was_begun_too_long_ago_is_refused(browser, provider):
    back = browser.choose(browser.begin(), person="somchai")

    with clock.frozen(clock.now() + timedelta(minutes=11)):
        response = browser.come_back(back)

    assert response.status_code == 403
    assert reasons() == ["sign-in-not-begun"]


@pytest.mark.parametrize("faults", [{"fail": 500}, {"fail": 503}, {"slow_s": 1.0}], ids=str)
def test_a_provider_that_does_not_answer_leads_to_a_page_with_retry(
    browser, provider, monkeypatch, faults
):
    monkeypatch.setattr(national_id, "LIMIT_S", 0.3)
    back = browser.choose(browser.begin(), person="somchai")
    provider.order(**faults)

    begun = time.monotonic()
    response = browser.come_back(back)

    assert time.monotonic() - begun < 0.9
    assert response.status_code == 503
    assert "/sign-in/national-id/" in response.content.decode()
    assert reasons() == ["provider-silent"]
    assert nothing_changed(browser)


def test_the_whole_wait_for_the_provider_is_three_seconds_at_most():
    assert national_id.LIMIT_S == 3.0


def test_a_provider_that_is_down_leads_to_a_page_with_retry(browser, settings):
    national_id._apps.clear()
    with running(idp.make_app) as address:
        settings.KROB_NATIONAL_ID = {
            "issuer": address,
            "client_id": "krob",
            "secret": idp.SECRET,
            "private_key": "",
            "profile": "thaid",
        }
        back = browser.choose(browser.begin(), person="somchai")

    response = browser.come_back(back)

    assert response.status_code == 503
    assert "/sign-in/national-id/" in response.content.decode()
    assert reasons() == ["provider-silent"]
    assert nothing_changed(browser)


def test_a_closed_account_is_refused(browser, provider):
    browser.sign_in()
    browser.post("/sign-out/")
    User.objects.update(is_active=False)

    response = browser.sign_in()

    assert response.status_code == 403
    assert reasons() == ["account-closed"]
    assert "_auth_user_id" not in browser.session


def test_an_account_never_passes_to_another_person(browser, provider):
    browser.sign_in()
    browser.post("/sign-out/")
    provider.order(number=WIPHA.number)

    response = browser.sign_in()

    assert response.status_code == 403
    assert reasons() == ["person-changed"]
    assert Person.objects.count() == 1


def test_a_refusal_leaves_who_was_signed_in_signed_in(browser, provider):
    browser.sign_in()
    provider.order(nonce=True)

    browser.sign_in("wipha")

    assert User.objects.get(pk=browser.session["_auth_user_id"]).person.number == SOMCHAI.number


@pytest.mark.parametrize(
    "wanted",
    ["https://evil.example/", "//evil.example/", "http:evil", "/\\evil", "javascript:alert(1)"],
)
def test_after_sign_in_nobody_is_led_off_the_site(browser, provider, wanted):
    response = browser.sign_in(address=f"/sign-in/national-id/?next={wanted}")

    assert response["Location"] == "/"


def test_a_number_typed_at_the_provider_is_checked_here(browser, provider):
    response = browser.sign_in(person="", number="1234567890123")

    assert response.status_code == 403
    assert reasons() == ["number-invalid"]


@pytest.mark.req("P.4", part="the 13-digit number is nowhere it must not be")
def test_the_number_is_in_no_url_no_log_no_user_name_and_no_event(browser, provider, caplog):
    caplog.set_level(logging.DEBUG)
    location = browser.begin()
    back = browser.choose(location, person="somchai")
    response = browser.come_back(back)
    provider.order(ial="1.1")
    browser.sign_in()

    user = User.objects.get()
    places = [
        location,
        back,
        response["Location"],
        caplog.text,
        str(user),
        user.subject_id,
        user.public_id,
        str(list(Event.objects.values())),
        str(dict(browser.session.items())),
    ]
    for place in places:
        assert SOMCHAI.number not in place


def test_the_number_lies_encrypted_in_the_database(browser, provider):
    browser.sign_in()

    from_database = Person.objects.extra(select={"raw": "number"}).values_list("raw", flat=True)[0]
    assert SOMCHAI.number not in str(from_database)


def test_who_came_from_a_page_in_english_is_led_back_to_it(browser, provider):
    location = browser.begin("/en/sign-in/national-id/?next=/en/acting-as/")

    response = browser.come_back(browser.choose(location, person="somchai"))

    assert response["Location"] == "/en/acting-as/"
