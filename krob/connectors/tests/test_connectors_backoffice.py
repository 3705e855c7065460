"""Cases with an agency's own system: handed over once, answered once, every fault understood."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from krob.connectors.tests.conftest import FarEnd
from krob.engines.exchange.commands import DELIVER_CASE, configure_endpoint, hand_over
from krob.engines.exchange.handing_over import deliver_case
from krob.engines.exchange.models import ExchangeRecord, HandOver
from krob.foundation.core import clock
from krob.foundation.core.actor import OPERATOR, SYSTEM
from krob.foundation.events.models import Event
from krob.foundation.jobs import worker
from krob.foundation.jobs.models import Job
from simulators import agency
from simulators.server import running

pytestmark = pytest.mark.req("2.8.1", part="hand-over")
SUBJECT = "application:KRB-2569-000001"
START = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
CASE = {
    "reference": "KRB-2569-000001",
    "answers": {"shop_name": "ครัวสมชาย", "area": "240"},
    "actions": [{"key": "approve", "label": {}}, {"key": "refuse", "label": {}}],
}


@pytest.fixture(scope="module")
def address():
    with running(agency.make_app) as where:
        yield where


@pytest.fixture
def far(db, address) -> FarEnd:
    _point(address)
    return FarEnd(address).fresh()


def _point(address: str, **more) -> None:
    configure_endpoint(
        actor=OPERATOR,
        code="agency.demo",
        kind="back-office",
        adapter="agency.http",
        base_url=address,
        **{"secret_ref": "demo", "timeout_s": 0.2, **more},
    )


def handed(visit: int) -> HandOver:
    """Hand a case over; every test has a visit of its own, for the far end remembers."""
    with clock.frozen(START):
        return hand_over(
            actor=SYSTEM,
            endpoint="agency.demo",
            subject=SUBJECT,
            step="agency",
            visit=visit,
            case=CASE,
        )


def run(row: HandOver, minutes: float = 0) -> HandOver:
    with clock.frozen(START + timedelta(minutes=minutes)):
        worker.run_pending()
    row.refresh_from_db()
    return row


def answers() -> list[str]:
    found = Event.objects.filter(name__startswith="exchange.case-").order_by("id")
    return [event.name.removeprefix("exchange.case-") for event in found]


def test_a_case_is_handed_over_and_its_answer_kept(far):
    row = run(handed(1))

    assert (row.state, row.action, row.problem) == ("answered", "approve", "")
    assert row.note == "พิจารณาในระบบของหน่วยงาน"
    assert answers() == ["handed-over", "answered"]
    assert ExchangeRecord.objects.get().operation == "case.deliver"


def test_the_same_visit_is_handed_over_once(far):
    first, again = handed(2), handed(2)
    run(first)

    assert first.pk == again.pk
    assert answers() == ["handed-over", "answered"]
    assert far.seen() == [f"/cases/{SUBJECT}:agency:2"]


def test_a_late_answer_is_fetched_later(far):
    far.order(late=True, times=1)

    waiting = run(handed(3)).state
    still = run(HandOver.objects.get(), minutes=1).state
    done = run(HandOver.objects.get(), minutes=6)

    assert (waiting, still) == ("delivered", "delivered")
    assert (done.state, done.action) == ("answered", "approve")


@pytest.mark.parametrize(
    ("visit", "fault", "problem"),
    [
        (4, {"fail": 500}, "outside-failing"),
        (5, {"slow_s": 0.3}, "outside-slow"),
        (6, {"malformed": True}, "outside-malformed"),
        (7, {"stranger": True}, "outside-malformed"),
    ],
)
def test_a_system_that_fails_is_asked_again_until_it_answers(far, visit, fault, problem):
    far.order(**fault)
    row = run(handed(visit))
    broken = (row.state, row.problem)
    far.clear()
    row = run(row, minutes=1)

    assert broken == ("waiting", problem)
    assert (row.state, row.action) == ("answered", "approve")
    assert answers() == ["handed-over", "answered"]


def test_a_failure_after_it_was_taken_makes_no_second_case(far):
    before = httpx.get(f"{far.address}/count", trust_env=False).json()["cases"]
    far.order(malformed=True, times=1)
    row = run(handed(8))
    run(row, minutes=1)

    after = httpx.get(f"{far.address}/count", trust_env=False).json()["cases"]
    assert after == before + 1
    assert answers() == ["handed-over", "answered"]


def test_the_first_answer_counts(far):
    row = run(handed(9))
    far.order(answer="refuse")
    deliver_case(hand_over=str(row.pk))
    row.refresh_from_db()

    assert row.action == "approve"
    assert answers() == ["handed-over", "answered"]
    assert not Job.objects.filter(task=DELIVER_CASE, state="waiting").exists()


def test_an_answer_that_the_step_does_not_know_is_refused(far):
    far.order(answer="burn-it")

    row = run(handed(10))

    assert (row.state, row.problem, row.action) == ("refused", "unknown-answer", "")
    assert answers() == ["handed-over", "refused"]


def test_a_case_without_our_signature_is_not_taken(far, monkeypatch):
    monkeypatch.setenv("KROB_TEST_SECRET", "another")
    _point(far.address, secret_ref="env:KROB_TEST_SECRET")

    row = run(handed(11))

    assert (row.state, row.problem) == ("refused", "outside-refused")


def test_a_system_that_is_not_configured_yet_waits(far):
    configure_endpoint(
        actor=OPERATOR,
        code="agency.demo",
        kind="back-office",
        adapter="nobody",
        base_url=far.address,
    )
    row = run(handed(12))

    assert (row.state, row.problem) == ("waiting", "outside-not-configured")
