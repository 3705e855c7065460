"""The officer's first page and the list of background work that failed."""

from dataclasses import replace
from uuid import uuid4

import pytest

from krob.faces.desk import queries
from krob.foundation.core import clock
from krob.foundation.core.errors import NotAllowed
from krob.foundation.core.permissions import Permission
from krob.foundation.events.models import Event
from krob.foundation.jobs.models import Job
from krob.foundation.jobs.types import State

HOME = "/officer/"
JOBS = "/officer/jobs/"


@pytest.fixture
def dead(db) -> Job:
    """A job that gave up."""
    return Job.objects.create(
        task="notifications.send-mail",
        run_at=clock.now(),
        created_at=clock.now(),
        state=State.DEAD,
        attempts=8,
        finished_at=clock.now(),
        last_error="builtins.OSError at somewhere:1",
    )


def tallies(actor) -> dict[str, int]:
    return {str(one.label): one.many for one in queries.home(actor)["tallies"]}


def test_the_first_page_opens_for_an_officer_without_work(db, browse, checker):
    html = browse(checker).get(HOME).content.decode()

    assert html.count("<h1") == 1
    assert "k-empty" in html


def test_who_does_not_open_applications_sees_no_queue(db, browse, checker):
    keeper = replace(checker, permissions=frozenset({Permission.JOBS_MANAGE}))

    html = browse(keeper).get(HOME).content.decode()

    assert "/officer/applications/" not in html
    assert "/officer/jobs/" in html
    assert len(tallies(keeper)) == 2


def test_counting_stops_at_the_limit(db, django_assert_num_queries):
    Job.objects.bulk_create(
        Job(task="x", run_at=clock.now(), created_at=clock.now(), state=State.DEAD)
        for _ in range(40)
    )

    with django_assert_num_queries(1):
        many = queries.capped(Job.objects.dead())

    assert many == queries.MOST_COUNTED + 1


def test_a_full_list_is_shown_as_and_more(db, browse, checker):
    Job.objects.bulk_create(
        Job(task="x", run_at=clock.now(), created_at=clock.now(), state=State.DEAD)
        for _ in range(26)
    )

    assert "25+" in browse(checker).get(HOME).content.decode()


def test_only_who_looks_after_the_installation_sees_failed_work(dead, browse, checker):
    other = replace(checker, permissions=checker.permissions - {Permission.JOBS_MANAGE})

    with pytest.raises(NotAllowed):
        queries.failed_jobs(other)
    assert browse(other).get(JOBS).status_code == 403
    assert str(dead.key) in browse(checker).get(JOBS).content.decode()


def test_failed_work_is_tried_again(dead, browse, checker):
    answer = browse(checker).post(f"{JOBS}{dead.key}/retry/")

    dead.refresh_from_db()
    assert (answer.status_code, answer["Location"]) == (302, JOBS)
    assert dead.state == State.WAITING
    assert Event.objects.get(name="job.retried").actor_id == checker.id


def test_work_that_a_colleague_started_again_is_said_to_be(dead, browse, checker):
    Job.objects.filter(pk=dead.pk).update(state=State.WAITING)

    html = browse(checker).post(f"{JOBS}{dead.key}/retry/", follow=True).content.decode()

    assert "มีผู้สั่งให้ทำใหม่แล้ว" in html
    assert not Event.objects.filter(name="job.retried").exists()


def test_who_may_not_start_work_again_changes_nothing(dead, browse, checker):
    other = replace(checker, permissions=frozenset())

    answer = browse(other).post(f"{JOBS}{dead.key}/retry/")

    dead.refresh_from_db()
    assert (answer.status_code, dead.state) == (403, State.DEAD)


def test_there_is_nothing_to_try_again_where_there_is_no_job(db, browse, checker):
    assert browse(checker).post(f"{JOBS}{uuid4()}/retry/").status_code == 404
