"""Dead letters: seen, tried again, and by whom."""

import uuid
from dataclasses import replace

import pytest

from krob.foundation.core import clock
from krob.foundation.core.actor import OPERATOR
from krob.foundation.core.errors import Conflict, DomainError, NotAllowed, NotFound
from krob.foundation.events.commands import retry_job
from krob.foundation.events.models import Event
from krob.foundation.jobs.models import Job
from krob.foundation.jobs.types import State

pytestmark = pytest.mark.django_db


@pytest.fixture
def dead():
    return Job.objects.create(
        task="jobs.clear-done",
        run_at=clock.now(),
        created_at=clock.now(),
        state=State.DEAD,
        attempts=8,
        finished_at=clock.now(),
    )


@pytest.mark.parametrize("who", ["checker", "operator"])
def test_a_dead_letter_is_tried_again_with_all_its_attempts(who, dead, request):
    actor = OPERATOR if who == "operator" else request.getfixturevalue(who)

    retry_job(actor=actor, key=dead.key)

    dead.refresh_from_db()
    assert (dead.state, dead.attempts, dead.finished_at) == (State.WAITING, 0, None)
    assert Event.objects.get().subject == f"job:{dead.key}"


def _without_rights(actor):
    return replace(actor, permissions=frozenset())


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda actor, dead: (_without_rights(actor), dead.key), NotAllowed),
        (lambda actor, dead: (actor, uuid.uuid4()), NotFound),
    ],
)
def test_others_may_not_and_unknown_ones_do_not_exist(change, error, dead, checker):
    actor, key = change(checker, dead)

    with pytest.raises(error):
        retry_job(actor=actor, key=key)

    dead.refresh_from_db()
    assert dead.state == State.DEAD
    assert not Event.objects.exists()


def test_an_applicant_may_not(dead, owner):
    with pytest.raises(NotAllowed):
        retry_job(actor=owner, key=dead.key)

    assert not Event.objects.exists()


def test_only_what_gave_up_is_tried_again(dead, checker):
    retry_job(actor=checker, key=dead.key)

    with pytest.raises(DomainError) as refusal:
        retry_job(actor=checker, key=dead.key)

    assert isinstance(refusal.value, Conflict)
    assert Event.objects.count() == 1
