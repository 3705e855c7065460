"""Who acts in a request: gates, second factor, companies, sessions that end."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.contrib.auth import login
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpResponse  # noqa: TID251 - a screen to try the middleware on
from django.test import Client, RequestFactory
from django.urls import path

from config import urls as house_urls
from demo import authorities, bodies
from krob.foundation.core import clock
from krob.foundation.core.actor import OPERATOR, SYSTEM, ActorKind
from krob.foundation.core.errors import NotAllowed
from krob.foundation.core.permissions import Permission
from krob.foundation.core.text import Text
from krob.foundation.core.web import actor_of
from krob.people.agencies import commands
from krob.people.identity import sessions
from krob.people.identity.models import User
from krob.people.identity.types import UserKind
from krob.people.identity.web import SignInRequired, applicant_required, require_assurance
from krob.people.parties.commands import record_person
from krob.people.parties.models import Business, Participation
from krob.people.parties.types import PersonFacts, Role
from tests.kept import kept

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]
seen: list = []


def look(request):
    """Remember who acts."""
    seen.append(actor_of(request))
    return HttpResponse("seen")


def deep(request):
    """Find deep inside that somebody must sign in."""
    raise SignInRequired


def lower(request):
    """Find in a room below identity that somebody must sign in."""
    raise NotAllowed("sign-in-required", "")


urlpatterns = [
    path("open/", look),
    path("mine/", applicant_required(look)),
    path("strong/", require_assurance(ial="3")(look)),
    path("fresh/", require_assurance(ial="2.3", max_age_s=300)(look)),
    path("deep/", deep),
    path("lower/", lower),
    path("officer/desk/", look),
    path("agency/office/", look),
    *house_urls.urlpatterns,
]


def enter(user: User, *, second_factor: bool = True, **session) -> Client:
    """Return a browser in which an account is signed in."""
    client = Client()
    backend = "OfficerBackend" if user.kind == UserKind.OFFICER else "NationalIdBackend"
    request = RequestFactory().get("/")
    request.session = SessionStore()
    login(request, user, backend=f"krob.people.identity.backends.{backend}")
    sessions.begin(request.session, user, ial="2.3")
    if second_factor and user.kind == UserKind.OFFICER:
        sessions.note_second_factor(request.session, user)
    request.session.update(session)
    request.session.save()
    client.cookies["sessionid"] = request.session.session_key
    return client


def acted(client: Client, address: str = "/open/"):
    """Return who acted when a page was opened."""
    seen.clear()
    assert client.get(address).content == b"seen"
    return seen[0]


@pytest.fixture
def somchai() -> User:
    facts = PersonFacts(number="1101700230708", name=Text("สมชาย ใจดี"), as_of=clock.now())
    person = record_person(actor=SYSTEM, facts=facts)
    user = User(
        kind=UserKind.APPLICANT, issuer="i", subject_id="s", person=person, created_at=clock.now()
    )
    user.set_unusable_password()
    user.save()
    return user


@pytest.fixture
def business() -> Business:
    return Business.objects.create(
        number="0105569001238", number_hash="h", name={"th": "บริษัท ครัววิภา จำกัด"}, as_of=clock.now()
    )


@pytest.fixture
def checker() -> User:
    kept("one-checker", lambda: authorities.load(authorities.OFFICERS[:1], bodies.BODIES))
    return User.objects.get(login="bangrak.checker")


def may_bind(user: User, business: Business, **dates) -> Participation:
    return Participation.objects.create(
        subject=business.key,
        party=f"person:{user.person_id}",
        role=Role.MAY_BIND,
        since=clock.later(days=-1),
        **dates,
    )


def test_nobody_is_anonymous_and_costs_no_query(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        actor = acted(client)

    assert actor.kind is ActorKind.ANONYMOUS
    assert len(actor.request_id) == 32


def test_every_answer_carries_the_request_id(client):
    assert len(client.get("/open/")["X-Request-ID"]) == 32


def test_an_applicant_acts_as_their_own_person(somchai, django_assert_num_queries):
    client = enter(somchai)
    with django_assert_num_queries(2):
        actor = acted(client)

    assert (actor.kind, actor.id, actor.ial) == (ActorKind.APPLICANT, somchai.public_id, "2.3")
    assert actor.person == actor.party == f"person:{somchai.person_id}"
    assert actor.permissions == frozenset()


def test_an_officer_acts_with_the_rights_of_today(checker, django_assert_num_queries):
    client = enter(checker)
    with django_assert_num_queries(3):
        actor = acted(client, "/officer/desk/")

    assert (actor.kind, actor.agency) == (ActorKind.OFFICER, "bma")
    assert actor.units == {"bma-bangrak"}
    assert actor.may(Permission.APPLICATIONS_CHECK)
    assert not actor.may(Permission.APPLICATIONS_DECIDE)


def test_a_duty_that_ends_is_gone_with_the_next_request(checker):
    client = enter(checker)
    assert acted(client).units == {"bma-bangrak"}

    commands.end_duty(actor=OPERATOR, user=checker.public_id, unit="bma-bangrak", role="checker")

    assert acted(client).units == frozenset()
    assert acted(client).permissions == frozenset()


@pytest.mark.parametrize("address", ["/officer/desk/", "/agency/office/"])
def test_the_gates_are_shut_for_everybody_else(client, somchai, checker, address):
    seen.clear()

    assert client.get(address)["Location"] == f"/officer/sign-in/?next={quote(address, safe='')}"
    assert enter(somchai).get(address).status_code == 403
    half = enter(checker, second_factor=False).get(address)
    assert half["Location"] == "/officer/sign-in/set-up/"
    assert seen == []


def test_another_accounts_second_factor_opens_nothing(checker):
    client = enter(checker, second_factor=False, second_factor_of_another="x")
    session = client.session
    session["second_factor"] = "another-account"
    session.save()

    assert client.get("/officer/desk/").status_code == 302


def test_officers_are_spoken_to_in_the_language_of_their_account(checker):
    User.objects.update(language="en")

    assert acted(enter(checker), "/officer/desk/").language == "en"


@pytest.mark.parametrize("address", ["/mine/", "/deep/", "/lower/", "/fresh/", "/strong/"])
def test_who_must_sign_in_first_is_led_there_and_back(client, address):
    response = client.get(f"{address}?page=2")

    assert response.status_code == 302
    assert response["Location"].startswith("/sign-in/?next=" + quote(f"{address}?page=2", safe=""))


def test_an_officer_is_no_applicant(checker):
    assert enter(checker).get("/mine/")["Location"].startswith("/sign-in/")


@pytest.mark.req("V.2", part="step up only where the risk asks for it")
def test_a_step_that_needs_a_higher_level_asks_for_it(somchai):
    client = enter(somchai)

    response = client.get("/strong/")

    assert response["Location"] == "/sign-in/?next=%2Fstrong%2F&ial=3&fresh=1"
    assert acted(client, "/mine/").ial == "2.3"
    assert acted(enter(somchai, ial="3"), "/strong/").ial == "3"


def test_a_step_that_needs_a_fresh_proof_asks_for_it(somchai):
    now = clock.now().timestamp()

    assert acted(enter(somchai, auth_time=now - 100), "/fresh/").ial == "2.3"
    stale = enter(somchai, auth_time=now - 301).get("/fresh/")
    assert stale["Location"] == "/sign-in/?next=%2Ffresh%2F&fresh=1"


def test_a_posted_form_leads_back_to_its_page(client):
    response = client.post("/mine/", {"a": "1"}, headers={"referer": "http://testserver/form/?p=3"})

    assert response["Location"] == "/sign-in/?next=%2Fform%2F%3Fp%3D3"


def test_a_part_asked_for_by_htmx_moves_the_whole_page(client):
    response = client.post(
        "/mine/",
        headers={"hx-request": "true", "hx-current-url": "http://testserver/form/?p=3"},
    )

    assert response.status_code == 204
    assert response["HX-Redirect"] == "/sign-in/?next=%2Fform%2F%3Fp%3D3"


def test_a_referer_from_elsewhere_leads_to_the_home_page(client):
    response = client.post("/mine/", headers={"referer": "https://evil.example/form/"})

    assert response["Location"] == "/sign-in/?next=%2F"


@pytest.mark.parametrize(("minutes", "there"), [(29, True), (31, False)])
def test_an_applicants_session_ends_after_half_an_hour_away(somchai, minutes, there):
    client = enter(somchai)

    with clock.frozen(clock.later(minutes=minutes)):
        kind = acted(client).kind

    assert (kind is ActorKind.APPLICANT) is there


@pytest.mark.parametrize(("minutes", "there"), [(14, True), (16, False)])
def test_an_officers_session_ends_after_a_quarter_of_an_hour_away(checker, minutes, there):
    client = enter(checker)

    with clock.frozen(clock.later(minutes=minutes)):
        status = client.get("/officer/desk/").status_code

    assert (status == 200) is there


def test_a_session_ends_after_eight_hours_however_busy(somchai):
    client = enter(somchai)
    start = clock.now()

    for minutes in range(20, 480, 20):
        with clock.frozen(start + timedelta(minutes=minutes)):
            assert acted(client).kind is ActorKind.APPLICANT
    with clock.frozen(start + timedelta(minutes=481)):
        assert acted(client).kind is ActorKind.ANONYMOUS


def test_a_session_without_times_is_no_session(somchai):
    client = enter(somchai, signed_in_at=0)

    assert acted(client).kind is ActorKind.ANONYMOUS


@pytest.mark.req("P.4", part="acting for a company")
def test_a_person_chooses_a_company_that_they_may_bind(somchai, business):
    may_bind(somchai, business)
    client = enter(somchai)

    page = client.get("/acting-as/?next=/mine/")
    assert "บริษัท" in page.content.decode()
    response = client.post("/acting-as/", {"party": business.key, "next": "/mine/"})

    assert response["Location"] == "/mine/"
    actor = acted(client)
    assert (actor.party, actor.on_behalf_of) == (business.key, business.key)
    assert actor.person == f"person:{somchai.person_id}"


def test_a_company_that_they_may_not_bind_is_refused(somchai, business):
    client = enter(somchai)

    response = client.post("/acting-as/", {"party": business.key})

    assert response.status_code == 403
    assert acted(client).party == f"person:{somchai.person_id}"


def test_a_session_that_claims_a_company_gets_none(somchai, business):
    client = enter(somchai, acting_as=business.key)

    assert acted(client).party == f"person:{somchai.person_id}"
    assert "acting_as" not in client.session


@pytest.mark.req("P.5", part="a revoked right is gone at once")
def test_a_revoked_right_to_bind_falls_back_to_the_person_and_tells(somchai, business):
    right = may_bind(somchai, business)
    client = enter(somchai)
    client.post("/acting-as/", {"party": business.key})
    assert acted(client).party == business.key

    right.until = clock.now()
    right.save()

    assert acted(client).party == f"person:{somchai.person_id}"
    page = client.get("/acting-as/").content.decode().replace("\u2060", "")
    assert "คุณทำการแทนกิจการนั้นไม่ได้แล้ว" in page


def test_acting_needs_a_sign_in(client):
    assert client.get("/acting-as/")["Location"].startswith("/sign-in/?next=")
