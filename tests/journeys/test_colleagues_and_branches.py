"""Work that a colleague does, branches that run at once, and the calendar that counts for them."""

import copy
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from krob.casework.applications import commands
from krob.casework.applications.models import Application, Finding
from krob.casework.applications.types import Status
from krob.engines.notifications.models import Message
from krob.engines.workflow.models import Process, Step
from krob.foundation.core import clock
from krob.foundation.core.actor import OPERATOR
from krob.foundation.core.errors import Conflict, NotAllowed
from krob.foundation.core.text import Text
from krob.foundation.jobs import worker
from krob.people.agencies.commands import add_holiday, record_calendar
from krob.registers.catalogue.commands import publish_offering, publish_version
from krob.registers.catalogue.models import ServiceOffering
from krob.registers.catalogue.versioning.definition import OfferingDefinition, read_folder
from krob.registers.payments.models import Bill
from tests.journeys.conftest import LICENCE, officer
from tests.journeys.timing import considered, events, later

FOLDER = Path(__file__).parents[2] / "definitions" / "bma" / LICENCE / "v1"
SPECIAL = Text("วันหยุดพิเศษ", "Special holiday")


def check(application: Application, login: str, action: str = "accept", **given: object):
    return commands.take_action(
        actor=officer(login),
        reference=application.reference,
        step="completeness",
        visit=1,
        action=action,
        **given,
    )


def take(application: Application, login: str, by: str = "") -> Application:
    return commands.reassign_step(
        actor=officer(by or login),
        reference=application.reference,
        step="completeness",
        officer=officer(login).id,
    )


@pytest.mark.req("2.8.1", part="a colleague's step")
def test_a_colleagues_step_is_taken_over_first_and_the_colleague_is_told(make, owner_of_shop):
    with later(0):
        application = make.filed(owner_of_shop)
        take(application, "bangrak.checker")
        with pytest.raises(Conflict) as refused:
            check(application, "bangrak.recommender")
        untouched = Application.objects.get(pk=application.pk).status
        recorded = Finding.objects.count()
        take(application, "bangrak.recommender")
        check(application, "bangrak.recommender")
        worker.run_pending()

    assert refused.value.code == "a-colleagues-step"
    assert (untouched, recorded) == (Status.CHECKING, 0)
    assert Finding.objects.get().officer == officer("bangrak.recommender").id
    assert events(application, "application.reassigned") == 2
    message = Message.objects.get(template="applications.taken-over")
    assert message.to == f"user:{officer('bangrak.checker').id}"


def test_nobody_takes_a_step_of_another_role_over(make, owner_of_shop):
    with later(0):
        application = make.filed(owner_of_shop)
        take(application, "bangrak.checker")
        with pytest.raises(NotAllowed):
            take(application, "bangrak.inspector")

    assert Step.objects.get(key="completeness").assignee == officer("bangrak.checker").id
    assert events(application, "application.reassigned") == 1


def test_taking_what_one_has_changes_nothing(make, owner_of_shop):
    with later(0):
        application = make.filed(owner_of_shop)
        take(application, "bangrak.checker")
        take(application, "bangrak.checker")

    assert events(application, "application.reassigned") == 1


@pytest.fixture
def branching(world):
    """Two inspections at once; one of them may ask the applicant for corrections."""
    definition = read_folder(FOLDER)
    parts = copy.deepcopy(dict(definition.parts)) | {"examples": []}
    steps = parts["steps"]["steps"]
    steps["completeness"]["actions"]["accept"]["to"] = ["inspection", "drains"]
    steps["drains"] = copy.deepcopy(steps["inspection"]) | {
        "title": {"th": "ตรวจท่อน้ำทิ้ง", "en": "Inspect the drains"},
        "checklist": [],
    }
    steps["drains"]["actions"] = {
        "done": {
            "label": {"th": "บันทึกผลตรวจ", "en": "Record the inspection"},
            "to": ["recommendation"],
            "style": "primary",
        },
        "return": {
            "label": {"th": "ส่งคืนให้แก้ไข", "en": "Return for correction"},
            "to": ["mending"],
            "needs": ["corrections"],
        },
    }
    steps["mending"] = copy.deepcopy(steps["correction"])
    steps["mending"]["actions"]["resubmit"]["to"] = ["drains"]
    steps["recommendation"]["join"] = ["inspection", "drains", "mending"]
    with later(0):
        publish_version(
            actor=OPERATOR,
            definition=replace(definition, parts=parts, number=2, in_force_from=clock.today()),
        )


