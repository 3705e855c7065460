"""A browser that signs in: Krob by Django's client, the ID provider over HTTP."""

import html
import re
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from django.test import Client

from krob.connectors.identity import national_id
from simulators import idp
from simulators.server import running


class Provider:
    """The simulated ID provider, with its faults."""

    def __init__(self, address: str) -> None:
        self.address = address

    def order(self, **faults):
        """Order faults over HTTP, as the demonstration does."""
        httpx.post(f"{self.address}/_faults", json=faults).raise_for_status()

    def seen(self):
        """Return the requests that the provider has had."""
        return httpx.get(f"{self.address}/_seen").json()


class Browser(Client):
    """Goes from Krob to the ID provider and back."""

    def begin(self, address="/sign-in/national-id/"):
        """Start a sign-in; return where the provider's page is."""
        response = self.get(address)
        assert response.status_code == 302, response.content.decode()
        return response["Location"]

    def choose(self, location, **answer):
        """Choose a person at the provider; return where it leads back to."""
        page = httpx.get(location)
        page.raise_for_status()
        hidden = re.findall(r'name="(q_[^"]+)" value="([^"]*)"', page.text)
        fields = {name: html.unescape(value) for name, value in hidden}
        back = httpx.post(location, data={**fields, **answer})
        assert back.status_code == 302, back.text
        return back.headers["Location"]

    def come_back(self, location):
        """Open the page that the provider leads back to."""
        parts = urlsplit(location)
        return self.get(parts.path, dict(parse_qsl(parts.query)))

    def sign_in(self, person="somchai", address="/sign-in/national-id/", **answer):
        """Go the whole way as one of the demo people."""
        return self.come_back(self.choose(self.begin(address), person=person, **answer))


@pytest.fixture
def provider(settings):
    national_id._apps.clear()
    with running(idp.make_app) as address:
        settings.KROB_NATIONAL_ID = {
            "issuer": address,
            "client_id": "krob",
            "secret": idp.SECRET,
            "private_key": "",
            "profile": "thaid",
        }
        yield Provider(address)


@pytest.fixture
def browser(db):
    return Browser()
