"""Far ends over loopback, with the endpoints pointed at them."""

import httpx
import pytest

from krob.engines.exchange.calls import Call, on_behalf
from krob.engines.exchange.commands import configure_endpoint
from krob.foundation.core.actor import OPERATOR
from simulators import dbd, dopa
from simulators.server import running


class FarEnd:
    """A running simulator: its address, its faults, what it has seen."""

    def __init__(self, address: str) -> None:
        self.address = address

    def order(self, **faults) -> None:
        """Order faults."""
        httpx.post(f"{self.address}/_faults", json=faults, trust_env=False)

    def clear(self) -> None:
        """Let everything work again."""
        httpx.delete(f"{self.address}/_faults", trust_env=False)

    def fresh(self) -> "FarEnd":
        """Forget what was ordered and seen."""
        self.clear()
        httpx.delete(f"{self.address}/_seen", trust_env=False)
        return self

    def seen(self) -> list[str]:
        """Return the paths that were asked for."""
        return [row["path"] for row in httpx.get(f"{self.address}/_seen", trust_env=False).json()]


def _endpoint(code: str, address: str, **options) -> None:
    configure_endpoint(
        actor=OPERATOR,
        code=code,
        kind="registry",
        adapter=code,
        base_url=address,
        **{"timeout_s": 2, "secret_ref": "demo", "options": {"consumer_key": "tests"}, **options},
    )


@pytest.fixture(scope="session")
def dbd_address():
    """The business registry, running."""
    with running(dbd.make_app) as address:
        yield address


@pytest.fixture(scope="session")
def dopa_address():
    """The civil registry, running."""
    with running(dopa.make_app) as address:
        yield address


@pytest.fixture
def dbd_end(db, dbd_address):
    """The business registry, with nothing ordered and nothing seen."""
    _endpoint("dbd.juristic", dbd_address)
    _endpoint("dbd.open", dbd_address, secret_ref="")
    return FarEnd(dbd_address).fresh()


@pytest.fixture
def dopa_end(db, dopa_address):
    """The civil registry, with nothing ordered and nothing seen."""
    _endpoint("dopa", dopa_address)
    return FarEnd(dopa_address).fresh()


@pytest.fixture
def asking():
    """Say on whose behalf the tests call."""
    with on_behalf(Call(actor="system:system", purpose="prefill", subject="application:A")):
        yield
