"""Pages ask the database as often for many rows as for one."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from krob.casework.applications import commands
from krob.casework.applications.models import Application
from krob.engines.documents.models import Upload
from krob.foundation.core import clock
from krob.foundation.core.actor import SYSTEM
from krob.foundation.events import journal
from krob.people.parties.models import NoticeAcceptance
from tests.journeys.conftest import MONDAY, officer

MANY = 30


@pytest.fixture(autouse=True)
def _monday(world):
    with clock.frozen(MONDAY):
        yield


def statements(client: Any, path: str) -> list[str]:
    """Return what a page asks the database, once its caches are warm."""
    assert client.get(path).status_code == 200
    with CaptureQueriesContext(connection) as seen:
        client.get(path)
    return [query["sql"] for query in seen.captured_queries]


def grows(client: Any, path: str, more: Callable[[], None], most: int) -> None:
    """Refuse a page that asks more often when there is more to show."""
    few = statements(client, path)
    more()
    many = statements(client, path)

    extra = [sql[:150] for sql in many[len(few) :]]
    assert len(many) <= len(few), (len(few), len(many), extra)
    assert len(many) <= most, (len(many), [sql[:120] for sql in many])


def test_my_applications(make, owner_of_shop, browse):
    make.filed(owner_of_shop)
    client = browse(owner_of_shop)

    grows(client, "/applications/", lambda: _file(make, owner_of_shop), most=12)


def test_the_queue(make, owner_of_shop, browse):
    application = make.filed(owner_of_shop)
    make.moved(application, "bangrak.checker", "accept")
    make.filed(owner_of_shop)
    client = browse(officer("bangrak.checker"))

    grows(client, "/officer/applications/", lambda: _file(make, owner_of_shop), most=12)
    for tab in ("mine", "unassigned", "overdue", "waiting", "closed"):
        assert len(statements(client, f"/officer/applications/?tab={tab}")) <= 12


def _file(make: Any, actor: Any) -> None:
    for _number in range(MANY):
        make.filed(actor)


def _happen(application: Application) -> None:
    for number in range(MANY):
        journal.record(
            actor=SYSTEM,
            name="application.advanced",
            subject=application.subject,
            data={"step": "completeness", "visit": number, "action": "accept"},
        )


def test_the_overview(make, owner_of_shop, browse):
    application = make.approved(make.filed(owner_of_shop))
    client = browse(owner_of_shop)

    grows(client, f"/applications/{application.reference}/", lambda: _happen(application), most=25)


def test_the_dossier(make, owner_of_shop, browse):
    application = make.approved(make.filed(owner_of_shop))
    client = browse(officer("bangrak.checker"))
    path = f"/officer/applications/{application.reference}/"

    grows(client, path, lambda: _happen(application), most=40)


@pytest.mark.parametrize(
    "path", ["/services/", "/services/food-premises-licence/", "/search/?q=ร้านอาหาร"]
)
def test_public_pages(world, client, path):
    assert len(statements(client, path)) <= 12


def test_a_form_of_54_fields_is_filed_in_few_statements(make, owner_of_shop):
    draft = make.draft(owner_of_shop)
    make.filed(owner_of_shop)  # caches are warm

    with CaptureQueriesContext(connection) as seen:
        commands.submit_application(actor=owner_of_shop, reference=draft.reference)

    asked = _without_control(seen)
    assert len(asked) <= 27, [sql[:100] for sql in asked]  # one of them holds the party


def _without_control(seen: CaptureQueriesContext) -> list[str]:
    control = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    said = [query["sql"] for query in seen.captured_queries]
    return [sql for sql in said if not sql.startswith(control)]


def test_filing_with_session_account_and_notice_stays_below_thirty(make, owner_of_shop, browse):
    draft, client = make.draft(owner_of_shop), browse(owner_of_shop)
    make.filed(owner_of_shop)  # caches are warm

    with CaptureQueriesContext(connection) as seen:
        client.post(f"/applications/{draft.reference}/submit/", {"notice": "read"})

    assert Application.objects.get(pk=draft.pk).submitted_at
    asked = _without_control(seen)
    assert len(asked) <= 30, [sql[:100] for sql in asked]


def test_what_was_ticked_stays_ticked_when_the_filing_is_refused(make, owner_of_shop, browse):
    draft, client = make.draft(owner_of_shop), browse(owner_of_shop)
    NoticeAcceptance.objects.filter(subject=draft.subject).delete()
    Upload.objects.filter(subject=draft.subject).delete()

    answer = client.post(f"/applications/{draft.reference}/submit/", {"notice": "read"})

    assert answer.status_code == 422
    assert Application.objects.get(pk=draft.pk).submitted_at is None
    assert NoticeAcceptance.objects.filter(subject=draft.subject).count() == 1


def test_published_parts_are_fetched_once_however_many_rows_name_them(make, owner_of_shop):
    make.filed(owner_of_shop)
    make.filed(owner_of_shop)
    first, second = Application.objects.joined("version")
    parts = first.version.parts

    with CaptureQueriesContext(connection) as seen:
        assert second.version.parts is parts

    assert len(seen) == 0
