"""Asking a registry: in the background, once while fresh, seen by those who take part."""

from datetime import datetime, timedelta

import pytest
from django.db import connection

from krob.engines.exchange import ports, queries
from krob.engines.exchange.commands import ask, configure_endpoint, let_go, record_answer
from krob.engines.exchange.models import Endpoint, Lookup
from krob.engines.exchange.ports import RegistryAnswer
from krob.engines.exchange.tasks import fetch, forget_lookups
from krob.foundation.core import clock
from krob.foundation.core.actor import OPERATOR, SYSTEM
from krob.foundation.core.errors import Invalid, NotAllowed, NotFound, Unavailable
from krob.foundation.core.text import Text
from krob.foundation.events import access
from krob.foundation.events.journal import history
from krob.foundation.jobs.models import Job
from krob.foundation.jobs.worker import run_pending
from krob.people.parties.commands import add_participant

pytestmark = pytest.mark.django_db
NINE = datetime(2020, 11, 23, 9, 0, tzinfo=clock.BANGKOK)
SUBJECT = "trial:1"
HOUSE = "10040000991"
SOURCE = Text("กรมการปกครอง", "Department of Provincial Administration")


class Registry:
    """A registry of the tests: answers what it is told to, and counts."""

    fresh_for = timedelta(hours=1)

    def __init__(self):
        self.asked = []
        self.error = None

    def fetch(self, key, *, agent, purpose):
        """Answer what was ordered."""
        self.asked.append((key, agent, purpose))
        if self.error:
            raise self.error
        return RegistryAnswer(found=True, facts={"road": "สีลม"}, as_of=NINE, source=SOURCE)

    def check(self):
        """Say that nothing is wrong."""
        return ""


@pytest.fixture
def registry():
    made = Registry()
    ports.registries.add("test.house", made)
    yield made
    ports.registries.remove("test.house")


@pytest.fixture
def filed(owner):
    """A subject in which the owner and Bang Rak take part."""
    with clock.frozen(NINE):
        for party, role in ((owner.person, "holder"), ("unit:bma-bangrak", "deciding-unit")):
            add_participant(actor=owner, subject=SUBJECT, party=party, role=role)


def asked(actor, **changes):
    return ask(
        actor=actor,
        **{
            "registry": "test.house",
            "key": HOUSE,
            "subject": SUBJECT,
            "purpose": "prefill",
            **changes,
        },
    )


@pytest.mark.req("V.5", part="prefill from a registry")
def test_the_answer_comes_by_a_job_with_its_source_and_time(owner, registry, filed):
    lookup = asked(owner)
    waiting = (lookup.state, list(registry.asked))

    run_pending(reraise=True)

    answered = queries.lookup(owner, lookup.pk)
    assert waiting == ("waiting", [])
    assert registry.asked == [(HOUSE, "krob", "prefill")]
    assert (answered.state, answered.found, answered.as_of) == (
        "answered",
        {"road": "สีลม"},
        NINE,
    )
    assert Text.of(answered.source) == SOURCE
    assert [event.name for event in history(SUBJECT)][-2:] == [
        "exchange.registry-asked",
        "exchange.lookup-answered",
    ]


def test_the_same_question_is_not_asked_twice_while_its_answer_is_fresh(owner, registry, filed):
    with clock.frozen(NINE):
        first = asked(owner)
        again = asked(owner)
        run_pending(reraise=True)
        fresh = asked(owner)
    with clock.frozen(NINE + timedelta(hours=2)):
        anew = asked(owner)
        run_pending(reraise=True)

    assert (again.pk, fresh.pk) == (first.pk, first.pk)
    assert anew.pk != first.pk
    assert len(registry.asked) == 2


def test_another_subject_does_not_share_the_answer(owner, registry, filed):
    other = "trial:2"
    add_participant(actor=owner, subject=other, party=owner.person, role="holder")
    first = asked(owner)

    second = asked(owner, subject=other)

    assert first.pk != second.pk


def test_who_takes_no_part_neither_asks_nor_sees(owner, rival, pathumwan_officer, registry, filed):
    lookup = asked(owner)

    for stranger in (rival, pathumwan_officer):
        with pytest.raises(NotFound):
            asked(stranger)
        with pytest.raises(NotFound):
            queries.lookup(stranger, lookup.pk)
        assert not queries.lookups(stranger, SUBJECT).exists()

    assert Lookup.objects.count() == 1


@pytest.mark.req("S.6", part="an officer reads a registry's answer")
def test_an_officers_reading_of_an_answer_is_written_down(owner, checker, registry, filed):
    lookup = asked(owner)
    run_pending(reraise=True)

    queries.lookup(owner, lookup.pk)
    queries.lookup(checker, lookup.pk)

    reads = list(access.reads_of(SUBJECT))
    assert [(read.actor_id, read.fields) for read in reads] == [("u-checker", ["road"])]


