"""Mail to a real server: exactly once, whatever happens between sending and noting it."""

from datetime import timedelta

import httpx
import pytest

from krob.engines.exchange.commands import configure_endpoint
from krob.engines.exchange.models import Endpoint, ExchangeRecord
from krob.engines.notifications import tasks
from krob.engines.notifications.commands import send_message
from krob.engines.notifications.models import Delivery
from krob.engines.notifications.types import DeliveryState, MessageTemplate
from krob.foundation.core import clock
from krob.foundation.core.actor import OPERATOR, SYSTEM
from krob.foundation.core.text import Text
from krob.foundation.jobs.models import Job
from krob.foundation.jobs.worker import run_pending
from krob.people.parties.commands import change_contact
from simulators import mail
from simulators.server import running

pytestmark = pytest.mark.django_db
TEMPLATE = MessageTemplate(
    "approved", Text("อนุญาตแล้ว", "Approved"), Text("เลขที่ {number}", "Number {number}")
)


@pytest.fixture(scope="session")
def mail_address():
    with running(mail.make_app, smtp_port=0) as address:
        yield address


@pytest.fixture
def server(db, mail_address):
    """The mail server, empty, as endpoint ``smtp``."""
    httpx.delete(f"{mail_address}/_faults", trust_env=False)
    port = httpx.delete(f"{mail_address}/messages", trust_env=False).json()["smtp_port"]
    configure_endpoint(
        actor=OPERATOR,
        code="smtp",
        kind="mail",
        adapter="email",
        base_url=f"smtp://127.0.0.1:{port}",
        options={"from": "krob@krob.example"},
        timeout_s=2,
    )
    return mail_address


def received(server):
    return httpx.get(f"{server}/messages", trust_env=False).json()


def order(server, **faults):
    httpx.post(f"{server}/_faults", json=faults, trust_env=False)


@pytest.fixture
def told(owner, server):
    """A message to the owner, whose copy waits."""
    change_contact(actor=owner, party=owner.person, email="owner@example.com", language="th")
    send_message(
        actor=SYSTEM,
        to=owner.person,
        template=TEMPLATE,
        values={"number": "บร-2569-00412"},
        subject="application:A",
        once_key="k",
        link="/licences/x/",
    )
    return Delivery.objects.get()


@pytest.mark.req("1.3.7", part="e-mail")
def test_a_copy_arrives_once_in_plain_thai_with_our_message_id(told, server):
    run_pending(reraise=True)

    mails = received(server)["messages"]
    told.refresh_from_db()
    assert [(one["to"], one["subject"], one["language"]) for one in mails] == [
        ("owner@example.com", "อนุญาตแล้ว", "th")
    ]
    assert mails[0]["id"] == f"<{told.pk}@krob.example>"
    assert "เลขที่ บร-2569-00412" in mails[0]["text"]
    assert (told.state, told.attempts) == (DeliveryState.SENT, 1)
    assert ExchangeRecord.objects.get().operation == "mail.send"


@pytest.mark.parametrize("fault", ["down", "unreachable"])
def test_a_mail_server_that_is_down_gets_the_copy_when_it_is_up_again(fault, told, server):
    address = Endpoint.objects.get(code="smtp").base_url
    if fault == "down":
        order(server, down=True)
    else:
        Endpoint.objects.update(base_url="smtp://127.0.0.1:9")
    run_pending()
    told.refresh_from_db()
    before = (told.state, told.problem, len(received(server)["messages"]))

    httpx.delete(f"{server}/_faults", trust_env=False)
    Endpoint.objects.update(base_url=address)
    with clock.frozen(clock.later(hours=1)):
        run_pending(reraise=True)

    told.refresh_from_db()
    assert before == (DeliveryState.WAITING, "mail-down", 0)
    assert (told.state, told.attempts) == (DeliveryState.SENT, 2)
    assert len(received(server)["messages"]) == 1


def test_an_answer_that_is_lost_makes_no_second_mail(told, server):
    order(server, lose_answer=True)
    run_pending()
    httpx.delete(f"{server}/_faults", trust_env=False)

    with clock.frozen(clock.later(hours=1)):
        run_pending(reraise=True)

    told.refresh_from_db()
    assert told.state == DeliveryState.SENT
    assert (len(received(server)["messages"]), received(server)["repeats"]) == (1, 1)


def test_a_worker_killed_between_sending_and_noting_makes_no_second_mail(told, server, monkeypatch):
    class Killed(BaseException):
        """The process ends here: nothing after it runs."""

    def end(*_args, **_options):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(tasks, "_mark", end)
        with pytest.raises(Killed):
            run_pending()
    lost = Job.objects.get()
    with clock.frozen(clock.now() + timedelta(minutes=5)):
        run_pending(reraise=True)

    told.refresh_from_db()
    assert lost.state == "running"
    assert told.state == DeliveryState.SENT
    assert (len(received(server)["messages"]), received(server)["repeats"]) == (1, 1)


def test_an_address_that_does_not_exist_is_given_up_at_once(told, server):
    order(server, refuse=True)

    run_pending(reraise=True)

    told.refresh_from_db()
    assert (told.state, told.problem) == (DeliveryState.FAILED, "mail-refused")
    assert not Job.objects.filter(state="waiting").exists()


def test_a_slow_mail_server_is_tried_again_later(told, server):
    Endpoint.objects.update(timeout_s=0.3)
    order(server, slow_s=0.8, times=1)

    run_pending()

    told.refresh_from_db()
    assert (told.state, told.problem) == (DeliveryState.WAITING, "mail-slow")


def test_the_demonstrations_inbox_shows_the_mail(told, server):
    run_pending(reraise=True)

    page = httpx.get(server, trust_env=False)

    assert "อนุญาตแล้ว" in page.text
