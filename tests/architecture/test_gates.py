"""Every address is behind a gate, asks for sign-in, or is on the reviewed list of public ones."""

import pytest
from django.conf import settings

from tests.architecture.routes import Route, routes

GATED = ("/officer/", "/agency/")
MACHINES = ("/api/",)
# Reviewed: what a stranger may open. A new address is not public unless somebody adds it here.
PUBLIC = frozenset(
    {
        "catalogue:advisor",
        "catalogue:journey",
        "catalogue:journeys",
        "catalogue:service",
        "catalogue:services",
        "demo:codes",
        "demo:guide",
        "healthz",
        "identity:callback",
        "identity:national-id",
        "identity:sign-in",
        "identity:sign-out",
        "identity:signed-out",
        "licences-plain:context",
        "licences-plain:credential",
        "licences-plain:did",
        "licences-plain:status",
        "licences-plain:status-revocation",
        "licences:verify",
        "licences:verify-token",
        "notifications:unread",
        "payments:verify-receipt",
        "portal:about",
        "portal:accessibility",
        "portal:components",
        "portal:help",
        "portal:home",
        "portal:privacy",
        "portal:search",
        "smartforms:places",
    }
)
ALL = list(routes())
ADDRESSED = [route for route in ALL if not route.template.startswith(GATED + MACHINES)]


def asks_for_sign_in(client, route: Route) -> bool:
    """Say whether somebody who is not signed in is led to the sign-in, whatever they send."""
    tried = [client.get(route.path()), client.post(route.path())]
    answers = [answer for answer in tried if answer.status_code != 405]
    return bool(answers) and all(
        answer.status_code == 302 and answer["Location"].startswith("/sign-in/?")
        for answer in answers
    )


@pytest.mark.django_db
def test_every_address_asks_for_sign_in_or_is_known_to_be_public(client):
    client.raise_request_exception = False
    open_ones = {route.name for route in ADDRESSED if not asks_for_sign_in(client, route)}

    assert open_ones == PUBLIC


@pytest.mark.django_db
@pytest.mark.parametrize("prefix", GATED)
def test_officers_addresses_are_closed_to_everybody_else(client, browse, owner, prefix):
    mine = [
        route
        for route in ALL
        if route.template.startswith(prefix) and not route.template.startswith("/officer/sign-in/")
    ]
    for route in mine:
        answer = client.get(route.path())
        assert answer.status_code == 302, route
        assert answer["Location"].startswith("/officer/sign-in/"), route
    as_applicant = browse(owner)
    for route in mine:
        assert as_applicant.get(route.path()).status_code == 403, route
        assert as_applicant.post(route.path()).status_code == 403, route


@pytest.mark.django_db
def test_machines_addresses_refuse_what_nobody_signed(client):
    client.raise_request_exception = False
    for route in ALL:
        if route.template.startswith(MACHINES):
            assert client.post(route.path()).status_code in (401, 403), route


def test_both_languages_have_the_same_addresses():
    assert len({route.template for route in ALL}) == len(ALL)
    assert "en" in dict(settings.LANGUAGES)
