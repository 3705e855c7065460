"""Operators say where agencies' own systems are, and hear whether they answer."""

import json

import pytest

from config import cli
from krob.connectors.tests.conftest import FarEnd
from krob.engines.exchange.commands import configure_endpoint, hand_over
from krob.engines.exchange.models import Endpoint, ExchangeRecord
from krob.engines.exchange.queries import back_offices
from krob.foundation.core.actor import OPERATOR, SYSTEM
from krob.foundation.events.models import Event
from simulators import agency
from simulators.server import running

pytestmark = [pytest.mark.django_db, pytest.mark.req("2.8.1", part="hand-over")]
SET = ("backoffice", "set", "town.office", "--secret", "env:KROB_TOWN_SECRET", "--url")


@pytest.fixture(scope="module")
def address():
    with running(agency.make_app) as where:
        yield where


@pytest.fixture
def krob(capsys, settings):
    """Run a command; give back its status, what it printed for programs, what went wrong."""
    settings.KROB_DEMO = True

    def run(*words: str):
        status = cli.main([*words, "--json"])
        told = capsys.readouterr()
        return status, json.loads(told.out or "null"), told.err

    return run


def test_a_system_is_set_listed_and_switched_off_and_on(krob):
    first = krob(*SET, "https://office.example/krob/")
    again = krob(*SET, "https://office.example/krob/")
    hand_over(
        actor=SYSTEM,
        endpoint="town.office",
        subject="application:KRB-2569-000001",
        step="agency",
        visit=1,
        case={"actions": []},
    )
    off = krob("backoffice", "off", "town.office")
    offered = back_offices()
    on = krob("backoffice", "on", "town.office")

    assert first == (0, {**first[1], "url": "https://office.example/krob", "enabled": True}, "")
    assert again == first
    assert (off[1]["enabled"], off[1]["waiting"], off[1]["refused"]) == (False, 1, 0)
    assert (offered, on[1]["enabled"], back_offices()) == ([], True, ["town.office"])
    assert krob("backoffice", "list")[1] == [on[1]]
    assert Event.objects.filter(name="exchange.endpoint-configured").count() == 3


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((*SET, "http://office.example"), "https://"),
        ((*SET, "https://user:word@office.example"), "without a name"),
        ((*SET, "file:///etc/passwd"), "https://"),
        ((*SET, "https://office.example/" + "x" * 200), "longer"),
        ((*SET, "https://office.example", "--secret", "hush-hush"), "env:NAME"),
        ((*SET, "https://office.example", "--timeout", "900"), "--timeout"),
        (("backoffice", "off", "nowhere"), "there is no system"),
        (("backoffice", "check", "nowhere"), "there is no system"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(krob, words, said):
    status, _found, error = krob(*words)

    assert status == 1
    assert said in error
    assert not Endpoint.objects.exists()


def test_the_connection_of_another_kind_is_not_taken_over(krob):
    configure_endpoint(
        actor=OPERATOR,
        code="smtp",
        kind="mail",
        adapter="email",
        base_url="smtp://mail.example:25",
    )

    status, _found, error = krob(
        *("backoffice", "set", "smtp", "--url", "https://evil.example", "--secret", "env:X")
    )

    assert status == 1
    assert "another connection" in error
    assert Endpoint.objects.get().base_url == "smtp://mail.example:25"


def test_a_check_tells_a_system_that_knows_us_from_one_that_does_not(krob, address, monkeypatch):
    krob(*SET, address)
    FarEnd(address).fresh()
    unset = krob("backoffice", "check", "town.office")
    monkeypatch.setenv("KROB_TOWN_SECRET", "another")
    stranger = krob("backoffice", "check", "town.office")
    monkeypatch.setenv("KROB_TOWN_SECRET", "demo-secret")
    known = krob("backoffice", "check", "town.office")

    assert (unset[0], stranger[0], known[0]) == (1, 1, 0)
    assert "env:KROB_TOWN_SECRET" in unset[2]
    assert [row.http_status for row in ExchangeRecord.objects.order_by("id")] == [401, 404]
