"""What rows about casework need: authorities, services, people, and drafts that are ready."""

import tempfile
from functools import lru_cache
from pathlib import Path
from uuid import uuid4

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from demo import authorities, services
from demo.filings import LICENCE, address_of, applicant, posted, started, with_documents
from krob.casework.applications.models import Application, Filing
from krob.engines.documents.models import Upload
from krob.foundation.core import clock
from krob.foundation.core.actor import Actor
from krob.people.agencies.models import Staff
from krob.people.identity import sessions
from krob.people.identity.models import User
from krob.people.identity.types import UserKind
from krob.people.parties.models import NoticeAcceptance, Participation
from simulators import people

SILOM = address_of(people.SILOM)
BACKENDS = "krob.people.identity.backends."


@lru_cache(maxsize=1)
def loaded() -> Actor:
    """Load authorities and services once; return the applicant."""
    authorities.load()
    services.load()
    return applicant("thana")


@lru_cache(maxsize=1)
def template_draft() -> Application:
    """Return one draft of the licence (54 fields) with its documents, as a person made it."""
    actor = loaded()
    with tempfile.TemporaryDirectory() as folder:
        application = started(actor, LICENCE, posted(260, SILOM, "ธนาโภชนา"))
        with_documents(actor, application, Path(folder))
    return Application.objects.get(pk=application.pk)


def drafts(count: int) -> list[str]:
    """Return the references of as many further drafts, copied row by row from the first."""
    made = template_draft()
    return [_copied(made, f"KRB-B-{uuid4().hex[:10]}") for _ in range(count)]


def _copied(made: Application, reference: str) -> str:
    subject = f"application:{reference}"
    filing = Filing.objects.create(party=made.party, created_at=clock.now())
    fresh = Application.objects.get(pk=made.pk)
    fresh.pk, fresh._state.adding = uuid4(), True
    fresh.reference, fresh.subject, fresh.filing = reference, subject, filing
    fresh.save(force_insert=True)
    for model, unlike in ((Participation, ()), (NoticeAcceptance, ()), (Upload, ("key",))):
        for row in model.objects.filter(subject=made.subject):
            row.pk = uuid4() if model is Upload else None
            row._state.adding, row.subject = True, subject
            for name in unlike:
                setattr(row, name, f"bench/{uuid4()}")
            row.save(force_insert=True)
    return reference


def applicant_session() -> str:
    """Return the key of a session in which the applicant is signed in."""
    person = loaded().person.removeprefix("person:")
    user = User.objects.filter(person_id=person).first() or User(
        kind=UserKind.APPLICANT, issuer="bench", subject_id=person, person_id=person
    )
    if user.pk is None:
        user.created_at = clock.now()
        user.set_unusable_password()
        user.save()
    return _session(user, "NationalIdBackend", ial="2.3").session_key or ""


def officer_session(login: str) -> str:
    """Return the key of a session in which an officer is signed in with both factors."""
    user: User = Staff.objects.select_related("user").get(user__login=login).user
    store = _session(user, "OfficerBackend")
    sessions.note_second_factor(store, user)
    store.save()
    return store.session_key or ""


def _session(user: User, backend: str, ial: str = "") -> SessionStore:
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = BACKENDS + backend
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    sessions.begin(store, user, ial=ial)
    store.create()
    return store
