"""Officers sign in with password and second factor, at one place, and see nothing before."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client

from config.settings import base
from krob.foundation.core import clock
from krob.foundation.core.actor import OPERATOR, SYSTEM
from krob.foundation.core.text import Text
from krob.foundation.events.models import Event
from krob.people.identity import commands
from krob.people.identity.models import SpentCode, User
from krob.people.identity.second_factor import code_now
from krob.people.identity.types import UserKind
from krob.people.parties.commands import record_person
from krob.people.parties.types import PersonFacts

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough password"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()


@pytest.fixture
def officer() -> User:
    return commands.open_officer_account(actor=OPERATOR, login="bangrak.checker", password=PASSWORD)


@pytest.fixture
def equipped(officer) -> User:
    commands.set_second_factor(actor=OPERATOR, user=officer.public_id, secret=SECRET)
    return officer


def password(client: Client, login="bangrak.checker", typed=PASSWORD, address="/officer/sign-in/"):
    return client.post(address, {"login": login, "password": typed})


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.req("P.4", part="officers: password and TOTP")
def test_password_and_code_sign_an_officer_in(client, equipped):
    first = password(client)
    assert (first.status_code, first["Location"]) == (302, "/officer/sign-in/code/")
    assert not signed_in(client)

    second = client.post("/officer/sign-in/code/", {"code": code_now(SECRET)})

    assert (second.status_code, second["Location"]) == (302, "/officer/")
    assert client.session["_auth_user_id"] == str(equipped.pk)
    assert client.session["second_factor"] == equipped.public_id


def test_after_sign_in_the_officer_is_where_they_wanted_to_be(client, equipped):
    gate = client.get("/officer/applications/?status=new")
    assert gate["Location"] == "/officer/sign-in/?next=%2Fofficer%2Fapplications%2F%3Fstatus%3Dnew"
    page = client.get(gate["Location"]).content.decode()
    wanted = re.search(r'name="next" value="([^"]+)"', page)
    assert wanted is not None

    client.post(
        "/officer/sign-in/",
        {"login": "bangrak.checker", "password": PASSWORD, "next": wanted[1]},
    )
    last = client.post("/officer/sign-in/code/", {"code": code_now(SECRET)})

    assert last["Location"] == "/officer/applications/?status=new"


def test_nobody_is_led_off_the_site(client, equipped):
    client.post(
        "/officer/sign-in/",
        {"login": "bangrak.checker", "password": PASSWORD, "next": "https://evil.example/"},
    )
    last = client.post("/officer/sign-in/code/", {"code": code_now(SECRET)})

    assert last["Location"] == "/officer/"


@pytest.mark.parametrize(
    ("login", "typed"), [("bangrak.checker", "wrong password"), ("nobody", PASSWORD)]
)
def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(client, equipped, login, typed):
    response = password(client, login, typed)

    text = response.content.decode().replace("\u2060", "")
    assert response.status_code == 200
    assert "ชื่อเข้าใช้หรือรหัสผ่านไม่ถูกต้อง" in text
    assert not signed_in(client)


def test_a_wrong_code_is_refused(client, equipped):
    password(client)
    wrong = f"{(int(code_now(SECRET)) + 1) % 1_000_000:06d}"

    response = client.post("/officer/sign-in/code/", {"code": wrong})

    assert response.status_code == 200
    assert "รหัสนี้ไม่ถูกต้องหรือใช้ไปแล้ว" in response.content.decode().replace("\u2060", "")
    assert not signed_in(client)


def test_a_code_opens_the_door_once_even_when_the_cache_forgets(client, equipped):
    code = code_now(SECRET)
    password(client)
    client.post("/officer/sign-in/code/", {"code": code})
    cache.clear()
    thief = Client()

    password(thief)
    response = thief.post("/officer/sign-in/code/", {"code": code})

    assert response.status_code == 200
    assert not signed_in(thief)
    assert SpentCode.objects.count() == 1


def test_an_officer_without_second_factor_is_led_to_set_it_up_and_sees_nothing_else(
    client, officer
):
    password(client)
    assert signed_in(client)

    for address in ("/officer/", "/officer/applications/", "/agency/"):
        assert client.get(address)["Location"] == "/officer/sign-in/set-up/"

    page = client.get("/officer/sign-in/set-up/").content.decode()
    secret = re.search(r'<code class="k-num">([A-Z2-7]+)</code>', page)
    assert secret is not None
    code = code_now(secret[1])
    done = client.post("/officer/sign-in/set-up/", {"code": code})
    assert done["Location"] == "/officer/sign-in/recovery-codes/"
    assert client.session["second_factor"] == officer.public_id

    codes = re.findall(r"<code>(\d{8})</code>", client.get(done["Location"]).content.decode())
    again = re.findall(r"<code>(\d{8})</code>", client.get(done["Location"]).content.decode())
    assert (len(codes), again) == (10, [])

    cache.clear()
    thief = Client()
    password(thief)
    thief.post("/officer/sign-in/code/", {"code": code})
    assert not signed_in(thief)


def test_a_recovery_code_works_once(client, officer):
    password(client)
    page = client.get("/officer/sign-in/set-up/").content.decode()
    secret = re.search(r'<code class="k-num">([A-Z2-7]+)</code>', page)
    assert secret is not None
    client.post("/officer/sign-in/set-up/", {"code": code_now(secret[1])})
    codes_page = client.get("/officer/sign-in/recovery-codes/").content.decode()
    spare = re.findall(r"<code>(\d{8})</code>", codes_page)[0]

    def enter() -> bool:
        other = Client()
        password(other)
        other.post("/officer/sign-in/code/", {"code": spare})
        return signed_in(other)

    assert enter()
    assert not enter()


def test_a_second_factor_is_not_dropped_or_replaced_by_its_owner(client, equipped):
    password(client)
    client.post("/officer/sign-in/code/", {"code": code_now(SECRET)})

    assert client.get("/officer/sign-in/set-up/")["Location"] == "/officer/"
    assert client.get("/officer/sign-in/totp/deactivate/").status_code == 404
    assert Authenticator.objects.filter(user=equipped, type="totp").count() == 1


def test_secrets_lie_encrypted(equipped):
    stored = Authenticator.objects.get(user=equipped, type="totp").data["secret"]

    assert stored.startswith("v1.")
    assert SECRET not in stored


def test_too_many_wrong_passwords_are_slowed_down_but_lock_nobody_out_for_good(client, equipped):
    for _attempt in range(6):
        password(client, typed="wrong password")

    slowed = password(client)
    assert not signed_in(client)
    assert "ลองหลายครั้งเกินไป" in slowed.content.decode().replace("\u2060", "")

    cache.clear()
    assert password(client)["Location"] == "/officer/sign-in/code/"


def test_a_closed_account_does_not_sign_in_and_a_running_session_ends(client, equipped):
    password(client)
    client.post("/officer/sign-in/code/", {"code": code_now(SECRET)})
    commands.close_account(actor=OPERATOR, user=equipped.public_id)

    assert client.get("/officer/")["Location"].startswith("/officer/sign-in/")
    other = Client()
    password(other)
    assert not signed_in(other)


def test_an_applicant_never_signs_in_by_password(client):
    facts = PersonFacts(number="1101700230708", name=Text("สมชาย ใจดี"), as_of=clock.now())
    person = record_person(actor=SYSTEM, facts=facts)
    applicant = User(
        kind=UserKind.APPLICANT, issuer="i", subject_id="s", person=person, created_at=clock.now()
    )
    applicant.set_password(PASSWORD)
    applicant.save()

    for login in ("", "None", applicant.public_id, "1101700230708"):
        password(client, login=login)

    assert not signed_in(client)


@pytest.mark.parametrize(
    "address", ["/accounts/login/", "/admin/login/", "/officer/sign-in/signup/", "/login/"]
)
def test_there_is_no_second_door(client, address, db):
    assert client.get(address).status_code in (302, 404)
    assert not client.get(address).headers.get("Location", "").startswith(address)


def test_argon2_is_what_production_stores():
    assert base.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher")


def test_signing_out_ends_the_session_and_is_recorded(client, equipped):
    password(client)
    client.post("/officer/sign-in/code/", {"code": code_now(SECRET)})

    response = client.post("/sign-out/")

    assert response.status_code == 200
    assert not signed_in(client)
    event = Event.objects.get(name="account.signed-out")
    assert event.subject == f"account:{equipped.public_id}"


def test_a_reset_second_factor_is_set_up_anew(client, equipped):
    commands.reset_second_factor(actor=OPERATOR, user=equipped.public_id)

    password(client)

    assert client.get("/officer/")["Location"] == "/officer/sign-in/set-up/"


def test_an_officer_chooses_a_language_and_it_stays(client, equipped):
    password(client)
    client.post("/officer/sign-in/code/", {"code": code_now(SECRET)})
    here = "/officer/?tab=mine"

    answer = client.post("/officer/language/", {"language": "en", "next": here})

    assert (answer.status_code, answer["Location"]) == (302, here)
    equipped.refresh_from_db()
    assert equipped.language == "en"
    page = client.get("/officer/").content.decode()
    assert '<html lang="en">' in page
    assert "Sign out" in page


@pytest.mark.parametrize(
    ("given", "status", "lead"),
    [
        ({"language": "fr"}, 422, None),
        ({}, 422, None),
        ({"language": "en", "next": "https://evil.example/"}, 302, "/officer/"),
    ],
)
def test_no_other_language_and_no_other_site(client, equipped, given, status, lead):
    password(client)
    client.post("/officer/sign-in/code/", {"code": code_now(SECRET)})

    answer = client.post("/officer/language/", given)

    equipped.refresh_from_db()
    assert (answer.status_code, answer.get("Location")) == (status, lead)
    assert equipped.language == ("en" if status == 302 else "th")
