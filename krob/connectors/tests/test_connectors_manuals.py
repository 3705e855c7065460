"""The adapter to the manual system, against a real far end with faults."""

import pytest

from krob.connectors.registry.manuals import PublicManuals
from krob.connectors.tests.conftest import FarEnd
from krob.engines.exchange.commands import configure_endpoint
from krob.engines.exchange.models import Endpoint, ExchangeRecord
from krob.foundation.core.actor import OPERATOR
from krob.foundation.core.errors import Unavailable
from simulators import manuals
from simulators.server import running

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("asking")]
CODE = "local-food-premises-licence"


@pytest.fixture(scope="module")
def address():
    """The manual system, running."""
    with running(manuals.make_app) as found:
        yield found


@pytest.fixture
def far_end(db, address):
    """The manual system, with nothing ordered and nothing seen."""
    configure_endpoint(
        actor=OPERATOR,
        code="public-manuals",
        kind="registry",
        adapter="public-manuals",
        base_url=address,
        timeout_s=2,
    )
    return FarEnd(address).fresh()


@pytest.mark.req("2.2.2", part="manual system")
def test_a_manual_is_read_with_its_days_and_documents(far_end):
    manual = PublicManuals().fetch(CODE)

    assert manual is not None
    assert (manual["code"], manual["days"], manual["unit"]) == (CODE, 30, "calendar")
    assert "floor-plan" in {one["code"] for one in manual["documents"]}
    assert PublicManuals().check() == ""


def test_an_unknown_manual_is_an_answer(far_end):
    assert PublicManuals().fetch("no-such-manual") is None


@pytest.mark.req("2.2.2", part="manual system")
@pytest.mark.parametrize(
    ("fault", "code", "status"),
    [
        ({"slow_s": 1.2}, "outside-slow", "slow"),
        ({"fail": 500}, "outside-failing", "down"),
        ({"malformed": True}, "outside-malformed", "ok"),
        ({"renamed": True}, "outside-malformed", "ok"),
    ],
)
def test_trouble_outside_is_unavailable(fault, code, status, far_end):
    Endpoint.objects.update(timeout_s=0.5)
    far_end.order(**fault)

    with pytest.raises(Unavailable) as trouble:
        PublicManuals().fetch(CODE)

    assert trouble.value.code == code
    assert ExchangeRecord.objects.latest("id").status == status


def test_without_an_endpoint_it_says_so(db):
    assert PublicManuals().check() == "outside-not-configured"
