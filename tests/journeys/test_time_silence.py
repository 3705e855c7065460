"""Where its law says so, silence is approval: recorded once, as of the last day in time."""

import copy
import os
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import transaction

from krob.casework.applications import commands, tasks
from krob.casework.applications.applicant import following
from krob.casework.applications.models import Application
from krob.casework.applications.officer import desk
from krob.casework.applications.types import Status
from krob.engines.workflow import clock as clocks
from krob.engines.workflow.models import Step
from krob.engines.workflow.queries import open_steps
from krob.engines.workflow.tests.test_workflow_races import at_once
from krob.foundation.core import clock
from krob.foundation.core.actor import OPERATOR, SYSTEM
from krob.foundation.core.errors import Conflict, DomainError
from krob.foundation.events.models import Event
from krob.foundation.jobs import worker
from krob.people.agencies.models import SigningOrder
from krob.registers.catalogue.commands import publish_version
from krob.registers.catalogue.versioning.definition import read_folder
from krob.registers.licences.models import Licence
from krob.registers.payments.models import Bill
from tests.journeys.conftest import LICENCE, officer
from tests.journeys.test_races import in_a_process_that_dies
from tests.journeys.timing import DUE, considered, events, later, told

FOLDER = Path(__file__).parents[2] / "definitions" / "bma" / LICENCE / "v1"
LAW = {"th": "พระราชบัญญัติตัวอย่าง มาตรา 1", "en": "Example Act, section 1"}


@pytest.fixture
def tacit(world):
    """A version of the service whose law says that silence is approval."""
    definition = read_folder(FOLDER)
    parts = copy.deepcopy(dict(definition.parts))
    legal = parts["service"]["legal"]
    for key in ("delay_notice_days", "delay_notice_law", "delay_notice_mark", "supervisor"):
        del legal[key]
    legal |= {"tacit_approval": True, "tacit_law": LAW, "tacit_mark": "M"}
    with later(0):
        publish_version(
            actor=OPERATOR,
            definition=replace(definition, parts=parts, number=2, in_force_from=clock.today()),
        )


def by_law() -> None:
    tasks.approve_what_is_overdue()
    worker.run_pending()


@pytest.mark.postgres
@pytest.mark.req("2.7", part="silence is approval")
def test_silence_becomes_approval_with_its_law_and_the_fee_is_still_owed(
    tacit, make, owner_of_shop
):
    application = considered(make, owner_of_shop)
    with later(30):
        by_law()
    application.refresh_from_db()
    in_time = application.status

    for day in (34, 34):
        with later(day):
            by_law()

    application.refresh_from_db()
    assert (in_time, application.status) == (Status.CONSIDERING, Status.PAYING)
    assert application.decided_at == clock.last_moment(DUE)
    assert Bill.objects.filter(subject=application.subject).count() == 1
    assert not Licence.objects.exists()
    assert events(application, "application.approved-by-law") == 1
    event = Event.objects.get(name="application.approved-by-law")
    assert (event.actor_kind, event.data["law"]) == ("system", LAW)
    finding = application.findings.latest("id")
    assert (finding.officer, finding.action) == (SYSTEM.id, "approve")
    assert finding.signatory
    assert LAW["th"] in finding.note
    reading = clocks.reading(application.subject)
    assert (reading.state, reading.days_used, reading.days_left) == ("stopped", 30, 0)
    for to in (owner_of_shop.party, "unit:bma-bangrak"):
        (body,) = told(to, "applications.approved-by-law")
        assert LAW["th"] in body
    assert len(told(owner_of_shop.party, f"{LICENCE}.fee_due")) == 1


def test_the_licence_is_granted_when_the_fee_is_paid(tacit, make, owner_of_shop):
    application = considered(make, owner_of_shop)
    with later(31):
        by_law()
        commands.conclude_settlement(actor=SYSTEM, reference=application.reference)

    licence = Licence.objects.get()
    assert licence.subject == application.subject
    application.refresh_from_db()
    assert application.status == Status.APPROVED


