"""Where the law allows it, whoever decides gives the authority more time before it is over."""

from datetime import timedelta

import pytest

from krob.casework.applications import commands, history
from krob.casework.applications.models import Application
from krob.engines.notifications.models import Delivery, Message
from krob.engines.workflow import clock as clocks
from krob.engines.workflow.models import Process
from krob.foundation.core.errors import Conflict, Invalid, NotAllowed, NotFound
from krob.foundation.events.models import Event
from krob.foundation.jobs import worker
from tests.journeys.conftest import officer
from tests.journeys.timing import DUE, considered, events, later, told


def extend(application: Application, login: str = "bangrak.approver", **given: object):
    return commands.extend_deadline(
        actor=officer(login),
        reference=application.reference,
        **{"number": 1, "days": 15, "reason": "รอผลตรวจน้ำ", **given},
    )


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
