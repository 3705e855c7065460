"""Screens and consequences that stand where a state does not fit: each says what is true."""

from datetime import timedelta

import pytest

from krob.casework.applications import commands, history
from krob.casework.applications.applicant import filing, following
from krob.casework.applications.models import Application, FetchedDocument, Filing
from krob.casework.applications.officer import desk
from krob.engines.exchange.models import Lookup
from krob.engines.notifications.models import Message
from krob.foundation.core import clock
from krob.foundation.core.actor import Actor
from krob.foundation.core.errors import Conflict, NotFound
from krob.foundation.jobs import worker
from krob.registers.catalogue.models import ServiceOffering
from krob.registers.payments.models import Bill
from tests.journeys.conftest import LICENCE, MONDAY, NOWHERE
from tests.journeys.test_misuse import field, owing, paid, returned

__all__ = ["owing", "returned"]

pytestmark = pytest.mark.django_db
FIRST_HOUSE, SECOND_HOUSE = "10040000011", "10040000022"


@pytest.fixture(autouse=True)
def _monday(world):
    with clock.frozen(MONDAY):
        yield


def test_a_draft_has_no_receipt(make, owner_of_shop):
    draft = make.draft(owner_of_shop)

    with pytest.raises(NotFound) as refused:
        following.receipt(owner_of_shop, draft.reference)

    assert refused.value.code == "not-filed"


def test_nobody_is_asked_whether_to_take_back_what_cannot_be_taken_back(make, owner_of_shop):
    draft = make.draft(owner_of_shop)
    filed = make.filed(owner_of_shop)
    decided = make.approved(make.filed(owner_of_shop))

    for reference in (draft.reference, decided.reference):
        with pytest.raises(Conflict):
            following.to_withdraw(owner_of_shop, reference)
    with pytest.raises(Conflict):
        following.to_discard(owner_of_shop, filed.reference)

    assert following.to_withdraw(owner_of_shop, filed.reference) == filed
    assert following.to_discard(owner_of_shop, draft.reference) == draft


def test_a_discarded_draft_leaves_no_empty_filing(make, owner_of_shop):
    draft = make.draft(owner_of_shop)

    commands.discard_draft(actor=owner_of_shop, reference=draft.reference)

    assert (Application.objects.count(), Filing.objects.count()) == (0, 0)


@pytest.mark.req("V.6", part="fetched again when a correction names another house")
def test_a_corrected_house_code_is_asked_of_the_issuer_anew(make, owner_of_shop):
    application = _filed_with_house(make, owner_of_shop)
    make.moved(application, "bangrak.checker", "return", corrections=field("house_code"))
    _correct(owner_of_shop, application, "premises", house_code=[SECOND_HOUSE])

    commands.resubmit_application(actor=owner_of_shop, reference=application.reference)
    worker.run_pending()

    (fetched,) = FetchedDocument.objects.filter(requirement="house-registration")
    assert Lookup.objects.get(pk=fetched.lookup).key == SECOND_HOUSE


def test_what_stays_as_it_was_is_not_asked_again(make, owner_of_shop):
    application = _filed_with_house(make, owner_of_shop)
    make.moved(application, "bangrak.checker", "return", corrections=field("seats"))
    _correct(owner_of_shop, application, "areas", seats=["44"])
    before = FetchedDocument.objects.get(requirement="house-registration")

    commands.resubmit_application(actor=owner_of_shop, reference=application.reference)
    worker.run_pending()

    after = FetchedDocument.objects.get(requirement="house-registration")
    assert (after.pk, after.lookup, after.at) == (before.pk, before.lookup, before.at)


def test_the_history_says_which_office_handed_an_application_over(make, owner_of_shop, as_officer):
    lost = make.filed(owner_of_shop, address=NOWHERE)
    router = as_officer("krob.router")
    routed = commands.route_application(
        actor=router, reference=lost.reference, unit="nonthaburi-city"
    )

    handed_over, *_before = history.told(owner_of_shop, routed)

    assert "งานส่งต่อคำขอ" in handed_over.who
    assert "นนทบุรี" not in handed_over.who


def test_a_page_that_the_form_has_not_opens_nothing(make, owner_of_shop):
    draft = make.draft(owner_of_shop)

    for page in ("nowhere", "check"):
        with pytest.raises(NotFound):
            filing.changes(owner_of_shop, draft.reference, page, {"seats": ["1"]})


def test_ended_work_stands_in_the_order_in_which_it_ended(make, owner_of_shop, as_officer):
    decided = make.approved(make.filed(owner_of_shop))
    Application.objects.filter(pk=decided.pk).update(status="approved")
    with clock.frozen(MONDAY + timedelta(days=2)):
        taken_back = make.filed(owner_of_shop)
        commands.withdraw_application(actor=owner_of_shop, reference=taken_back.reference)

    shown = desk.queue(as_officer("bangrak.checker"), desk.Filter(tab="closed"))

    ended = [line.reference for line in shown["work"]]
    assert ended == [taken_back.reference, decided.reference]


def test_a_paid_review_does_not_lend_its_date_to_later_messages(make, owing, owner_of_shop):
    paid(Bill.objects.get())

    make.moved(owing, "bangrak.checker", "accept")
    worker.run_pending(limit=200)

    accepted = Message.objects.get(template__endswith=".accepted")
    assert "23\xa0ธันวาคม\xa02569" in accepted.text.th


def _filed_with_house(make, owner) -> Application:
    draft = make.draft(owner)
    draft.answers["house_code"] = FIRST_HOUSE
    draft.save()
    filed = commands.submit_application(actor=owner, reference=draft.reference)
    worker.run_pending()
    return filed


def _correct(owner: Actor, application: Application, page: str, **posted: list[str]) -> None:
    commands.save_draft(
        actor=owner,
        reference=application.reference,
        edition=Application.objects.get(pk=application.pk).edition,
        page=page,
        posted=posted,
    )


def test_nobody_applies_where_no_office_gives_the_service_yet(owner_of_shop, browse):
    ServiceOffering.objects.all().delete()
    client = browse(owner_of_shop)
    page = _plain(client.get(f"/services/{LICENCE}/"))
    start = _plain(client.get(f"/apply/{LICENCE}/"))

    with pytest.raises(Conflict) as refused:
        commands.start_application(actor=owner_of_shop, service=LICENCE)

    assert refused.value.code == "not-offered-yet"
    assert client.post(f"/apply/{LICENCE}/").status_code == 409
    assert not Application.objects.exists()
    assert f"/apply/{LICENCE}/" not in page
    assert "เท่ากันทุกแห่ง" not in page
    assert all("ยังไม่มีสำนักงานใดให้บริการนี้" in shown for shown in (page, start))


def _plain(answer) -> str:
    return answer.content.decode().replace("\u2060", "").replace("\u00a0", " ")