def test_what_nobody_took_up_is_not_approved_and_a_clock_that_stands_does_not_count(
    tacit, make, owner_of_shop
):
    with later(0):
        application = make.filed(owner_of_shop)
    with later(90):
        by_law()
    application.refresh_from_db()

    assert application.status == Status.CHECKING
    assert events(application, "application.approved-by-law") == 0


def test_what_the_law_decided_no_officer_decides_otherwise(tacit, make, owner_of_shop):
    with later(0):
        application = make.recommended(make.filed(owner_of_shop))

    with later(31):
        with pytest.raises(Conflict) as by_officer:
            make.moved(application, "bangrak.approver", "refuse", note="ไม่ผ่าน")
        with pytest.raises(Conflict) as by_owner:
            commands.withdraw_application(actor=owner_of_shop, reference=application.reference)

        seen = following.overview(owner_of_shop, application.reference)
        offered = desk.dossier(officer("bangrak.approver"), application.reference)

    application.refresh_from_db()
    assert seen["timing"].decided
    assert not seen["may_withdraw"]
    assert not any(work.actions for work in offered["work"])
    assert (by_officer.value.code, by_owner.value.code) == ("approved-by-law", "approved-by-law")
    assert application.status == Status.CONSIDERING
    assert Step.objects.get(process__subject=application.subject, key="decision").state == "open"


def test_what_was_decided_in_time_stays_decided(tacit, make, owner_of_shop):
    with later(0):
        application = make.recommended(make.filed(owner_of_shop))
    with later(30):
        make.moved(application, "bangrak.approver", "refuse", note="ไม่ผ่านเกณฑ์")
    with later(40):
        by_law()
        commands.approve_by_law(actor=SYSTEM, reference=application.reference)

    application.refresh_from_db()
    assert application.status == Status.REFUSED
    assert events(application, "application.approved-by-law") == 0


@pytest.fixture
def for_threads(transactional_db, make):
    return make


@pytest.mark.postgres
def test_of_an_officer_and_the_law_at_once_one_decides(for_threads, tacit, owner_of_shop):
    make = for_threads
    with later(0):
        application = make.recommended(make.filed(owner_of_shop))
    (step,) = open_steps(SYSTEM, application.subject)

    def decide(moment: Callable) -> Callable[[], object]:
        def deed() -> object:
            with moment():
                return commands.take_action(
                    actor=officer("bangrak.approver"),
                    reference=application.reference,
                    step=step.key,
                    visit=step.visit,
                    action="refuse",
                    note="ไม่ผ่านเกณฑ์",
                )

        return deed

    def law() -> object:
        with later(31):
            return commands.approve_by_law(actor=SYSTEM, reference=application.reference)

    results = at_once(decide(lambda: later(30)), law)

    application.refresh_from_db()
    refused = application.status == Status.REFUSED
    assert results == (["ok", "ok"] if refused else ["already-acted", "ok"])
    assert application.status in (Status.REFUSED, Status.PAYING)
    assert events(application, "application.approved-by-law") == (0 if refused else 1)
    assert Bill.objects.count() == (0 if refused else 1)


def test_a_worker_killed_in_the_middle_has_approved_nothing_and_the_next_one_does(
    for_threads, tacit, owner_of_shop
):
    application = considered(for_threads, owner_of_shop)

    def half_done() -> None:
        with later(31), transaction.atomic():
            commands.approve_by_law(actor=SYSTEM, reference=application.reference)
            os.kill(os.getpid(), signal.SIGKILL)

    killed = in_a_process_that_dies(half_done)
    before = Application.objects.get().status
    with later(32):
        by_law()

    assert killed == signal.SIGKILL
    assert (before, Application.objects.get().status) == (Status.CONSIDERING, Status.PAYING)
    assert events(application, "application.approved-by-law") == 1
    assert Bill.objects.count() == 1


def test_without_anybody_to_sign_nothing_is_half_approved(tacit, make, owner_of_shop):
    application = considered(make, owner_of_shop)
    SigningOrder.objects.all().delete()
    with later(31):
        tasks.approve_what_is_overdue()
        with pytest.raises(DomainError):
            commands.approve_by_law(actor=SYSTEM, reference=application.reference)

    application.refresh_from_db()
    assert application.status == Status.CONSIDERING
    assert not Bill.objects.exists()