@pytest.mark.req("2.9", part="told once")
def test_an_applicant_is_told_of_a_return_once_though_another_branch_goes_on(
    branching, make, owner_of_shop
):
    with later(0):
        application = make.filed(owner_of_shop)
        check(application, "bangrak.checker")

        def act(step: str, action: str, **given: object) -> None:
            commands.take_action(
                actor=officer("bangrak.inspector"),
                reference=application.reference,
                step=step,
                visit=1,
                action=action,
                **given,
            )

        reason = {"kind": "field", "key": "shop_name", "reason": "ไม่ตรงกับป้าย"}
        act("drains", "return", note="แก้ไข", corrections=[reason])
        points = dict.fromkeys(("kitchen", "water", "waste", "exits"), "pass")
        act("inspection", "done", checklist=points)
        worker.run_pending()

    application.refresh_from_db()
    assert application.status == Status.CORRECTING
    assert events(application, "application.returned") == 1
    assert events(application, "application.advanced") == 2
    assert Message.objects.filter(template=f"{LICENCE}.returned").count() == 1


@pytest.fixture
def own_calendar(world):
    """The district counts this service by a calendar of its own, with a day off tomorrow week."""
    with later(0):
        name = Text("ปฏิทินงานสุขาภิบาล", "Calendar of sanitation")
        record_calendar(actor=OPERATOR, code="bma-sanitation", name=name, base="th")
        before = ServiceOffering.objects.get(service__code=LICENCE, authority__code="bma-bangrak")
        publish_offering(
            actor=OPERATOR,
            offering=OfferingDefinition(
                service=LICENCE,
                authority="bma-bangrak",
                number=before.number + 1,
                in_force_from=clock.today(),
                parts={**before.parts, "calendar": "bma-sanitation"},
            ),
        )


@pytest.mark.req("2.2.1", part="an authority's own calendar")
def test_an_authoritys_own_calendar_counts_for_its_applications(own_calendar, make, owner_of_shop):
    application = considered(make, owner_of_shop)
    step = Step.objects.get(key="inspection")
    before = step.due_on
    with later(1):
        off = date(2026, 11, 27)
        add_holiday(actor=OPERATOR, calendar="bma", day=off, name=SPECIAL)
        worker.run_pending()
        step.refresh_from_db()
        of_the_office = step.due_on
        add_holiday(actor=OPERATOR, calendar="bma-sanitation", day=off, name=SPECIAL)
        worker.run_pending()
        step.refresh_from_db()

    assert Process.objects.get(subject=application.subject).calendar == "bma-sanitation"
    assert of_the_office == before
    assert step.due_on == before + timedelta(days=1)


def test_the_last_day_to_pay_moves_with_the_own_calendar_only(own_calendar, make, owner_of_shop):
    with later(0):
        application = make.approved(make.filed(owner_of_shop))
    bill = application_bill(application)
    with later(1):
        add_holiday(actor=OPERATOR, calendar="bma", day=bill.due_on, name=SPECIAL)
        worker.run_pending()
        of_the_office = application_bill(application).due_on
        add_holiday(actor=OPERATOR, calendar="bma-sanitation", day=bill.due_on, name=SPECIAL)
        worker.run_pending()

    assert of_the_office == bill.due_on
    assert application_bill(application).due_on > bill.due_on


def application_bill(application: Application):
    """Return the bill of an application as it is now."""
    return Bill.objects.get(subject=application.subject)
