"""What people are told is written by officials: texts, conditions, channels, quiet hours."""

from datetime import datetime

import pytest

from krob.engines.notifications import commands, spec
from krob.engines.notifications.editor import MessagesEditor
from krob.engines.notifications.models import Delivery, Message
from krob.engines.notifications.quiet import quiet_until
from krob.engines.notifications.types import MessageTemplate
from krob.foundation.core import clock
from krob.foundation.core.actor import SYSTEM
from krob.foundation.core.errors import Invalid
from krob.foundation.core.text import Text
from krob.foundation.editing.types import Around
from krob.foundation.jobs.models import Job

WORDS = {"th": "รับคำขอ {reference} แล้ว", "en": "We have {reference}"}
PART = {"received": {"title": WORDS, "body": WORDS}}
VALUES = frozenset({"reference"})
TYPES = {"area": "number"}


def paths(message) -> list[str]:
    return [p.path for p in spec.problems({"received": message}, VALUES, TYPES)]


@pytest.mark.req("2.9", part="editor")
@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"title": {"th": "มี"}}, "received.title.en"),
        ({"body": {"th": "{nosuch}", "en": "x"}}, "received.body.th"),
        ({"channels": ["pigeon"]}, "received.channels"),
        ({"when": "area >"}, "received.when"),
        ({"when": "nosuch > 3"}, "received.when"),
    ],
)
def test_each_fault_is_said_where_it_is(change, path):
    assert paths(PART["received"]) == []
    assert paths({**PART["received"], **change}) == [path]


def test_a_message_that_no_step_sends_is_a_problem():
    assert [p.path for p in spec.problems({"birthday": PART["received"]}, VALUES)] == ["birthday"]


@pytest.mark.req("2.9", part="conditions")
@pytest.mark.parametrize(
    ("when", "answers", "wanted"),
    [
        ("", {}, True),
        ("area > 200", {"area": 300}, True),
        ("area > 200", {"area": 100}, False),
        ("area > 200", {}, True),
    ],
)
def test_a_message_stays_away_only_where_its_condition_surely_fails(when, answers, wanted):
    assert spec.is_wanted({"when": when}, TYPES, answers) is wanted


def edit(verb, name="", **posted):
    names = {key.replace("__", "-"): [value] for key, value in posted.items()}
    return MessagesEditor().edit(PART, name, verb, names, Around(types=TYPES)).part


def test_messages_are_added_saved_and_removed():
    added = edit("add", code="lapsed")
    saved = edit("save", "received", title__th="ใหม่", title__en="New", when="area > 1")
    removed = edit("remove", "received")

    assert list(added) == ["received", "lapsed"]
    assert saved["received"]["title"] == {"th": "ใหม่", "en": "New"}
    assert saved["received"]["when"] == "area > 1"
    assert saved["received"]["body"] == WORDS
    assert removed == {}


def test_a_moment_is_spoken_of_once():
    with pytest.raises(Invalid):
        edit("add", code="received")


def test_the_inbox_is_always_one_of_the_channels():
    only_mail = MessagesEditor().edit(
        PART, "received", "save", {"channels": ["", "mail"]}, Around()
    )

    assert spec.channels_of(only_mail.part["received"]) == ("inbox", "mail")
    assert spec.channels_of({"channels": ["inbox"]}) == ("inbox",)


@pytest.mark.req("2.9", part="quiet hours")
@pytest.mark.parametrize(
    ("at", "until"),
    [
        ("2026-11-23T19:59", None),
        ("2026-11-23T20:00", "2026-11-24T07:00"),
        ("2026-11-24T02:00", "2026-11-24T07:00"),
        ("2026-11-24T07:00", None),
    ],
)
def test_quiet_hours_end_in_the_morning(settings, at, until):
    settings.KROB_QUIET_HOURS = "20:00-07:00"
    moment = datetime.fromisoformat(at).replace(tzinfo=clock.BANGKOK)

    found = quiet_until(moment)

    assert found == (until and datetime.fromisoformat(until).replace(tzinfo=clock.BANGKOK))


def send(**more):
    return commands.send_message(
        actor=SYSTEM,
        to="person:00000000-0000-4000-8000-000000000001",
        template=MessageTemplate("t", Text("เรื่อง"), Text("ข้อความ")),
        values={},
        subject="application:KRB-2569-000001",
        once_key="once",
        **more,
    )


@pytest.mark.django_db
def test_a_message_without_mail_is_in_the_inbox_alone():
    send(mail=False)

    assert Message.objects.count() == 1
    assert Delivery.objects.count() == 0


@pytest.mark.django_db
def test_a_quiet_copy_waits_until_the_morning(settings):
    settings.KROB_QUIET_HOURS = "20:00-07:00"
    night = datetime(2026, 11, 23, 22, 0, tzinfo=clock.BANGKOK)

    with clock.frozen(night):
        send(quiet=True)

    job = Job.objects.get(task="notifications.deliver")
    assert job.run_at.astimezone(clock.BANGKOK) == datetime(
        2026, 11, 24, 7, 0, tzinfo=clock.BANGKOK
    )
