"""One error, three faces; and refusals are written down after the rollback."""

import pytest
from django.test import Client

from krob.foundation.core.actor import ANONYMOUS
from krob.foundation.events.models import Event, IdempotencyKey
from krob.foundation.events.tests.screens import Gate

pytestmark = [pytest.mark.django_db, pytest.mark.urls("krob.foundation.events.tests.screens")]
STATUS = {
    "not-allowed": 403,
    "not-found": 404,
    "conflict": 409,
    "invalid": 422,
    "unavailable": 503,
    "full": 503,
    "denied": 403,
    "gone": 404,
    "bug": 500,
}


@pytest.fixture(autouse=True)
def _small_house(settings, owner, monkeypatch):
    settings.MIDDLEWARE = [
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.locale.LocaleMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "krob.foundation.events.web.ErrorsMiddleware",
        "krob.foundation.events.tests.screens.Gate",
    ]
    monkeypatch.setattr(Gate, "actor", owner)


@pytest.fixture
def browser():
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(("how", "status"), STATUS.items())
def test_an_error_becomes_a_page_and_nothing_is_changed(how, status, browser):
    answer = browser.get(f"/try/{how}/")

    assert answer.status_code == status
    assert answer.content.count(b"<h1") == 1
    assert len(answer["X-Request-ID"]) == 32
    assert answer["X-Request-ID"].encode() in answer.content
    assert not IdempotencyKey.objects.exists()


@pytest.mark.parametrize(("how", "status"), STATUS.items())
def test_an_error_becomes_a_problem_document_under_the_api(how, status, browser):
    answer = browser.get(f"/api/try/{how}/")

    document = answer.json()
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert document["status"] == status
    assert document["instance"] == f"urn:krob:request:{answer['X-Request-ID']}"


def test_a_problem_document_names_the_fields(browser):
    document = browser.get("/api/try/invalid/").json()

    assert (document["type"], document["title"]) == ("urn:krob:problem:wrong", "Look again.")
    assert document["errors"] == {"area": "Too small."}


def test_htmx_gets_a_notice(browser):
    answer = browser.get("/try/conflict/", headers={"HX-Request": "true"})

    assert answer.status_code == 409
    assert b"<h1" not in answer.content
    assert b'id="notice"' in answer.content
    assert "Somebody was faster." in answer.content.decode().replace("\u2060", "")


@pytest.mark.req("G.5", part="refusals are recorded")
@pytest.mark.parametrize(
    ("how", "code"),
    [("not-allowed", "may-not"), ("not-found", "no-thing"), ("denied", "403"), ("gone", "404")],
)
def test_a_refusal_is_recorded_once_after_the_rollback(how, code, browser, owner):
    answer = browser.get(f"/try/{how}/")

    event = Event.objects.get()
    assert (event.name, event.actor_id, event.subject) == (
        "request.refused",
        owner.id,
        f"address:/try/{how}/",
    )
    assert event.data == {
        "status": STATUS[how],
        "code": code,
        "method": "GET",
        "view": "try",
    }
    assert answer.status_code == STATUS[how]


@pytest.mark.parametrize("how", ["conflict", "invalid", "unavailable", "bug"])
def test_other_errors_are_no_refusals(how, browser):
    browser.get(f"/try/{how}/")

    assert not Event.objects.exists()


def test_strangers_leave_no_rows(browser, monkeypatch):
    monkeypatch.setattr(Gate, "actor", ANONYMOUS)

    browser.get("/try/not-allowed/")

    assert not Event.objects.exists()


def test_an_address_that_no_screen_has_leaves_no_row(browser):
    assert browser.get("/nowhere/").status_code == 404
    assert not Event.objects.exists()


def test_a_number_in_an_address_is_not_kept(browser):
    browser.get("/try/not-found/?number=1101700230708")
    browser.post("/try/not-allowed/1101700230708")

    assert "1101700230708" not in str(list(Event.objects.values()))


def test_a_broken_page_for_errors_still_answers(browser, settings):
    settings.TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates"}]

    answer = browser.get("/try/bug/")

    assert answer.status_code == 500
    assert b"<h1>" in answer.content
