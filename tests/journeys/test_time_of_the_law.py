"""The legal profile of a service at work: more time, reasons for a delay, silence as approval."""

import copy
import os
import signal
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import transaction

from krob.casework.applications import commands, delays, history, tasks
from krob.casework.applications.delays import Period
from krob.casework.applications.models import Application, DelayNotice
from krob.casework.applications.types import Status
from krob.engines.notifications.models import Delivery, Message
from krob.engines.workflow import clock as clocks
from krob.engines.workflow.models import Process, Step
from krob.engines.workflow.queries import open_steps
from krob.engines.workflow.tests.test_workflow_races import at_once
from krob.foundation.core import clock
from krob.foundation.core.actor import OPERATOR, SYSTEM
from krob.foundation.core.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from krob.foundation.core.text import Text
from krob.foundation.events.models import Event
from krob.foundation.jobs import worker
from krob.people.agencies.commands import add_holiday
from krob.people.agencies.models import SigningOrder
from krob.registers.catalogue.commands import publish_version
from krob.registers.catalogue.versioning.definition import read_folder
from krob.registers.licences.models import Licence
from krob.registers.payments.models import Bill
from tests.journeys.conftest import LICENCE, MONDAY, officer
from tests.journeys.test_races import in_a_process_that_dies

FOLDER = Path(__file__).parents[2] / "definitions" / "bma" / LICENCE / "v1"
DUE = date(2026, 12, 23)  # thirty days after the Monday on which it was found complete
LAW = {"th": "พระราชบัญญัติตัวอย่าง มาตรา 1", "en": "Example Act, section 1"}


def later(days: int):
    """So many days after the Monday on which the journeys begin."""
    return clock.frozen(MONDAY + timedelta(days=days))


def considered(make, owner) -> Application:
    with later(0):
        application = make.filed(owner)
        return make.moved(application, "bangrak.checker", "accept")


def events(application: Application, name: str) -> int:
    return Event.objects.filter(subject=application.subject, name=name).count()


def told(to: str, template: str) -> list[str]:
    return [each.text.th for each in Message.objects.filter(to=to, template=template)]


def extend(application: Application, login: str = "bangrak.approver", **given: object):
    return commands.extend_deadline(
        actor=officer(login),
        reference=application.reference,
        **{"number": 1, "days": 15, "reason": "รอผลตรวจน้ำ", **given},
    )


# -- more time --------------------------------------------------------------------------------


@pytest.mark.req("2.7", part="extension")
def test_who_decides_extends_the_time_and_the_applicant_is_told_why(make, owner_of_shop):
    application = considered(make, owner_of_shop)

    with later(28):
        extend(application)
        worker.run_pending()
        reading = clocks.reading(application.subject)
        seen = history.told(owner_of_shop, application)

    assert reading.due_on == DUE + timedelta(days=15)
    assert events(application, "application.deadline-extended") == 1
    (body,) = told(owner_of_shop.party, "applications.deadline-extended")
    assert "15 วัน" in body
    assert "7\xa0มกราคม\xa02570" in body
    assert "รอผลตรวจน้ำ" in body
    assert "มาตรา 56" in body
    message = Message.objects.get(template="applications.deadline-extended")
    assert Delivery.objects.filter(message=message).exists()
    assert any("15 วัน" in each.detail for each in seen)
    event = Event.objects.get(name="application.deadline-extended")
    assert "รอผลตรวจน้ำ" not in str(event.data)


@pytest.mark.parametrize(
    ("day", "login", "given", "refusal", "code"),
    [
        (31, "bangrak.approver", {}, Conflict, "deadline-passed"),
        (5, "bangrak.approver", {"days": 16}, Invalid, "extension-incomplete"),
        (5, "bangrak.approver", {"reason": ""}, Invalid, "extension-incomplete"),
        (5, "bangrak.approver", {"number": 2}, Conflict, "extended-meanwhile"),
        (5, "bangrak.inspector", {}, NotAllowed, "may-not-extend"),
        (5, "pathumwan.approver", {}, NotFound, "application-not-found"),
    ],
)
def test_an_extension_that_the_law_does_not_allow_changes_nothing(
    make, owner_of_shop, day, login, given, refusal, code
):
    application = considered(make, owner_of_shop)

    with later(day), pytest.raises(refusal) as refused:
        extend(application, login, **given)

    assert refused.value.code == code
    assert Process.objects.get(subject=application.subject).due_on == DUE
    assert events(application, "application.deadline-extended") == 0


def test_a_third_extension_is_one_too_many(make, owner_of_shop):
    application = considered(make, owner_of_shop)
    with later(20):
        extend(application)
        extend(application, number=2)
        with pytest.raises(Conflict) as refused:
            extend(application, number=3)

    assert refused.value.code == "extensions-used-up"
    assert events(application, "application.deadline-extended") == 2


# -- reasons for a delay ----------------------------------------------------------------------

D = date


@pytest.mark.parametrize(
    ("today", "told_until", "expected"),
    [
        (D(2026, 12, 23), [], None),
        (D(2026, 12, 24), [], Period(D(2026, 12, 24), D(2026, 12, 30), D(2026, 12, 30), 0)),
        (D(2026, 12, 30), [], Period(D(2026, 12, 24), D(2026, 12, 30), D(2026, 12, 30), 0)),
        (D(2026, 12, 31), [], Period(D(2026, 12, 24), D(2026, 12, 30), D(2027, 1, 6), 1)),
        (D(2026, 12, 26), [D(2026, 12, 30)], None),
        (
            D(2026, 12, 31),
            [D(2026, 12, 30)],
            Period(D(2026, 12, 31), D(2027, 1, 6), D(2027, 1, 6), 0),
        ),
        (
            D(2027, 1, 14),
            [D(2026, 12, 30)],
            Period(D(2026, 12, 31), D(2027, 1, 6), D(2027, 1, 20), 2),
        ),
    ],
)
def test_every_stretch_of_days_is_owed_one_explanation(today, told_until, expected):
    assert delays.period(D(2026, 12, 23), told_until, today, 7) == expected


