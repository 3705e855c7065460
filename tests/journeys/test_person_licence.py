"""A person opens a restaurant: from the first question to the decision and the fee."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from krob.casework.applications import commands
from krob.casework.applications.models import Application, Submission
from krob.casework.applications.officer import desk
from krob.casework.applications.types import Status
from krob.engines.exchange.commands import record_answer
from krob.engines.exchange.ports import RegistryAnswer
from krob.engines.workflow import clock as clocks
from krob.foundation.core import clock
from krob.foundation.core.actor import SYSTEM
from krob.foundation.core.errors import Conflict, Invalid, NotAllowed, NotFound
from krob.foundation.core.text import Text
from krob.foundation.events import access
from krob.foundation.events.models import Event
from krob.foundation.jobs import worker
from krob.foundation.jobs.worker import run_pending
from krob.people.parties.queries import contact_of
from krob.registers.licences.models import Licence
from krob.registers.payments import commands as payments
from krob.registers.payments.models import Bill
from tests.journeys.conftest import (
    BANG_RAK,
    LICENCE,
    MONDAY,
    NONTHABURI,
    NOTIFICATION,
    NOWHERE,
    officer,
)


@pytest.fixture(autouse=True)
def _monday(world):
    with clock.frozen(MONDAY):
        yield


@pytest.mark.req("1.3.5")
def test_a_filed_application_goes_to_the_office_of_its_address(make, owner_of_shop):
    application = make.filed(owner_of_shop)

    assert application.status == Status.CHECKING
    assert application.unit.code == "bma-bangrak"
    assert application.offering.authority.code == "bma-bangrak"
    assert application.label == "ครัวสมชาย"
    assert Submission.objects.get().answers["area_sqm"] == "240"


@pytest.mark.req("1.3.5")
def test_filing_twice_is_filing_once(make, owner_of_shop):
    application = make.filed(owner_of_shop)

    again = commands.submit_application(actor=owner_of_shop, reference=application.reference)

    assert again.pk == application.pk
    assert Submission.objects.count() == 1
    assert Event.objects.filter(name="application.submitted").count() == 1


def test_an_unfinished_draft_is_not_filed_and_says_what_is_missing(make, owner_of_shop):
    draft = make.draft(owner_of_shop)
    kept = {key: value for key, value in draft.answers.items() if key != "shop_name"}
    Application.objects.filter(pk=draft.pk).update(answers=kept)

    with pytest.raises(Invalid) as refused:
        commands.submit_application(actor=owner_of_shop, reference=draft.reference)

    assert list(refused.value.fields) == ["shop_name"]
    assert Application.objects.get().status == Status.DRAFT
    assert not Submission.objects.exists()


@pytest.mark.req("2.10", part="eligibility")
def test_an_area_below_the_limit_is_told_to_notify_instead(make, owner_of_shop):
    draft = make.draft(owner_of_shop, area="180")

    with pytest.raises(Invalid) as refused:
        commands.submit_application(actor=owner_of_shop, reference=draft.reference)

    assert "notification" in str(refused.value.fields["eligibility.1"]) or "แจ้ง" in str(
        refused.value.fields["eligibility.1"]
    )
    assert Application.objects.get().status == Status.DRAFT


def test_an_address_that_no_row_covers_waits_for_routing(make, owner_of_shop, as_officer):
    application = make.filed(owner_of_shop, address=NOWHERE)
    assert (application.status, application.unit.code) == (Status.ROUTING, "routing")

    routed = commands.route_application(
        actor=as_officer("krob.router"), reference=application.reference, unit="bma-pathumwan"
    )

    assert (routed.status, routed.unit.code) == (Status.CHECKING, "bma-pathumwan")
    with pytest.raises(NotFound):
        commands.route_application(
            actor=as_officer("krob.router"), reference=application.reference, unit="bma-bangrak"
        )


def test_a_routed_address_can_be_taught_to_the_table(make, owner_of_shop, as_officer):
    first = make.filed(owner_of_shop, address=NOWHERE)
    commands.route_application(
        actor=as_officer("krob.router"),
        reference=first.reference,
        unit="bma-pathumwan",
        teach=True,
    )

    second = make.filed(owner_of_shop, address=NOWHERE)

    assert (second.status, second.unit.code) == (Status.CHECKING, "bma-pathumwan")


@pytest.mark.req("1.1.1", part="own unit only")
@pytest.mark.parametrize("login", ["pathumwan.checker", "nonthaburi.checker", "krob.router"])
def test_officers_of_other_units_see_nothing(make, owner_of_shop, login):
    application = make.filed(owner_of_shop)

    assert not Application.objects.visible_to(officer(login)).exists()
    with pytest.raises(NotFound):
        make.moved(application, login, "accept")
    assert Application.objects.get().status == Status.CHECKING


def test_a_stranger_sees_nothing_and_an_officer_sees_no_draft(make, owner_of_shop, stranger):
    draft = make.draft(owner_of_shop)

    assert not Application.objects.visible_to(stranger).exists()
    assert not Application.objects.visible_to(officer("bangrak.checker")).exists()
    with pytest.raises(NotFound):
        commands.submit_application(actor=stranger, reference=draft.reference)
    assert Application.objects.get().status == Status.DRAFT


@pytest.mark.req("1.1.3")
def test_the_correction_round_opens_only_what_was_named(make, owner_of_shop):
    application = make.filed(owner_of_shop)
    asked = [
        {"kind": "field", "key": "seats", "reason": "จำนวนไม่ตรงกับแผนผัง"},
        {"kind": "document", "key": "floor-plan", "reason": "ภาพไม่ชัด"},
    ]
    returned = make.moved(application, "bangrak.checker", "return", corrections=asked)
    assert returned.status == Status.CORRECTING

    commands.save_draft(
        actor=owner_of_shop,
        reference=application.reference,
        edition=returned.edition,
        page="areas",
        posted={"seats": ["48"], "toilets": ["9"]},
    )
    sent = commands.resubmit_application(
        actor=owner_of_shop,
        reference=application.reference,
        explanations={"document.floor-plan": "ภาพเดิมชัดแล้ว"},
    )

    assert sent.status == Status.CHECKING
    first, second = Submission.objects.order_by("number")
    assert (first.answers["seats"], second.answers["seats"]) == ("60", "48")
    assert second.answers["toilets"] == "2"
    with pytest.raises(Conflict):
        commands.resubmit_application(actor=owner_of_shop, reference=application.reference)


def test_corrections_may_be_asked_for_once(make, owner_of_shop):
    application = make.filed(owner_of_shop)
    asked = [{"kind": "field", "key": "seats", "reason": "ไม่ตรง"}]
    make.moved(application, "bangrak.checker", "return", corrections=asked)
    commands.resubmit_application(
        actor=owner_of_shop,
        reference=application.reference,
        explanations={"field.seats": "นับใหม่แล้ว ได้เท่าเดิม"},
    )

    with pytest.raises(Conflict) as refused:
        make.moved(application, "bangrak.checker", "return", corrections=asked)

    assert refused.value.code == "corrections-used-up"
    assert Application.objects.get().status == Status.CHECKING


@pytest.mark.req("1.7.4", part="statutory clock")
def test_the_clock_starts_at_completeness_and_stops_while_the_applicant_pays(make, owner_of_shop):
    application = make.filed(owner_of_shop)
    assert clocks.reading(application.subject).state == "not-started"

    make.moved(application, "bangrak.checker", "accept")
    running = clocks.reading(application.subject)

    assert running.state == "running"
    assert running.due_on == date(2026, 12, 23)
    assert running.days_left == 30
    with clock.frozen(MONDAY + timedelta(days=3)):
        assert clocks.reading(application.subject).days_left == 27


@pytest.mark.req("P.8", part="four eyes")
def test_who_recommends_does_not_decide(make, owner_of_shop):
    application = make.filed(owner_of_shop)
    make.recommended(application)

    with pytest.raises(NotAllowed):
        make.moved(application, "bangrak.recommender", "approve")

    assert Application.objects.get().status == Status.CONSIDERING


def test_a_refusal_needs_reasons_and_grants_nothing(make, owner_of_shop):
    application = make.filed(owner_of_shop)
    make.recommended(application)
    with pytest.raises(Invalid):
        make.moved(application, "bangrak.approver", "refuse")

    refused = make.moved(application, "bangrak.approver", "refuse", note="ทางหนีไฟไม่พอ")

    assert refused.status == Status.REFUSED
    assert not Bill.objects.exists()
    assert not Licence.objects.exists()


@pytest.mark.req("1.6.1", part="two ordinances")
def test_an_approval_raises_the_bill_of_the_authority(make, owner_of_shop):
    application = make.approved(make.filed(owner_of_shop, area="340"))

    bill = Bill.objects.get()

    assert application.status == Status.PAYING
    assert (bill.amount, bill.authority) == (Decimal("2200.00"), "bma-bangrak")
    assert not Licence.objects.exists()


def test_a_municipality_charges_by_its_own_ordinance(make, owner_of_shop):
    application = make.filed(owner_of_shop, area="340", address=NONTHABURI)
    make.moved(application, "nonthaburi.checker", "accept")
    points = dict.fromkeys(("kitchen", "water", "waste", "exits"), "pass")
    make.moved(application, "nonthaburi.checker", "done", checklist=points)
    make.moved(application, "nonthaburi.recommender", "approve", note="เห็นควร")
    make.moved(application, "nonthaburi.approver", "approve")

    assert Bill.objects.get().amount == Decimal("1500.00")


@pytest.mark.req("P.10", part="granted when settled")
def test_settling_the_fee_grants_one_licence(make, owner_of_shop):
    application = make.approved(make.filed(owner_of_shop))

    commands.conclude_settlement(actor=SYSTEM, reference=application.reference)
    commands.conclude_settlement(actor=SYSTEM, reference=application.reference)

    licence = Licence.objects.get()
    assert Application.objects.get().status == Status.APPROVED
    assert licence.number == "บร.สอ.00001/2569"
    assert licence.holder == owner_of_shop.party
    assert licence.content["signatory"]["name"]["th"] == "นายเกรียงไกร บริหารดี"


def test_an_owner_may_withdraw_until_the_decision(make, owner_of_shop):
    application = make.filed(owner_of_shop)

    withdrawn = commands.withdraw_application(actor=owner_of_shop, reference=application.reference)
    again = commands.withdraw_application(actor=owner_of_shop, reference=application.reference)

    assert (withdrawn.status, again.status) == (Status.WITHDRAWN, Status.WITHDRAWN)
    assert Event.objects.filter(name="application.withdrawn").count() == 1


def test_a_decided_application_cannot_be_withdrawn(make, owner_of_shop):
    application = make.approved(make.filed(owner_of_shop))

    with pytest.raises(Conflict):
        commands.withdraw_application(actor=owner_of_shop, reference=application.reference)

    assert Application.objects.get().status == Status.PAYING
    assert Bill.objects.get().status == "open"


def test_a_newer_save_from_another_tab_is_not_overwritten(make, owner_of_shop):
    draft = make.draft(owner_of_shop)
    newer = commands.save_draft(
        actor=owner_of_shop,
        reference=draft.reference,
        edition=draft.edition,
        page="areas",
        posted={"seats": ["10"]},
    )

    with pytest.raises(Conflict):
        commands.save_draft(
            actor=owner_of_shop,
            reference=draft.reference,
            edition=draft.edition,
            page="areas",
            posted={"seats": ["99"]},
        )

    assert Application.objects.get().answers["seats"] == "10"
    assert newer.edition == draft.edition + 1


def test_a_notification_is_certified_by_another_officer(make, owner_of_shop):
    application = make.filed(owner_of_shop, service=NOTIFICATION, area="80")
    make.moved(application, "bangrak.checker", "accept")

    approved = make.moved(application, "bangrak.approver", "approve")

    assert approved.status == Status.PAYING
    assert Bill.objects.get().amount == Decimal("500.00")


def test_an_approval_that_is_not_paid_in_time_lapses(make, owner_of_shop):
    application = make.approved(make.filed(owner_of_shop))

    with clock.frozen(MONDAY + timedelta(days=45)):
        payments.lapse_bill(actor=SYSTEM, reference=Bill.objects.get().reference)
        worker.run_pending()

    assert Application.objects.get(pk=application.pk).status == Status.LAPSED
    assert not Licence.objects.exists()
    assert Event.objects.filter(name="application.lapsed").count() == 1


def test_an_officer_who_may_not_open_applications_finds_none(make, owner_of_shop, as_officer):
    application = make.filed(owner_of_shop)
    wanted = desk.Filter(text=application.reference)

    assert not desk.queue(as_officer("bma.admin"), wanted)["work"]
    assert len(desk.queue(as_officer("bangrak.checker"), wanted)["work"]) == 1


@pytest.mark.req("V.6", part="house registration fetched from its issuer")
def test_a_document_that_an_agency_holds_is_fetched_and_shown_to_the_officer(
    make, owner_of_shop, browse
):
    draft = make.draft(owner_of_shop)
    Application.objects.filter(pk=draft.pk).update(
        answers={**draft.answers, "house_code": "10040000011"}
    )
    application = commands.submit_application(actor=owner_of_shop, reference=draft.reference)
    run_pending()
    (fetched,) = application.fetched.all()
    record_answer(
        actor=SYSTEM,
        lookup_id=fetched.lookup,
        answer=RegistryAnswer(
            found=True,
            facts={"address_text": "99/1 ถนนสีลม"},
            as_of=MONDAY,
            source=Text("กรมการปกครอง", "DOPA"),
        ),
    )

    page = browse(officer("bangrak.checker")).get(f"/officer/applications/{application.reference}/")

    assert fetched.requirement == "house-registration"
    assert "99/1 ถนนสีลม" in page.content.decode()
    assert access.reads_of(f"application:{application.reference}").count() >= 1


@pytest.mark.req("V.5", part="an address that a registry knows is not typed")
def test_an_address_that_the_registry_knows_is_filled_in_with_its_source(make, owner_of_shop):
    draft = commands.start_application(actor=owner_of_shop, service=LICENCE)
    commands.save_draft(
        actor=owner_of_shop,
        reference=draft.reference,
        edition=draft.edition,
        page="premises",
        posted={"house_code": ["10040000011"]},
    )
    lookup = commands.ask_registry(
        actor=owner_of_shop, reference=draft.reference, field="house_code"
    )
    answer = RegistryAnswer(
        found=True,
        facts={"house_code": "10040000011", "address": BANG_RAK},
        as_of=MONDAY,
        source=Text("ทะเบียนบ้าน", "House registry"),
    )

    record_answer(actor=SYSTEM, lookup_id=lookup.id, answer=answer)
    run_pending()

    filled = Application.objects.get(pk=draft.pk)
    assert filled.answers["premises_address"]["subdistrict"] == "100402"
    assert filled.provenance["premises_address"]["source"]["th"] == "ทะเบียนบ้าน"


@pytest.mark.req("1.3.7", part="copies go where the form says")
def test_the_address_in_the_form_receives_copies_unless_another_was_chosen(make, owner_of_shop):
    draft = make.draft(owner_of_shop)
    Application.objects.filter(pk=draft.pk).update(
        answers={**draft.answers, "email": "somchai@example.com"}
    )

    commands.submit_application(actor=owner_of_shop, reference=draft.reference)

    assert contact_of(owner_of_shop.party).email == "somchai@example.com"
