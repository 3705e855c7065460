"""Two at once, and processes that die: one effect, nothing half done."""

import os
import signal
from collections.abc import Callable

import pytest
from django.db import connection, connections, transaction

from krob.casework.applications import commands, dossier
from krob.casework.applications.models import Application, Finding, Submission
from krob.casework.applications.types import Status
from krob.engines.workflow.models import Process
from krob.engines.workflow.tests.test_workflow_races import at_once
from krob.foundation.events.models import Event
from krob.people.parties.models import Premises
from tests.journeys.conftest import LICENCE, officer


@pytest.fixture
def make(transactional_db, make):
    return make


def names(name: str) -> int:
    return Event.objects.filter(name=name).count()


@pytest.mark.postgres
@pytest.mark.req("2.8.1", part="two officers")
def test_of_two_officers_at_once_one_decides_and_the_other_is_told(make, owner_of_shop):
    application = make.filed(owner_of_shop)
    officers = [officer("bangrak.checker"), officer("bangrak.recommender")]

    def accept(actor) -> Callable[[], object]:
        return lambda: commands.take_action(
            actor=actor,
            reference=application.reference,
            step="completeness",
            visit=1,
            action="accept",
        )

    assert at_once(*map(accept, officers)) == ["already-acted", "ok"]
    assert Finding.objects.count() == 1
    assert names("application.advanced") == 1


@pytest.mark.postgres
@pytest.mark.req("1.3.5", part="double submit")
def test_a_double_submit_is_one_filing(make, owner_of_shop):
    draft = make.draft(owner_of_shop)

    def submit() -> object:
        return commands.submit_application(actor=owner_of_shop, reference=draft.reference)

    assert at_once(submit, submit, submit) == ["ok", "ok", "ok"]
    assert Submission.objects.count() == 1
    assert Process.objects.count() == 1
    assert names("application.submitted") == 1


def save(actor, draft: Application, seats: str) -> Application:
    return commands.save_draft(
        actor=actor,
        reference=draft.reference,
        edition=draft.edition,
        page="areas",
        posted={"seats": [seats]},
    )


@pytest.mark.postgres
def test_a_submit_while_another_tab_saves_files_one_of_the_two(make, owner_of_shop):
    draft = make.draft(owner_of_shop)

    results = at_once(
        lambda: commands.submit_application(actor=owner_of_shop, reference=draft.reference),
        lambda: save(owner_of_shop, draft, "44"),
    )

    application, submission = Application.objects.get(), Submission.objects.get()
    assert application.status == Status.CHECKING
    # the save came first and is filed, or came too late and was told so
    assert results in (["ok", "ok"], ["no-longer-a-draft", "ok"])
    assert submission.answers["seats"] == ("44" if results == ["ok", "ok"] else "60")
    assert application.answers["seats"] == submission.answers["seats"]


@pytest.mark.postgres
def test_of_two_tabs_that_save_at_once_one_is_told(make, owner_of_shop):
    draft = make.draft(owner_of_shop)

    results = at_once(
        lambda: save(owner_of_shop, draft, "11"), lambda: save(owner_of_shop, draft, "22")
    )

    assert results == ["newer-draft", "ok"]
    assert Application.objects.get().answers["seats"] in ("11", "22")
    assert Application.objects.get().edition == draft.edition + 1


@pytest.mark.postgres
@pytest.mark.req("2.10", part="incompatibilities")
def test_of_two_first_filings_for_one_new_place_at_once_one_is_refused(
    make, owner_of_shop, monkeypatch
):
    drafts = [make.draft(owner_of_shop) for _one in range(2)]
    read = dossier.parts_of
    relation = {"kind": "excludes", "service": LICENCE, "message": {"th": "มีคำขออยู่แล้ว"}}

    def excluding_itself(application):
        parts = read(application)
        return {**parts, "service": {**parts["service"], "relations": [relation]}}

    monkeypatch.setattr(dossier, "parts_of", excluding_itself)

    def submit(draft) -> Callable[[], object]:
        return lambda: commands.submit_application(actor=owner_of_shop, reference=draft.reference)

    assert at_once(*map(submit, drafts)) == ["not-ready", "ok"]
    assert Submission.objects.count() == 1
    assert Premises.objects.filter(holder=owner_of_shop.party).count() == 1
    assert sorted(Application.objects.values_list("status", flat=True)) == ["checking", "draft"]


def in_a_process_that_dies(deed: Callable[[], object]) -> int:
    """Do something in a process of its own that is killed with it; return the signal."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            deed()
        finally:
            os.kill(os.getpid(), signal.SIGKILL)
    _pid, status = os.waitpid(child, 0)
    return os.WTERMSIG(status)


@pytest.mark.req("1.3.3", part="killed server")
def test_a_server_killed_after_a_save_has_kept_it(make, owner_of_shop):
    draft = make.draft(owner_of_shop)

    killed = in_a_process_that_dies(lambda: save(owner_of_shop, draft, "33"))

    kept = Application.objects.get()
    assert killed == signal.SIGKILL
    assert (kept.answers["seats"], kept.edition) == ("33", draft.edition + 1)


def test_a_server_killed_within_a_save_leaves_the_old_draft_whole(make, owner_of_shop):
    draft = make.draft(owner_of_shop)

    def half_saved() -> None:
        with transaction.atomic():
            save(owner_of_shop, draft, "33")
            os.kill(os.getpid(), signal.SIGKILL)

    killed = in_a_process_that_dies(half_saved)

    kept = Application.objects.get()
    assert killed == signal.SIGKILL
    assert (kept.answers["seats"], kept.edition) == ("60", draft.edition)
    newer = save(owner_of_shop, kept, "34")
    assert newer.answers["seats"] == "34"
    assert connection.is_usable()
