"""What a party is told: once, in both languages, readable by its receiver alone."""

import pytest
from django.core.mail import EmailMessage, get_connection
from django.db import connection

from krob.engines.notifications import queries, spec
from krob.engines.notifications.commands import mark_all_read, mark_read, send_message
from krob.engines.notifications.copies import outgoing, without_numbers
from krob.engines.notifications.models import Delivery, Message
from krob.engines.notifications.types import MessageTemplate
from krob.foundation.core.actor import SYSTEM
from krob.foundation.core.errors import NotFound
from krob.foundation.core.text import Text
from krob.foundation.events.models import Event
from krob.foundation.jobs.models import Job
from krob.people.parties.commands import change_contact

pytestmark = pytest.mark.django_db
SUBJECT = "application:KRB-2569-000001"
RECEIVED = MessageTemplate(
    "application-received",
    Text("ได้รับคำขอ {reference} แล้ว", "We received {reference}"),
    Text("บริการ {service}", "Service: {service}"),
)
VALUES = {"reference": "KRB-2569-000001", "service": Text("แจ้งสถานที่", "Notification")}


def sent(to, once_key="e1:received", **changes):
    return send_message(
        actor=SYSTEM,
        to=to,
        template=RECEIVED,
        values=VALUES,
        subject=SUBJECT,
        once_key=once_key,
        **changes,
    )


@pytest.mark.req("1.3.7", part="inbox")
def test_a_message_is_sent_once_per_key_in_both_languages(owner):
    first = sent(owner.person)
    again = sent(owner.person)

    assert again.pk == first.pk
    assert (first.heading.th, first.heading.en) == (
        "ได้รับคำขอ KRB-2569-000001 แล้ว",
        "We received KRB-2569-000001",
    )
    assert (first.text.th, first.text.en) == ("บริการ แจ้งสถานที่", "Service: Notification")
    assert Event.objects.filter(name="notifications.message-sent").count() == 1
    assert Delivery.objects.count() == 1
    assert Job.objects.count() == 1


def test_a_message_without_one_of_its_values_is_not_sent(owner):
    with pytest.raises(LookupError):
        send_message(
            actor=SYSTEM,
            to=owner.person,
            template=RECEIVED,
            values={"reference": "x"},
            subject=SUBJECT,
            once_key="e1",
        )

    assert not Message.objects.exists()
    assert not Job.objects.exists()


@pytest.mark.req("1.1.4", part="inbox of a unit")
def test_a_unit_is_told_and_no_other_unit_sees_it(checker, approver, pathumwan_officer, owner):
    message = sent("unit:bma-bangrak")

    seen = [queries.unread_count(who) for who in (checker, approver, pathumwan_officer, owner)]
    mark_read(actor=checker, message_id=message.pk)

    assert seen == [1, 1, 0, 0]
    assert queries.unread_count(approver) == 0
    assert not Delivery.objects.exists()


def test_a_rival_neither_reads_nor_marks_a_message(owner, rival, checker):
    message = sent(owner.person)

    for stranger in (rival, checker):
        with pytest.raises(NotFound):
            queries.message(stranger, message.pk)
        with pytest.raises(NotFound):
            mark_read(actor=stranger, message_id=message.pk)

    assert Message.objects.get().read_at is None
    assert queries.message(owner, message.pk).pk == message.pk


def test_reading_twice_is_reading_once(owner):
    message = sent(owner.person)
    sent(owner.person, once_key="e2")

    first = mark_read(actor=owner, message_id=message.pk).read_at
    again = mark_read(actor=owner, message_id=message.pk).read_at
    rest = mark_all_read(actor=owner)

    assert (first, rest, mark_all_read(actor=owner)) == (again, 1, 0)
    assert Event.objects.filter(name="notifications.message-read").count() == 2


def test_the_database_holds_no_word_of_a_message(owner):
    sent(owner.person)

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM notifications_message")
        stored = " ".join(str(value) for value in cursor.fetchone())

    assert "ได้รับคำขอ" not in stored
    assert "received" not in stored.replace("application-received", "").replace("e1:received", "")


