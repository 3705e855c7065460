"""Another agency's services, drafts, replays and words are not there, at every address.

Every address of the back office is taken from the resolver: a new one whose ids this module does
not know fails, so that none is forgotten.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.apps import apps

from krob.casework.applications.models import VersionMove
from krob.foundation.core import clock
from krob.foundation.core.actor import Actor
from krob.registers.catalogue import commands
from krob.registers.catalogue.models import ImportedPackage, ServiceDraft, ServiceVersion
from krob.registers.catalogue.tabs import OFFERING_TABS, SERVICE_TABS
from tests.architecture.routes import Route, routes
from tests.journeys.conftest import LICENCE, officer

pytestmark = pytest.mark.django_db
STRANGERS = ("nonthaburi.editor", "nonthaburi.publisher", "nonthaburi.admin")
AGENCY = [route for route in routes() if route.template.startswith("/agency/")]
SHARED = {"synonym"}
"""Ids of what all agencies share: the words of the search are the house's."""
OPEN = [route for route in AGENCY if not route.converters]
OWNED = [route for route in AGENCY if route.converters and not set(route.converters) & SHARED]
NOWHERE = "00000000-0000-4000-8000-00000000dead"
POSTED = {"authority": "bma-bangrak", "reference": "KRB-2569-000001", "code": "x", "reason": "x"}
HIDDEN = {403, 404, 405}


@pytest.fixture
def theirs(make, owner_of_shop) -> Mapping[str, Any]:
    """Make the things of an agency and return their ids, by the name of the argument."""
    make.filed(owner_of_shop)
    editor = officer("bma.editor")
    draft = commands.begin_version(actor=editor, service=LICENCE)
    commands.begin_offering(actor=editor, service=LICENCE, authority="bma-bangrak")
    draft.parts["service"].pop("relations", None)
    draft.save(update_fields=["parts"])
    replay = commands.start_replay(actor=editor, draft=draft.pk)
    found = replay.differences.create(
        signature="fee:licence-fee:+1", kind="fee", words={"th": "ก", "en": "a"}, count=1
    )
    page = draft.parts["form"]["pages"][0]["key"]
    block = commands.save_block(actor=editor, draft=draft.pk, page=page, code="their-block")
    commands.save_list(
        actor=editor, code="their-list", title_th="ก", title_en="A", content=b"a,b,c"
    )
    package = ImportedPackage.objects.create(
        agency=draft.agency,
        fingerprint="0" * 64,
        installation="did:web:there.example",
        code="theirs",
        number=1,
        title={"th": "ของเขา"},
        imported_by=editor.id,
        imported_at=clock.now(),
    )
    version = ServiceVersion.objects.get(service__code=LICENCE)
    move = VersionMove.objects.create(
        agency="bma", before=version, after=version, started_by=editor.id, started_at=clock.now()
    )
    return {
        "service": LICENCE,
        "before": 1,
        "after": 1,
        "move": move.pk,
        "draft": draft.pk,
        "code": LICENCE,
        "code_list": "their-list",
        "number": 1,
        "difference": found.pk,
        "package": package.pk,
        "page": page,
        "block": block.pk,
        "replay": replay.pk,
    }


def addresses(route: Route, ids: Mapping[str, Any]) -> Iterator[str]:
    """Yield the paths of a route with another agency's ids: with tabs, each of their verbs."""
    if "tab" not in route.converters:
        yield route.path(**{key: ids[key] for key in route.converters})
        return
    for editor in (*SERVICE_TABS, *OFFERING_TABS):
        verbs = list(editor.verbs) if "verb" in route.converters else [""]
        for verb in verbs:
            known = {**ids, "tab": editor.code, "item": "-", "verb": verb}
            yield route.path(**{key: known[key] for key in route.converters})


def rows() -> dict[str, list[Any]]:
    """Return every row of the catalogue."""
    models = apps.get_app_config("catalogue").get_models()
    return {model.__name__: list(model._default_manager.values()) for model in models}


@pytest.mark.req("2.1.2", part="back office by agency")
def test_every_address_of_the_back_office_is_covered(theirs):
    known = {*theirs, "tab", "item", "verb", *SHARED}

    assert {route.name: set(route.converters) - known for route in AGENCY} == {
        route.name: set() for route in AGENCY
    }
    assert OWNED


@pytest.mark.req("2.1.2", part="back office by agency")
@pytest.mark.parametrize("login", STRANGERS)
def test_another_agencys_things_are_not_there_at_any_address(theirs, browse, login):
    client = browse(officer(login))
    before = rows()
    wrong = []

    for route in OWNED:
        for path in addresses(route, theirs):
            for ask in (client.get, client.post):
                answer = ask(path, POSTED if ask == client.post else {})
                if answer.status_code not in HIDDEN:
                    wrong.append(f"{ask.__name__} {path}: {answer.status_code}")
                elif answer.status_code == 403 and not _says_no_more(ask, route, theirs):
                    wrong.append(f"{ask.__name__} {path}: 403 tells that it exists")

    assert not wrong, "\n".join(wrong)
    assert rows() == before


def _says_no_more(ask: Any, route: Route, ids: Mapping[str, Any]) -> bool:
    """Say whether a refusal is the one that ids of nothing get too."""
    nobodys = {**ids, "draft": NOWHERE, "code": "no-such-service", "difference": 999_999}
    path = next(addresses(route, nobodys))
    return ask(path, POSTED).status_code == 403


@pytest.mark.parametrize("login", STRANGERS)
def test_no_list_names_another_agencys_things(theirs, browse, login):
    client = browse(officer(login))
    draft = ServiceDraft.objects.get(pk=theirs["draft"])

    for route in OPEN:
        shown = client.get(route.path(), {"q": draft.title.th}).content.decode()
        assert str(draft.pk) not in shown, route.template
        assert "their-block" not in shown, route.template


def test_who_owns_them_does_see_them(theirs, browse):
    mine: Actor = officer("bma.editor")

    found = {
        route.name: browse(mine).get(next(addresses(route, theirs))).status_code
        for route in OWNED
        if route.name.rpartition(":")[2] in ("draft", "checks", "publish", "history", "replay")
    }

    assert set(found.values()) <= {200, 302}
    assert len(found) == 5
