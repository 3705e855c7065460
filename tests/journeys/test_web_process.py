"""The web process opens no connection to the outside: whatever page is asked for."""

import socket
from typing import Any

import pytest

from tests.architecture.routes import routes
from tests.journeys.conftest import officer
from tests.journeys.test_others_ids import ended as ended

# The sign-in with the national ID fetches the provider's keys and tokens: it must.
ASKS_OUTSIDE = {"identity:callback", "identity:national-id"}
PAGES = [route for route in routes() if route.name not in ASKS_OUTSIDE]


class WentOutside(Exception):
    """Somebody opened a connection while a page was made."""


@pytest.fixture
def closed(monkeypatch) -> None:
    """Let no socket connect from here on, not even to this machine."""

    def refuse(_self: socket.socket, address: Any) -> None:
        raise WentOutside(str(address))

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "connect_ex", refuse)


@pytest.mark.parametrize("who", ["owner", "checker", "cashier", "nobody"])
def test_no_page_opens_a_connection(ended, owner_of_shop, client, browse, closed, who):
    if who == "owner":
        client = browse(owner_of_shop)
    elif who != "nobody":
        client = browse(officer(f"bangrak.{who}"))

    answered = set()
    for route in PAGES:
        path = route.path(**{key: ended[key] for key in set(route.converters) & set(ended)})
        answered |= {client.get(path).status_code, client.post(path).status_code}

    assert 200 in answered
    assert 500 not in answered


def test_the_guard_notices_a_connection(closed):
    with pytest.raises(WentOutside):
        socket.create_connection(("127.0.0.1", 9), timeout=1)