@pytest.mark.parametrize(
    ("language", "title"),
    [("th", "ได้รับคำขอ KRB-2569-000001 แล้ว"), ("en", "We received KRB-2569-000001")],
)
def test_the_copy_speaks_the_receivers_language_and_leads_back(language, title, owner, settings):
    settings.KROB_BASE_URL = "https://krob.example"
    change_contact(actor=owner, party=owner.person, email="a@example.com", language=language)
    sent(owner.person, link="/applications/KRB-2569-000001/")

    copy = outgoing(Delivery.objects.get())

    assert (copy.to, copy.title, copy.language) == ("a@example.com", title, language)
    assert "https://krob.example/applications/KRB-2569-000001/" in copy.text
    assert copy.key == str(Delivery.objects.get().pk)


def test_an_officers_copy_goes_to_the_address_that_the_officer_left(checker):
    change_contact(actor=checker, party=f"user:{checker.id}", email="c@example.com", language="en")
    sent(f"user:{checker.id}")

    copy = outgoing(Delivery.objects.get())

    assert (copy.to, copy.language) == ("c@example.com", "en")


def test_without_an_address_there_is_no_copy(owner):
    sent(owner.person)

    assert outgoing(Delivery.objects.get()) is None


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("เลข 1101700230708 ครับ", "เลข xxxxxxxxx0708 ครับ"),
        ("เลข 1-1017-00230-70-8", "เลข xxxxxxxxx70-8"),
        ("เลข ๑๑๐๑๗๐๐๒๓๐๗๐๘", "เลข xxxxxxxxx0708"),
        ("อ้างอิง 1234567890123", "อ้างอิง 1234567890123"),
        ("KRB-2569-000123", "KRB-2569-000123"),
    ],
)
def test_numbers_of_people_never_leave_in_a_copy(text, masked):
    assert without_numbers(text) == masked


def test_mail_of_the_framework_waits_in_the_queue_encrypted(settings):
    settings.EMAIL_BACKEND = "krob.engines.notifications.mail.QueuedEmailBackend"
    mail = EmailMessage("รหัส", "ข้อความ", "krob@example.com", ["a@example.com", "b@example.com"])

    taken = get_connection().send_messages([mail])

    with connection.cursor() as cursor:
        cursor.execute("SELECT envelope FROM notifications_delivery")
        stored = " ".join(row[0] for row in cursor.fetchall())
    assert taken == 1
    assert Job.objects.filter(task="notifications.deliver").count() == 2
    assert "example.com" not in stored
    assert {row.own_words["to"] for row in Delivery.objects.all()} == {
        "a@example.com",
        "b@example.com",
    }


@pytest.mark.req("2.9", part="templates are checked")
def test_templates_with_holes_are_problems_before_publishing():
    part = {
        "received": {
            "title": {"th": "รับ {reference}", "en": "Got {refrence}"},
            "body": {"th": "ข้อความ"},
        },
        "unknown": {"title": {"th": "ก", "en": "a"}, "body": {"th": "ข", "en": "b"}},
    }

    found = spec.problems(part, {"received": frozenset({"reference"})})

    assert [problem.path for problem in found] == [
        "received.title.en",
        "received.body.en",
        "unknown",
    ]
    assert "{refrence}" in str(found[0].message)
    assert spec.problems({"received": part["received"]}, frozenset({"reference", "refrence"}))[
        0
    ].path == ("received.body.en")
    assert spec.parse(part)["received"].placeholders == {"reference", "refrence"}


def test_an_inbox_comes_in_pages(owner):
    for number in range(21):
        sent(owner.person, once_key=f"e{number}")

    first, second = queries.page(owner, 1), queries.page(owner, 2)

    assert (len(first.messages), first.has_next) == (20, True)
    assert (len(second.messages), second.has_next) == (1, False)
