"""What people might try with an application, its corrections and its money: and what holds."""

from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from krob.casework.applications import commands, moving
from krob.casework.applications.applicant import correcting
from krob.casework.applications.commands import deciding
from krob.casework.applications.models import Application, Correction, Finding, Submission
from krob.casework.applications.types import Status
from krob.engines.exchange.commands import ask, record_answer
from krob.engines.exchange.ports import RegistryAnswer
from krob.engines.notifications.models import Message
from krob.engines.workflow.models import Step
from krob.engines.workflow.types import StepState
from krob.foundation.core import clock
from krob.foundation.core.actor import OPERATOR, SYSTEM, Actor, ActorKind
from krob.foundation.core.errors import Conflict, Invalid, NotAllowed
from krob.foundation.core.permissions import Permission
from krob.foundation.core.text import Text
from krob.foundation.jobs import worker
from krob.people.parties.models import Participation
from krob.people.parties.types import Role
from krob.registers.licences.models import Licence
from krob.registers.payments.commands import (
    lapse_bill,
    raise_bill,
    record_bank_notice,
    resolve_exception,
)
from krob.registers.payments.models import Bill, PaymentException
from krob.registers.payments.types import BankNotice, Line, Payee, Terms
from tests.journeys.conftest import BANG_RAK, MONDAY, NONTHABURI, NOWHERE, officer

BANK = Actor(kind=ActorKind.CLIENT_SYSTEM, id="bank:demo")


@pytest.fixture(autouse=True)
def _monday(world):
    with clock.frozen(MONDAY):
        yield


def field(*keys: str) -> list[dict[str, str]]:
    return [{"kind": "field", "key": key, "reason": "โปรดตรวจ"} for key in keys]


@pytest.fixture
def returned(make, owner_of_shop):
    """Return an application that was sent back with named fields."""

    def send_back(*keys: str, **given: object) -> Application:
        application = make.filed(owner_of_shop, **given)
        return make.moved(application, "bangrak.checker", "return", corrections=field(*keys))

    return send_back


def corrected(application: Application, **answers: object) -> None:
    """Change answers of an application that was sent back, as its pages would."""
    kept = {**Application.objects.get(pk=application.pk).answers, **answers}
    Application.objects.filter(pk=application.pk).update(answers=kept)


# corrections


def test_a_correction_that_makes_the_answers_ineligible_is_refused(returned, owner_of_shop):
    application = returned("dining_area_sqm")
    corrected(application, dining_area_sqm="20")

    with pytest.raises(Invalid) as refused:
        commands.resubmit_application(actor=owner_of_shop, reference=application.reference)

    assert list(refused.value.fields) == ["eligibility.1"]
    assert Application.objects.get().status == Status.CORRECTING
    assert Submission.objects.count() == 1


@pytest.mark.parametrize("elsewhere", [NONTHABURI, NOWHERE])
def test_a_correction_cannot_carry_the_premises_to_another_office(
    returned, owner_of_shop, elsewhere
):
    application = returned("premises_address")
    corrected(application, premises_address=elsewhere)

    with pytest.raises(Invalid) as refused:
        commands.resubmit_application(actor=owner_of_shop, reference=application.reference)

    assert list(refused.value.fields) == ["premises_address"]
    kept = Application.objects.get()
    assert (kept.status, kept.unit.code) == (Status.CORRECTING, "bma-bangrak")


def test_a_corrected_house_number_stays_with_the_office(returned, owner_of_shop):
    application = returned("premises_address")
    corrected(application, premises_address={**BANG_RAK, "house_no": "99/2"})

    sent = commands.resubmit_application(actor=owner_of_shop, reference=application.reference)

    assert (sent.status, sent.unit.code) == (Status.CHECKING, "bma-bangrak")


def test_a_question_that_a_correction_opens_can_be_answered(returned, owner_of_shop):
    application = returned("fuel")
    first = commands.save_draft(
        actor=owner_of_shop,
        reference=application.reference,
        edition=application.edition,
        page="kitchen",
        posted={"fuel": ["lpg"], "lpg_kg": ["48"], "waste_kg_day": ["1"]},
    )
    shown = correcting.page(owner_of_shop, application.reference)
    commands.save_draft(
        actor=owner_of_shop,
        reference=application.reference,
        edition=first.edition,
        page="kitchen",
        posted={"lpg_kg": ["48"], "waste_kg_day": ["1"]},
    )

    commands.resubmit_application(actor=owner_of_shop, reference=application.reference)

    assert [one.key for one in shown["asked"]] == ["fuel", "lpg_kg"]
    answers = Submission.objects.get(number=2).answers
    assert (answers["lpg_kg"], answers["waste_kg_day"]) == ("48", "20")


@pytest.mark.parametrize("key", ["nonsense", "owner_name", "area_sqm", "premises_address-district"])
def test_an_officer_cannot_ask_for_what_is_not_asked(make, owner_of_shop, key):
    application = make.filed(owner_of_shop)

    with pytest.raises(Invalid) as refused:
        make.moved(application, "bangrak.checker", "return", corrections=field(key))

    assert refused.value.code == "correction-unknown"
    assert not Correction.objects.exists()
    assert Application.objects.get().status == Status.CHECKING


