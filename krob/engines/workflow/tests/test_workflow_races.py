"""Several officers at the same moment: one wins, the others are told."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection

from krob.engines.workflow.models import Process, Step
from krob.engines.workflow.tests.conftest import Walk, officer
from krob.foundation.core.errors import DomainError
from krob.people.agencies.models import Calendar


def at_once(*deeds: Callable[[], object]) -> list[str]:
    """Do all at the same moment; return for each ``ok`` or the code of its refusal."""
    barrier, results = Barrier(len(deeds)), []

    def run(deed: Callable[[], object]) -> None:
        barrier.wait()
        try:
            deed()
            results.append("ok")
        except DomainError as refusal:
            results.append(refusal.code)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(results)


@pytest.fixture
def started(transactional_db) -> Walk:
    Calendar.objects.create(code="th", name_th="ปฏิทินราชการ", days_off=[5, 6])
    walk = Walk()
    walk.start(fee=0)
    return walk


@pytest.mark.postgres
@pytest.mark.req("2.8.1")
def test_of_six_officers_at_once_one_wins_and_the_others_are_told(started):
    deeds = [
        lambda name=f"u-{n}": started.act("completeness", "complete", officer(name), visit=1)
        for n in range(6)
    ]

    assert at_once(*deeds) == ["already-acted"] * 5 + ["ok"]
    assert sorted(Step.objects.filter(state="open").values_list("key", flat=True)) == [
        "health",
        "site",
    ]


@pytest.mark.postgres
@pytest.mark.req("2.8.1")
def test_two_branches_that_close_at_once_enter_the_join_once(started):
    started.act("completeness", "complete")

    results = at_once(
        lambda: started.act("health", "done", officer("u-a")),
        lambda: started.act("site", "done", officer("u-b")),
    )

    assert results == ["ok", "ok"]
    assert list(Step.objects.filter(state="open").values_list("key", "visit")) == [
        ("recommendation", 1)
    ]


@pytest.mark.postgres
@pytest.mark.req("2.8.1")
def test_approving_and_refusing_at_once_ends_in_one_of_them(started):
    started.to_decision()

    results = at_once(
        lambda: started.act("decision", "approve", officer("u-a")),
        lambda: started.act("decision", "refuse", officer("u-b")),
    )

    assert results == ["ok", "process-ended"]
    decided = Step.objects.get(key="decision")
    ends = {"approve": "approved", "refuse": "refused"}
    assert Process.objects.get().end == ends[decided.action]


@pytest.mark.postgres
def test_starting_at_once_starts_one_process(transactional_db):
    Calendar.objects.create(code="th", name_th="ปฏิทินราชการ", days_off=[5, 6])
    Walk("application:warm-up").start()

    results = at_once(*[Walk().start] * 4)

    assert results == ["ok"] * 4
    assert Process.objects.filter(subject=Walk().subject).count() == 1
    assert Step.objects.filter(process__subject=Walk().subject).count() == 1