def test_a_due_date_that_moved_does_not_ask_for_days_that_were_told():
    assert delays.period(D(2026, 12, 25), [D(2026, 12, 30)], D(2026, 12, 29), 7) is None


def run() -> None:
    """Let the worker ask for explanations and deliver what follows."""
    tasks.ask_for_explanations()
    worker.run_pending()


def explain(application: Application, until: date, login: str = "bangrak.inspector", **given):
    return commands.explain_delay(
        actor=officer(login),
        reference=application.reference,
        until=until,
        **{"reason": "รอผลตรวจน้ำ", "state": "ผลจะมาสัปดาห์หน้า", **given},
    )


FIRST = D(2026, 12, 30)


@pytest.mark.req("2.7", part="reasons for a delay")
def test_a_late_office_tells_the_reasons_in_every_seven_days(make, owner_of_shop):
    application = considered(make, owner_of_shop)
    for day in (30, 31, 31, 32):
        with later(day):
            run()
    asked = told("unit:bma-bangrak", "applications.explain-delay")
    with later(33):
        explain(application, FIRST)
        worker.run_pending()
    for day in (34, 37, 38, 39):
        with later(day):
            run()

    assert len(asked) == 1
    assert len(told("unit:bma-bangrak", "applications.explain-delay")) == 2
    (body,) = told(owner_of_shop.party, "applications.delay-explained")
    assert "รอผลตรวจน้ำ" in body
    assert "ผลจะมาสัปดาห์หน้า" in body
    assert "3 วัน" in body
    assert "มาตรา 10" in body
    (copied,) = told("unit:opdc", "applications.delay-copied")
    assert "รอผลตรวจน้ำ" in copied
    rows = list(DelayNotice.objects.order_by("until").values_list("until", "copied_to"))
    assert rows == [(FIRST, "opdc"), (D(2027, 1, 6), "")]
    assert "รอผลตรวจน้ำ" not in str(list(Event.objects.values_list("data", flat=True)))


def test_a_worker_that_was_down_asks_once_and_says_what_was_missed(make, owner_of_shop):
    application = considered(make, owner_of_shop)

    for day in (52, 52):
        with later(day):
            run()

    (notice,) = DelayNotice.objects.all()
    assert notice.until == D(2027, 1, 20)
    assert told("unit:bma-bangrak", "applications.explain-delay") == []
    (body,) = told("unit:bma-bangrak", "applications.explanation-missed")
    assert "30\xa0ธันวาคม\xa02569" in body
    event = Event.objects.get(name="application.delay-notice-asked")
    assert event.data["missed"] == 3
    assert events(application, "application.delay-notice-asked") == 1


def test_the_same_days_are_told_once_however_often_it_is_sent(make, owner_of_shop):
    application = considered(make, owner_of_shop)
    with later(33):
        explain(application, FIRST)
        explain(application, FIRST, reason="ส่งซ้ำ")
        worker.run_pending()

    assert len(told(owner_of_shop.party, "applications.delay-explained")) == 1
    assert DelayNotice.objects.get().reason == "รอผลตรวจน้ำ"
    assert events(application, "application.delay-explained") == 1


@pytest.mark.parametrize(
    ("day", "login", "given", "refusal", "code"),
    [
        (30, "bangrak.inspector", {}, Conflict, "no-delay"),
        (45, "bangrak.inspector", {}, Conflict, "other-days"),
        (33, "bangrak.inspector", {"reason": " "}, Invalid, "explanation-incomplete"),
        (33, "bangrak.inspector", {"state": ""}, Invalid, "explanation-incomplete"),
        (33, "bangrak.cashier", {}, NotAllowed, "not-allowed"),
        (33, "pathumwan.approver", {}, NotFound, "application-not-found"),
    ],
)
def test_an_explanation_that_is_not_due_or_not_theirs_changes_nothing(
    make, owner_of_shop, day, login, given, refusal, code
):
    application = considered(make, owner_of_shop)

    with later(day), pytest.raises(refusal) as refused:
        explain(application, FIRST, login, **given)

    assert refused.value.code == code
    assert not DelayNotice.objects.exists()
    assert events(application, "application.delay-explained") == 0


def test_the_work_is_due_on_a_day_on_which_the_office_is_open(make, owner_of_shop):
    application = considered(make, owner_of_shop)
    with later(2):
        for day in (28, 29, 30):
            add_holiday(
                actor=OPERATOR, calendar="bma", day=date(2026, 12, day), name=clock_word(day)
            )
        worker.run_pending()
    with later(31):
        run()

    event = Event.objects.get(name="application.delay-notice-asked")
    assert (event.data["until"], event.data["by"]) == ("2026-12-30", "2026-12-25")
    assert Process.objects.get(subject=application.subject).due_on == DUE


def clock_word(day: int):
    return Text(f"วันหยุดพิเศษ {day}", f"Special holiday {day}")


def test_nothing_is_owed_while_the_applicant_must_act_or_after_the_decision(make, owner_of_shop):
    with later(0):
        application = make.recommended(make.filed(owner_of_shop))
    with later(40):
        make.moved(application, "bangrak.approver", "approve")
        run()

    assert not DelayNotice.objects.exists()


# -- silence is approval ----------------------------------------------------------------------


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

    application.refresh_from_db()
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