def answered(application: Application, key: str, **facts: object) -> UUID:
    """Let the house registry answer a question about an application."""
    lookup = ask(
        actor=SYSTEM,
        registry="dopa.house",
        key=key,
        subject=application.subject,
        purpose="applications.prefill",
    )
    record_answer(
        actor=SYSTEM,
        lookup_id=lookup.pk,
        answer=RegistryAnswer(
            found=True, facts=facts, as_of=clock.now(), source=Text("กรมการปกครอง", "DOPA")
        ),
    )
    return lookup.pk


def fetched(application: Application, house_code: str) -> None:
    """Make the address one that a registry gave, so that newer facts would replace it."""
    provenance = {"premises_address": {"kind": "registry", "value": BANG_RAK}}
    Application.objects.filter(pk=application.pk).update(provenance=provenance)
    corrected(application, house_code=house_code)


def test_a_late_answer_of_a_registry_leaves_alone_what_nobody_asked_to_correct(
    returned, owner_of_shop
):
    application = returned("seats")
    fetched(application, "10040000001")
    lookup = answered(application, "10040000001", address=NONTHABURI)

    commands.prefill_draft(actor=SYSTEM, reference=application.reference, lookup=lookup)

    assert Application.objects.get().answers["premises_address"] == BANG_RAK


def test_an_answer_about_a_key_that_was_since_changed_fills_nothing(make, owner_of_shop):
    draft = make.draft(owner_of_shop)
    fetched(draft, "10040000002")
    lookup = answered(draft, "10040000001", address=NONTHABURI)

    commands.prefill_draft(actor=SYSTEM, reference=draft.reference, lookup=lookup)

    assert Application.objects.get().answers["premises_address"] == BANG_RAK


# officers


def test_no_officer_declares_a_fee_paid(make, owner_of_shop):
    application = make.approved(make.filed(owner_of_shop))
    Step.objects.filter(key="payment").update(role="cashier")
    cashier = replace(officer("bangrak.approver"), permissions=frozenset(Permission))

    with pytest.raises(NotAllowed):
        commands.take_action(
            actor=cashier,
            reference=application.reference,
            step="payment",
            visit=1,
            action="paid",
        )

    assert Application.objects.get().status == Status.PAYING
    assert not Licence.objects.exists()


@pytest.mark.parametrize("by", ["party", "filed_by", "company"])
def test_nobody_considers_their_own_matter(make, owner_of_shop, by):
    application = make.filed(owner_of_shop)
    if by == "company":
        company = "business:00000000-0000-4000-8000-00000000000c"
        Participation.objects.create(
            subject=company, party=owner_of_shop.person, role=Role.MAY_BIND, since=clock.now()
        )
        Application.objects.update(party=company, filed_by="person:somebody")
    if by == "filed_by":
        Application.objects.update(party="business:another")
    (step,) = Step.objects.open()

    with pytest.raises(NotAllowed) as refused:
        commands.take_action(
            actor=replace(officer("bangrak.checker"), person=owner_of_shop.person),
            reference=application.reference,
            step=step.key,
            visit=step.visit,
            action="accept",
        )

    assert refused.value.code == "own-matter"
    assert Application.objects.get().status == Status.CHECKING


def test_filing_asks_for_the_assurance_of_the_service_again(make, owner_of_shop):
    draft = make.draft(owner_of_shop)

    with pytest.raises(NotAllowed) as refused:
        commands.submit_application(
            actor=replace(owner_of_shop, ial="1.1"), reference=draft.reference
        )

    assert refused.value.code == "assurance-too-low"
    assert Application.objects.get().status == Status.DRAFT


def test_a_checklist_keeps_answers_to_its_own_points_only(make, owner_of_shop):
    application = make.filed(owner_of_shop)
    make.moved(application, "bangrak.checker", "accept")
    points = dict.fromkeys(("kitchen", "water", "waste", "exits"), "pass")

    make.moved(
        application,
        "bangrak.inspector",
        "done",
        checklist={**points, "คุณสมชาย": "1101700207030", "water": "x" * 500},
    )

    finding = Finding.objects.get(step="inspection")
    assert sorted(finding.checklist) == ["exits", "kitchen", "waste", "water"]
    assert len(finding.checklist["water"]) == 40


@pytest.mark.parametrize(("starts", "completed_at"), [(True, MONDAY), (False, None)])
def test_the_day_of_completeness_is_set_by_the_action_that_starts_the_clock(
    make, owner_of_shop, monkeypatch, starts, completed_at
):
    application = make.filed(owner_of_shop)
    part = deepcopy(moving.step_part(application, "completeness"))
    part["actions"]["accept"]["starts_clock"] = starts
    monkeypatch.setattr(deciding, "step_part", lambda *_: part)

    accepted = make.moved(application, "bangrak.checker", "accept")

    assert application.completed_at is None
    assert accepted.completed_at == completed_at


