"""What every test may use: people with characters, and a place for files."""

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.urls import get_resolver
from django.utils import translation
from django.utils.translation.reloader import translation_file_changed

from config.messages import compile_messages
from krob.connectors.signer.enrolment import enrol
from krob.foundation.core.actor import Actor, ActorKind
from krob.foundation.core.permissions import Permission
from krob.foundation.events.guard import lift_in_tests
from simulators.ca import make_app as make_authority
from simulators.server import running

OWNER = "person:00000000-0000-4000-8000-000000000001"
RIVAL = "person:00000000-0000-4000-8000-000000000002"


def pytest_configure() -> None:
    if compile_messages():  # Django may have read the old ones while it started
        translation_file_changed(None, Path("django.mo"))


def pytest_collection_modifyitems(config, items) -> None:
    """Leave out what only PostgreSQL can show when the tests run on SQLite."""
    if connection.vendor == "postgresql":
        return
    only = [item for item in items if (mark := item.get_closest_marker("postgres")) and mark.kwargs]
    items[:] = [item for item in items if item not in only]
    config.hook.pytest_deselected(items=only)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Let the test database forget: events are append-only everywhere else."""
    assert get_resolver().url_patterns  # read once, while the settings are those of the run
    with django_db_blocker.unblock():
        lift_in_tests()


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.KROB_FILES = tmp_path / "files"
    settings.KROB_HEADS = tmp_path / "heads.jsonl"


def _officer(name: str, unit: str, agency: str = "bma") -> Actor:
    return Actor(
        kind=ActorKind.OFFICER,
        id=name,
        agency=agency,
        units=frozenset({unit}),
        permissions=frozenset(Permission),
    )


@pytest.fixture(autouse=True)
def _thai() -> Iterator[None]:
    """Begin in Thai, whatever language the last page of another test was in."""
    with translation.override("th"):
        yield


@pytest.fixture
def owner() -> Actor:
    """A person who opens a restaurant."""
    return Actor(kind=ActorKind.APPLICANT, id="u-owner", person=OWNER, party=OWNER, ial="2.3")


@pytest.fixture
def rival() -> Actor:
    """Another person, who has no business here."""
    return Actor(kind=ActorKind.APPLICANT, id="u-rival", person=RIVAL, party=RIVAL, ial="2.3")


@pytest.fixture
def checker() -> Actor:
    """An officer of the Bang Rak district office."""
    return _officer("u-checker", "bma-bangrak")


@pytest.fixture
def approver() -> Actor:
    """A colleague of the checker."""
    return _officer("u-approver", "bma-bangrak")


@pytest.fixture
def pathumwan_officer() -> Actor:
    """An officer of another Bangkok district."""
    return _officer("u-pathumwan", "bma-pathumwan")


@pytest.fixture
def municipal_officer() -> Actor:
    """An officer of a municipality."""
    return _officer("u-municipal", "nonthaburi-city", agency="nonthaburi")


@pytest.fixture(scope="session")
def authority() -> Iterator[str]:
    """The certificate authority's address; one for the whole run."""
    with running(make_authority) as address:
        yield address


@pytest.fixture(scope="session")
def enrolled(authority: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a seal that the authority certified."""
    folder = tmp_path_factory.mktemp("seal")
    enrol(folder, authority, name="Krob Test Seal", organisation="สำนักงานเขตบางรัก")
    return folder


@pytest.fixture
def seal(settings, enrolled: Path) -> Path:
    """This installation seals with the enrolled seal and trusts its authority."""
    settings.KROB_SEAL = enrolled
    return enrolled


@pytest.fixture
def append_only(db) -> None:
    """Put the database's guard up, which the test runner has lifted."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL krob.append_only_lifted = 'off'")
        else:
            cursor.execute("DELETE FROM events_lifted")


@pytest.fixture
def browse(client, monkeypatch) -> Callable[[Actor], Client]:
    """Give a client whose requests are made as an actor (sign-in has its own tests)."""
    middleware = import_module("krob.people.agencies.middleware")  # needs Django's settings

    def as_actor(actor: Actor) -> Client:
        monkeypatch.setattr(middleware, "actor_for", lambda _request: actor)
        return client

    return as_actor
