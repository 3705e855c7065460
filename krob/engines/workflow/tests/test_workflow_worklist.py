import pytest

from krob.engines.workflow import commands, queries
from krob.engines.workflow.models import Step
from krob.engines.workflow.tests.conftest import SUBJECT, Walk, officer
from krob.foundation.core.errors import NotAllowed, NotFound
from krob.foundation.events.models import Event

pytestmark = pytest.mark.postgres


def test_assigning_is_recorded_once(walk, checker):
    walk.start()
    for _ in range(2):
        commands.assign_step(
            actor=checker, subject=SUBJECT, step="completeness", assignee="u-somchai"
        )

    assert Step.objects.get().assignee == "u-somchai"
    assert [event.name for event in Event.objects.all()] == ["workflow.step-assigned"]
    assert list(queries.worklist(officer("u-somchai"), mine=True)) == [Step.objects.get()]
    assert list(queries.worklist(checker, mine=True)) == []


def test_an_officer_without_the_right_may_only_take_what_is_free(walk, checker):
    walk.start()
    plain = type(checker)(
        kind=checker.kind,
        id="u-plain",
        units=checker.units,
        permissions=frozenset({"applications.check"}),
    )

    with pytest.raises(NotAllowed):
        commands.assign_step(actor=plain, subject=SUBJECT, step="completeness", assignee="u-x")
    commands.assign_step(actor=plain, subject=SUBJECT, step="completeness", assignee="u-plain")

    assert Step.objects.get().assignee == "u-plain"


def test_another_unit_takes_over_with_its_own_officers(walk, checker, pathumwan_officer):
    walk.start()
    commands.change_unit(actor=checker, subject=SUBJECT, unit="bma-pathumwan")

    assert list(queries.worklist(checker)) == []
    assert [step.key for step in queries.worklist(pathumwan_officer)] == ["completeness"]
    assert [event.data for event in Event.objects.all()] == [
        {"from": "bma-bangrak", "to": "bma-pathumwan"}
    ]
    with pytest.raises(NotFound):
        commands.change_unit(actor=checker, subject=SUBJECT, unit="bma-bangrak")


@pytest.mark.req("1.1.1")
def test_the_worklist_takes_one_query_however_long(calendar, checker, django_assert_num_queries):
    for number in range(12):
        Walk(f"application:{number}").start()

    with django_assert_num_queries(1):
        found = [(step.subject, step.role) for step in queries.worklist(checker)]

    assert len(found) == 12
    assert list(queries.worklist(checker, role="approver")) == []


def test_the_way_gone_is_shown_to_those_who_may_see_it(walk, checker, pathumwan_officer, rival):
    walk.start()
    walk.act("completeness", "complete")

    assert [step.key for step in queries.steps_of(checker, SUBJECT)] == [
        "completeness",
        "health",
        "site",
    ]
    assert [step.key for step in queries.open_steps(checker, SUBJECT)] == ["health", "site"]
    for stranger in (pathumwan_officer, rival):
        assert queries.steps_of(stranger, SUBJECT) == []
