"""Costly things may be asked for so often, and by so many at once; then 429."""

from datetime import timedelta

import pytest
from django.http import HttpResponse  # noqa: TID251 - the test has a view
from django.test import RequestFactory
from django.utils import translation

from krob.foundation.core import clock
from krob.foundation.core.errors import TooMany
from krob.foundation.events import limits
from krob.foundation.events.middleware import LimitsMiddleware, address_of, at_once, limited, who
from krob.foundation.events.models import Allowance

pytestmark = pytest.mark.django_db
FACTORY = RequestFactory()
AT = clock.now().replace(second=10, microsecond=0)


@limited("file")
def view(request):
    return HttpResponse()


@pytest.fixture
def ask(settings):
    settings.KROB_LIMITS = "file=2"
    middleware = LimitsMiddleware(lambda request: HttpResponse())

    def one(address="198.51.100.1", path="/x/", method="post"):
        request = getattr(FACTORY, method)(path, REMOTE_ADDR=address)
        return middleware.process_view(request, view, (), {})

    return one


@pytest.mark.req("S.3", part="limits on costly requests")
def test_who_asks_too_often_waits_for_the_next_minute(ask):
    with clock.frozen(AT):
        assert [ask(), ask()] == [None, None]
        refused = ask()
        other = ask(address="198.51.100.2")
    with clock.frozen(AT + timedelta(seconds=50)):
        later = ask()

    assert (refused.status_code, refused["Retry-After"]) == (429, "50")
    assert "ลองหลายครั้งเกินไป".encode() in refused.content.replace("\u2060".encode(), b"")
    assert (other, later) == (None, None)


def test_the_refusal_is_english_for_english_readers_and_a_problem_for_programs(ask):
    with clock.frozen(AT), translation.override("en"):
        ask(), ask()
        page, document = ask(), ask(path="/api/x/")

    assert b"Wait a minute, then try again." in page.content
    assert document["Content-Type"] == "application/problem+json"
    assert b'"urn:krob:problem:too-many-attempts"' in document.content


def test_other_methods_and_other_views_are_not_counted(ask):
    with clock.frozen(AT):
        answers = [ask(method="get") for _ in range(5)]

    assert answers == [None] * 5
    assert not Allowance.objects.exists()


def test_without_a_limit_nothing_is_counted(ask, settings):
    settings.KROB_LIMITS = "file=0"

    assert [ask() for _ in range(5)] == [None] * 5
    assert not Allowance.objects.exists()


def test_addresses_are_not_kept_and_counts_are_forgotten(ask):
    with clock.frozen(AT):
        ask()
        kept = Allowance.objects.get()
    with clock.frozen(AT + timedelta(minutes=2)):
        limits.forget_allowances()

    assert "198.51" not in kept.key
    assert not Allowance.objects.exists()


@pytest.mark.parametrize(
    ("proxies", "passed_on", "remote", "address"),
    [
        (0, "203.0.113.9", "198.51.100.1", "198.51.100.1"),
        (1, "203.0.113.9", "127.0.0.1", "203.0.113.9"),
        (1, "10.9.8.7, 203.0.113.9", "127.0.0.1", "203.0.113.9"),
        (1, "", "127.0.0.1", "127.0.0.1"),
        (0, "", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        (0, "", "::ffff:198.51.100.1", "198.51.100.1"),
        (0, "", "nonsense", "nonsense"),
    ],
)
def test_the_address_is_the_one_that_our_own_proxy_saw(
    settings, proxies, passed_on, remote, address
):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    headers = {"X-Forwarded-For": passed_on} if passed_on else {}

    assert address_of(FACTORY.get("/", REMOTE_ADDR=remote, headers=headers)) == address


def test_who_is_signed_in_is_counted_as_an_account(owner):
    request = FACTORY.get("/")
    request.actor = owner

    assert who(request) == "u-owner"


@pytest.mark.req("S.3", part="limits on costly requests")
def test_only_so_many_run_at_the_same_time(settings):
    settings.KROB_VERIFY_AT_ONCE = 2
    seen = []

    @at_once("file", "KROB_VERIFY_AT_ONCE")
    def slow(request):
        seen.append(Allowance.objects.count())
        if len(seen) < 3:
            slow(request)
        return HttpResponse()

    with pytest.raises(TooMany) as refused:
        slow(FACTORY.post("/"))

    assert refused.value.code == "too-busy"
    assert seen == [1, 2]
    assert not Allowance.objects.exists()
    assert slow(FACTORY.get("/")).status_code == 200


def test_a_place_of_a_process_that_died_is_free_after_a_while():
    with clock.frozen(AT):
        died = limits.place("file", 1)
        died.__enter__()
        with pytest.raises(TooMany), limits.place("file", 1):
            pass
    with clock.frozen(AT + limits.LEASE + timedelta(seconds=1)), limits.place("file", 1):
        held = Allowance.objects.count()

    assert (held, died is None) == (1, False)
    assert not Allowance.objects.exists()