def test_nothing_personal_is_stored_in_clear_or_travels_in_jobs(owner, registry, filed):
    asked(owner)
    jobs = " ".join(str(job.arguments) for job in Job.objects.all())
    run_pending(reraise=True)

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM exchange_lookup")
        stored = " ".join(str(value) for value in cursor.fetchone())

    assert HOUSE not in stored + jobs
    assert "สีลม" not in stored
    assert all(HOUSE not in str(event.data) for event in history(SUBJECT))


@pytest.mark.parametrize(
    ("error", "states", "asked_times"),
    [
        (Unavailable("outside-slow", "slow"), ["waiting", "waiting", "failed"], 3),
        (Invalid("outside-refused", "no"), ["failed", "failed", "failed"], 1),
    ],
)
def test_a_silent_registry_is_asked_a_few_times_and_then_said_to_be_silent(
    error, states, asked_times, owner, registry, filed
):
    registry.error = error
    with clock.frozen(NINE):
        lookup = asked(owner)
    seen = []
    for seconds in (0, 6, 60):
        with clock.frozen(NINE + timedelta(seconds=seconds)):
            run_pending(reraise=True)
        lookup.refresh_from_db()
        seen.append(lookup.state)

    assert seen == states
    assert lookup.problem == error.code
    assert len(registry.asked) == asked_times


def test_an_answer_after_the_silence_still_counts_and_the_asking_ends(owner, registry, filed):
    registry.error = Unavailable("outside-down", "down")
    with clock.frozen(NINE):
        lookup = asked(owner)
    for days in (0, 1, 2, 3, 4, 5, 6):
        with clock.frozen(NINE + timedelta(days=days)):
            run_pending(reraise=True)
    gave_up = (len(registry.asked), Job.objects.active().count())

    record_answer(
        actor=SYSTEM,
        lookup_id=lookup.pk,
        answer=RegistryAnswer(found=True, facts={"road": "สีลม"}, source=SOURCE),
    )
    record_answer(
        actor=SYSTEM, lookup_id=lookup.pk, answer=RegistryAnswer(found=False, source=SOURCE)
    )

    lookup.refresh_from_db()
    assert gave_up == (7, 0)
    assert lookup.state == "answered"


@pytest.mark.parametrize("who", ["owner", "checker"])
def test_nobody_but_the_system_records_an_answer(who, owner, registry, filed, request):
    lookup = asked(owner)

    with pytest.raises(NotAllowed):
        record_answer(actor=request.getfixturevalue(who), lookup_id=lookup.pk, answer=None)

    lookup.refresh_from_db()
    assert lookup.state == "waiting"


@pytest.mark.req("2.11.9", part="endpoints")
def test_configuring_the_same_endpoint_again_changes_nothing():
    settings = {"code": "x", "kind": "registry", "adapter": "x", "base_url": "http://far.example/"}
    first = configure_endpoint(actor=OPERATOR, **settings)
    again = configure_endpoint(actor=OPERATOR, **settings)
    configure_endpoint(actor=OPERATOR, **{**settings, "enabled": False})

    assert first.pk == again.pk
    assert Endpoint.objects.get().base_url == "http://far.example"
    assert [event.name for event in history("endpoint:x")] == ["exchange.endpoint-configured"] * 2


@pytest.mark.req("S.3", part="working papers are deleted")
def test_what_came_to_nothing_is_deleted_after_its_days(registry, filed, settings):
    settings.KROB_KEEP_WORKING_DAYS = 30
    with clock.frozen(NINE):
        for key in (HOUSE, "10040000992", "10040000993"):
            ask(actor=SYSTEM, registry="test.house", key=key, subject=SUBJECT, purpose="prefill")
        held, other, _gone = Lookup.objects.order_by("asked_at", "id")
        Lookup.objects.filter(pk=held.pk).update(legal_hold=True)
        Lookup.objects.filter(pk=other.pk).update(subject="trial:2")
        assert [let_go(actor=SYSTEM, subject=SUBJECT) for _ in range(2)] == [2, 0]
    with clock.frozen(NINE + timedelta(days=29)):
        forget_lookups()
        early = Lookup.objects.count()
    with clock.frozen(NINE + timedelta(days=30)):
        forget_lookups()

    assert early == 3
    assert set(Lookup.objects.values_list("pk", flat=True)) == {held.pk, other.pk}


def test_the_job_of_a_deleted_look_up_has_nothing_to_do(registry, filed):
    fetch(lookup="00000000-0000-0000-0000-000000000001")

    assert registry.asked == []
