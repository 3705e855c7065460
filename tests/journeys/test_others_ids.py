"""Whoever types the number of somebody else's matter learns nothing, at every address."""

from typing import Any

import pytest

from krob.casework.applications import commands
from krob.casework.applications.models import Application
from krob.engines.documents.models import Upload
from krob.engines.exchange.models import Lookup
from krob.engines.notifications.models import Message
from krob.foundation.core import clock
from krob.foundation.core.actor import SYSTEM, Actor
from krob.foundation.events.models import Event
from krob.foundation.jobs import worker
from krob.registers.licences.models import Licence
from krob.registers.payments import commands as payments
from krob.registers.payments.models import Bill, PaymentException, Receipt
from tests.architecture.routes import Route, routes
from tests.journeys.conftest import MONDAY, officer
from tests.matrix.world import notice_of

NUMBERED = {
    "reference",
    "upload_id",
    "upload",
    "lookup",
    "bill_id",
    "receipt_id",
    "exception_id",
    "licence_id",
    "message_id",
}
ALL = [route for route in routes() if set(route.converters) & NUMBERED]
APPLICANTS = [route for route in ALL if not route.template.startswith(("/officer/", "/api/"))]
OFFICERS = [route for route in ALL if route.template.startswith("/officer/")]


def numbers(application: Application) -> dict[str, Any]:
    """Return the ids of everything that hangs on an application."""
    upload = Upload.objects.filter(subject=application.subject).first()
    ids = {
        "reference": application.reference,
        "upload_id": upload.pk,
        "upload": upload.pk,
        "lookup": Lookup.objects.filter(subject=application.subject).first().pk,
        "message_id": Message.objects.filter(to=application.party).first().pk,
    }
    if bill := Bill.objects.filter(subject=application.subject).first():
        ids |= {
            "bill_id": bill.uuid,
            "receipt_id": Receipt.objects.get().uuid,
            "exception_id": PaymentException.objects.get().uuid,
            "licence_id": Licence.objects.get().pk,
        }
    return ids


@pytest.fixture
def ended(make, owner_of_shop) -> dict[str, Any]:
    """An application with everything: paid twice, with a licence."""
    with clock.frozen(MONDAY):
        draft = make.draft(owner_of_shop)
        draft.answers["house_code"] = "10400123456"
        draft.save()
        commands.ask_registry(actor=owner_of_shop, reference=draft.reference, field="house_code")
        filed = commands.submit_application(actor=owner_of_shop, reference=draft.reference)
        make.approved(filed)
        worker.run_pending(limit=12)
        bill = Bill.objects.get()
        payments.record_bank_notice(actor=SYSTEM, notice=notice_of(bill))
        payments.record_bank_notice(actor=SYSTEM, notice=notice_of(bill, id="twice"))
        return numbers(filed)


def asked(client: Any, route: Route, ids: dict[str, Any]) -> set[int]:
    """Return how a route answers both ways of asking, without those it does not know."""
    path = route.path(**{key: ids[key] for key in set(route.converters) & set(ids)})
    return {client.get(path).status_code, client.post(path).status_code} - {405}


def test_there_are_addresses_to_try():
    assert len(APPLICANTS) > 20
    assert len(OFFICERS) > 8


def test_a_stranger_finds_nothing_by_other_peoples_ids(ended, browse, stranger):
    client = browse(stranger)
    events = Event.objects.count()

    for route in APPLICANTS:
        assert asked(client, route, ended) == {404}, route

    assert Event.objects.exclude(name__contains="refused").count() == events


@pytest.mark.req("1.1.1", part="other unit's ids")
@pytest.mark.parametrize("login", ["pathumwan.checker", "nonthaburi.approver", "krob.router"])
def test_officers_of_other_units_find_nothing_by_ids(ended, browse, login):
    actor: Actor = officer(login)
    client = browse(actor)
    events = Event.objects.count()

    for route in OFFICERS:
        assert asked(client, route, ended) <= {403, 404}, route
    assert Event.objects.exclude(name__contains="refused").count() == events


def test_an_officer_without_the_right_opens_nothing(ended, browse):
    client = browse(officer("bma.admin"))

    for route in OFFICERS:
        if "applications" in route.name:
            assert asked(client, route, ended) <= {403, 404}, route


def test_the_owner_does_find_what_is_theirs(ended, browse, owner_of_shop):
    client = browse(owner_of_shop)
    mine = {route.name: asked(client, route, ended) for route in APPLICANTS}

    assert 200 in mine["applications:overview"]
    assert 200 in mine["documents:document"]
    assert 200 in mine["payments:bill"]