def test_an_office_that_is_handed_an_application_is_told(make, owner_of_shop, as_officer):
    application = make.filed(owner_of_shop, address=NOWHERE)

    commands.route_application(
        actor=as_officer("krob.router"), reference=application.reference, unit="bma-pathumwan"
    )
    worker.run_pending(limit=200)

    assert Message.objects.filter(to="unit:bma-pathumwan").count() == 1


# money


def paid(bill: Bill, *, at=None) -> None:
    record_bank_notice(
        actor=BANK,
        notice=BankNotice(
            bank="demo",
            id=f"n-{bill.reference}-{at}",
            biller=bill.biller,
            ref1=bill.reference,
            ref2=bill.check_value,
            amount=bill.amount,
            paid_at=at or clock.now(),
        ),
    )


def test_money_for_an_application_that_lapsed_is_not_counted_but_given_back(make, owner_of_shop):
    application = make.approved(make.filed(owner_of_shop))
    bill = Bill.objects.get()
    with clock.frozen(MONDAY + timedelta(days=60)):
        lapse_bill(actor=SYSTEM, reference=bill.reference)
        commands.lapse_unpaid(actor=SYSTEM, reference=application.reference)
        paid(bill)
        late = PaymentException.objects.get()

        with pytest.raises(Conflict) as refused:
            resolve_exception(
                actor=OPERATOR, exception=late.uuid, resolution="accept", reasons="จ่ายช้าหนึ่งวัน"
            )
        resolve_exception(
            actor=OPERATOR, exception=late.uuid, resolution="refund", reasons="คำขอสิ้นผลแล้ว"
        )

    assert refused.value.code == "not-waiting-for-money"
    bill.refresh_from_db()
    assert (bill.status, Application.objects.get().status) == ("lapsed", Status.LAPSED)
    assert not Licence.objects.exists()
    assert not bill.receipts.exists()


def test_an_operator_who_counts_late_money_grants_the_licence(make, owner_of_shop):
    make.approved(make.filed(owner_of_shop))
    bill = Bill.objects.get()
    with clock.frozen(MONDAY + timedelta(days=60)):
        paid(bill)

        resolve_exception(
            actor=OPERATOR,
            exception=PaymentException.objects.get().uuid,
            resolution="accept",
            reasons="จ่ายช้าหนึ่งวัน",
        )

    assert Application.objects.get().status == Status.APPROVED
    assert Licence.objects.count() == 1


def test_a_bill_that_was_taken_up_again_does_not_lapse_its_application(make, owner_of_shop):
    application = make.approved(make.filed(owner_of_shop))

    commands.lapse_unpaid(actor=SYSTEM, reference=application.reference)

    assert Application.objects.get().status == Status.PAYING
    assert Step.objects.get(key="payment").state == StepState.OPEN


@pytest.fixture
def owing(make, owner_of_shop) -> Application:
    """Return a filed application with a fee that comes before its review."""
    application = make.filed(owner_of_shop)
    line = Line(
        code="review",
        kind="fee",
        label=Text("ค่าตรวจ", "Review"),
        amount=Decimal(100),
        explanation=Text("ค่าตรวจ", "Review"),
        law="-",
        mark="X",
    )
    raise_bill(
        actor=SYSTEM,
        terms=Terms(
            subject=application.subject,
            payer=application.party,
            payee=Payee(
                authority="bma-bangrak",
                name=Text("เขตบางรัก", "Bang Rak"),
                tax_id="0994000165676",
                biller="099400016567600",
            ),
            lines=(line,),
            due_on=clock.today() + timedelta(days=5),
            precedes="review",
        ),
    )
    return application


def test_nobody_reviews_before_the_fee_for_it_is_paid(make, owing):
    with pytest.raises(Conflict) as refused:
        make.moved(owing, "bangrak.checker", "accept")
    assert refused.value.code == "fee-unpaid"
    assert Application.objects.get().status == Status.CHECKING

    paid(Bill.objects.get())

    assert make.moved(owing, "bangrak.checker", "accept").status == Status.CONSIDERING


def test_a_review_that_nobody_paid_for_lapses(owing):
    with clock.frozen(MONDAY + timedelta(days=6)):
        lapse_bill(actor=SYSTEM, reference=Bill.objects.get().reference)
        worker.run_pending(limit=200)

    assert Application.objects.get().status == Status.LAPSED


def test_withdrawing_takes_back_what_is_owed_and_keeps_what_was_paid_in_part(owing, owner_of_shop):
    bill = Bill.objects.get()
    record_bank_notice(
        actor=BANK,
        notice=BankNotice(
            bank="demo",
            id="part",
            biller=bill.biller,
            ref1=bill.reference,
            ref2=bill.check_value,
            amount=Decimal(40),
            paid_at=clock.now(),
        ),
    )

    commands.withdraw_application(actor=owner_of_shop, reference=owing.reference)

    bill.refresh_from_db()
    assert (bill.status, Application.objects.get().status) == ("cancelled", Status.WITHDRAWN)
    assert PaymentException.objects.waiting().get().trouble == "short"
