"""The journal: written with the change, in order, never changed."""

import pytest
from django.db import DatabaseError, connection, transaction

from krob.foundation.core.actor import SYSTEM
from krob.foundation.events import access, journal
from krob.foundation.events.delivery import subscriptions
from krob.foundation.events.models import Event, PersonalRead
from krob.foundation.events.subscribers import subscribe
from krob.foundation.jobs.models import Job
from krob.foundation.jobs.worker import run_pending

SUBJECT = "application:KRB-2569-000001"


@pytest.fixture
def _declared():
    journal.declare({"thing.changed": "Changed"})
    yield
    journal.names.remove("thing.changed")


@pytest.fixture
def heard(_declared):
    heard = []

    @subscribe("thing.changed")
    def hear(event):
        heard.append(event.pk)

    yield heard
    del subscriptions["thing.changed"]


@pytest.fixture
def guarded(db):
    """Put the guard up that the test runner has lifted."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL krob.append_only_lifted = 'off'")
        else:
            cursor.execute("DELETE FROM events_lifted")


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_declared")
def test_an_event_is_refused_outside_a_transaction():
    with pytest.raises(RuntimeError):
        journal.record(actor=SYSTEM, name="thing.changed", subject=SUBJECT)

    assert not Event.objects.exists()


@pytest.mark.django_db
def test_an_undeclared_event_is_refused():
    with pytest.raises(LookupError):
        journal.record(actor=SYSTEM, name="thing.unheard-of", subject=SUBJECT)

    assert not Event.objects.exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("_declared")
def test_an_event_says_who_did_it_for_whom(owner):
    actor = owner.acting_for("business:b1")

    event = journal.record(
        actor=actor, name="thing.changed", subject=SUBJECT, data={"fields": ["area"]}
    )

    stored = journal.history(SUBJECT).get()
    assert (stored.pk, stored.name, stored.data) == (
        event.pk,
        "thing.changed",
        {"fields": ["area"]},
    )
    assert (stored.actor_kind, stored.actor_id, stored.on_behalf_of, stored.channel) == (
        "applicant",
        "u-owner",
        "business:b1",
        "web",
    )


@pytest.mark.django_db
@pytest.mark.usefixtures("_declared")
def test_an_event_with_the_number_of_a_person_is_refused():
    with pytest.raises(ValueError, match="13-digit"):
        journal.record(
            actor=SYSTEM, name="thing.changed", subject=SUBJECT, data={"who": "1101700230708"}
        )

    assert not Event.objects.exists()


@pytest.mark.django_db
def test_subscribers_hear_the_events_of_a_subject_in_order(heard):
    events = [journal.record(actor=SYSTEM, name="thing.changed", subject=SUBJECT) for _ in range(3)]

    assert heard == []
    assert run_pending() == 3
    assert heard == [event.pk for event in events]


@pytest.mark.django_db
def test_a_change_that_is_rolled_back_tells_nobody(heard):
    with transaction.atomic():
        journal.record(actor=SYSTEM, name="thing.changed", subject=SUBJECT)
        transaction.set_rollback(True)

    assert run_pending() == 0
    assert not Job.objects.exists()


@pytest.mark.postgres
@pytest.mark.django_db
@pytest.mark.parametrize(
    "change", ["UPDATE events_event SET name = 'x'", "DELETE FROM events_event"]
)
@pytest.mark.usefixtures("_declared")
def test_the_database_itself_refuses_to_change_an_event(change, guarded):
    event = journal.record(actor=SYSTEM, name="thing.changed", subject=SUBJECT)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)

    assert Event.objects.get().name == event.name


@pytest.fixture
def _purpose():
    access.declare_purpose("try-out", "ลองอ่าน")
    yield
    access.purposes.remove("try-out")


@pytest.mark.req("S.6")
@pytest.mark.django_db
@pytest.mark.usefixtures("_purpose")
def test_a_read_of_personal_data_leaves_one_row_per_request(checker):
    access.reading(
        actor=checker,
        purpose="try-out",
        subjects=["person:p1", "person:p2", "person:p1"],
        fields=["name", "birth_date"],
    )

    read = access.reads_of("person:p2").get()
    assert PersonalRead.objects.count() == 1
    assert (read.actor_id, read.actor_agency, read.actor_units) == (
        "u-checker",
        "bma",
        "bma-bangrak",
    )
    assert (read.subjects, read.fields) == (["person:p1", "person:p2"], ["birth_date", "name"])


@pytest.mark.django_db
def test_no_read_without_a_declared_purpose(checker):
    with pytest.raises(LookupError):
        access.reading(actor=checker, purpose="curiosity", subjects=["person:p1"], fields=["name"])

    assert not PersonalRead.objects.exists()
