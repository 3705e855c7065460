"""A step that nobody does in time: officers are told, the ladder is climbed, the system acts."""

import copy
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from krob.casework.applications import commands, history
from krob.casework.applications.models import Application
from krob.casework.applications.types import Status
from krob.engines.notifications.models import Message
from krob.engines.workflow import tasks
from krob.engines.workflow.models import Step
from krob.foundation.core import clock
from krob.foundation.core.actor import OPERATOR, SYSTEM
from krob.foundation.events.models import Event
from krob.foundation.jobs import worker
from krob.registers.catalogue.commands import publish_version
from krob.registers.catalogue.versioning.definition import read_folder
from tests.journeys.conftest import LICENCE, MONDAY, officer

pytestmark = pytest.mark.req("2.7", part="reminders")
FOLDER = Path(__file__).parents[2] / "definitions" / "bma" / LICENCE / "v1"


def later(days: int):
    """So many days after the Monday on which the journeys begin."""
    return clock.frozen(MONDAY + timedelta(days=days))


def run() -> None:
    """Let the clocks look, and everything follow that they bring about."""
    tasks.remind()
    worker.run_pending()


def inbox(template: str) -> list[str]:
    return list(Message.objects.filter(template=template).values_list("to", flat=True))


def in_inspection(make, owner) -> Application:
    with later(0):
        application = make.filed(owner)
        return make.moved(application, "bangrak.checker", "accept")


def test_officers_are_reminded_and_the_next_in_line_is_told_once(make, owner_of_shop):
    application = in_inspection(make, owner_of_shop)  # 7 working days: due on 2 December
    approver = officer("bangrak.approver")

    for day in (8, 8, 10, 10, 11, 14, 15, 16, 16):
        with later(day):
            run()

    assert inbox("workflow.step-due-soon") == ["unit:bma-bangrak"]
    assert inbox("workflow.step-overdue") == ["unit:bma-bangrak"]
    told = inbox("workflow.step-escalated")
    assert f"user:{officer('bangrak.recommender').id}" in told
    assert f"user:{approver.id}" in told
    assert len(told) == len(set(told))
    with later(16):
        sentences = [str(each.sentence) for each in history.told(approver, application)]
        seen = [str(each.sentence) for each in history.told(owner_of_shop, application)]
    assert any("ขั้นตอนเกินกำหนด" in each for each in sentences)
    assert not any("ขั้นตอนเกินกำหนด" in each for each in seen)


def test_the_message_says_what_is_due_and_leads_to_it(make, owner_of_shop):
    application = in_inspection(make, owner_of_shop)

    with later(8):
        run()

    message = Message.objects.get(template="workflow.step-due-soon")
    assert message.link == f"/officer/applications/{application.reference}/"
    assert application.reference in message.heading.th
    assert "2\xa0ธันวาคม\xa02569" in message.text.th


def test_both_sides_are_told_when_the_time_of_the_law_is_over(make, owner_of_shop):
    application = in_inspection(make, owner_of_shop)

    with later(31):
        run()
        seen = [str(each.sentence) for each in history.told(owner_of_shop, application)]

    assert inbox("workflow.deadline-passed") == ["unit:bma-bangrak"]
    assert any("เวลาตามกฎหมาย" in each for each in seen)


@pytest.fixture
def lapsing(world):
    """Corrections that do not come in fifteen working days end the application."""
    definition = read_folder(FOLDER)
    parts = copy.deepcopy(dict(definition.parts))
    step = parts["steps"]["steps"]["correction"]
    step["on_overdue"] = "action:give-up"
    step["actions"]["give-up"] = {
        "label": {"th": "สิ้นสุดคำขอ", "en": "End the application"},
        "to": ["lapsed"],
    }
    with later(0):
        publish_version(
            actor=OPERATOR,
            definition=replace(definition, parts=parts, number=2, in_force_from=clock.today()),
        )


def waiting_for_corrections(make, owner) -> Application:
    with later(0):
        application = make.filed(owner)
        return make.moved(
            application,
            "bangrak.checker",
            "return",
            note="แก้ไข",
            corrections=[{"kind": "field", "key": "shop_name", "reason": "ไม่ตรงกับป้าย"}],
        )


def test_the_system_acts_once_when_nobody_did(lapsing, make, owner_of_shop):
    application = waiting_for_corrections(make, owner_of_shop)

    for day in (21, 40, 40):
        with later(day):
            run()

    application.refresh_from_db()
    assert application.status == Status.LAPSED
    assert Step.objects.filter(process__subject=application.subject, action="give-up").count() == 1
    late = Event.objects.filter(subject=application.subject, name="workflow.step-overdue")
    assert late.count() == 1
    assert inbox("workflow.step-overdue") == [application.party]


def test_the_system_does_nothing_where_somebody_was_in_time(lapsing, make, owner_of_shop):
    application = waiting_for_corrections(make, owner_of_shop)
    step = Step.objects.open().get()
    with later(1):
        Step.objects.filter(pk=step.pk).update(state="done", closed_at=clock.now())

        commands.take_overdue_action(
            actor=SYSTEM,
            reference=application.reference,
            step="correction",
            visit=1,
            action="give-up",
        )

    application.refresh_from_db()
    assert application.status == Status.CORRECTING


def test_corrections_in_time_are_the_applicants_own(lapsing, make, owner_of_shop):
    application = waiting_for_corrections(make, owner_of_shop)
    with later(1):
        application.answers = {**application.answers, "shop_name": "ครัวสมชายใหม่"}
        application.save()
        commands.resubmit_application(actor=owner_of_shop, reference=application.reference)
    with later(40):
        run()

    application.refresh_from_db()
    assert application.status == Status.CHECKING
