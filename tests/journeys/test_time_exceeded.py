"""A decision that is late: the applicant is told the reasons in every seven days."""

from datetime import date

import pytest

from krob.casework.applications import commands, tasks
from krob.casework.applications.clocks import delays
from krob.casework.applications.clocks.delays import Period
from krob.casework.applications.models import Application, DelayNotice
from krob.engines.notifications.models import Message
from krob.engines.workflow.models import Process
from krob.foundation.core.actor import OPERATOR
from krob.foundation.core.errors import Conflict, Invalid, NotAllowed, NotFound
from krob.foundation.core.text import Text
from krob.foundation.events.models import Event
from krob.foundation.jobs import worker
from krob.people.agencies.commands import add_holiday
from tests.journeys.conftest import officer
from tests.journeys.timing import DUE, considered, events, later, told

D = date
SPECIAL = Text("วันหยุดพิเศษ", "Special holiday")


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
    assert Message.objects.get(to="unit:opdc").link == ""
    assert "รอผลตรวจน้ำ" in copied
    rows = list(DelayNotice.objects.order_by("until").values_list("until", "copied_to"))
    assert rows == [(FIRST, "opdc"), (D(2027, 1, 6), "")]
    assert "รอผลตรวจน้ำ" not in str(list(Event.objects.values_list("data", flat=True)))


@pytest.mark.postgres
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
            add_holiday(actor=OPERATOR, calendar="bma", day=date(2026, 12, day), name=SPECIAL)
        worker.run_pending()
    with later(31):
        run()

    event = Event.objects.get(name="application.delay-notice-asked")
    assert (event.data["until"], event.data["by"]) == ("2026-12-30", "2026-12-25")
    assert Process.objects.get(subject=application.subject).due_on == DUE


def test_nothing_is_owed_while_the_applicant_must_act_or_after_the_decision(make, owner_of_shop):
    with later(0):
        application = make.recommended(make.filed(owner_of_shop))
    with later(40):
        make.moved(application, "bangrak.approver", "approve")
        run()

    assert not DelayNotice.objects.exists()
