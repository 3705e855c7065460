"""From nothing to a draft that is ready to file."""

from collections.abc import Mapping
from pathlib import Path
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from krob.casework.applications import dossier, policies
from krob.casework.applications.applicant import newer, prefill
from krob.casework.applications.applicant.notices import CHANGEABLE, acknowledge, require_changeable
from krob.casework.applications.locking import (
    FILED_ALREADY,
    TOO_LOW,
    locked,
    next_reference,
    require,
)
from krob.casework.applications.models import Application, Filing
from krob.casework.applications.types import Status
from krob.engines.documents import commands as documents
from krob.engines.documents import queries as document_queries
from krob.engines.exchange import commands as exchange
from krob.engines.exchange.models import Lookup
from krob.engines.smartforms import state as smartforms
from krob.engines.smartforms.checks import errors_of
from krob.engines.smartforms.state import FormState
from krob.foundation.core import clock
from krob.foundation.core.actor import SYSTEM, Actor, ActorKind
from krob.foundation.core.errors import Conflict, Invalid, NotAllowed, NotFound
from krob.foundation.core.registry import command
from krob.foundation.events import journal
from krob.people.agencies.jurisdiction import ROUTING_UNIT
from krob.people.agencies.models import Unit
from krob.people.parties import commands as parties
from krob.people.parties import queries as party_queries
from krob.people.parties.types import Role
from krob.registers.catalogue.queries import is_offered, version_in_force

APPLICANT = {ActorKind.APPLICANT}


@command("applications.start", kinds=APPLICANT)
def start_application(*, actor: Actor, service: str) -> Application:
    """Open a draft for the party that the actor acts for, filled with what is already known.

    The version in force now is pinned. Each call opens another draft.

    Req: 1.3.1, V.5.

    Raises:
        NotFound: there is no such service.
        NotAllowed: the sign-in is not strong enough for this service, or the service is not for
            this kind of applicant.
        Conflict: no authority gives the service yet.
    """
    version = version_in_force(service, clock.today())
    part = version.parts["service"]
    require(policies.is_assured(actor, part), "assurance-too-low", TOO_LOW)
    party = party_queries.party_named(actor.party)
    if party.kind not in part.get("applicants", ["person", "juristic"]):
        raise NotAllowed("not-for-this-party", _("This service is not open to this applicant."))
    if not is_offered(service, clock.today()):
        raise Conflict(
            "not-offered-yet",
            _("No office gives this service yet. You can apply as soon as the first one does."),
        )
    now = clock.now()
    reference = next_reference()
    application = Application(
        reference=reference,
        subject=f"application:{reference}",
        filing=Filing.objects.create(party=actor.party, created_at=now),
        version=version,
        unit=Unit.objects.get(code=ROUTING_UNIT),
        party=actor.party,
        party_kind=party.kind,
        filed_by=actor.person,
        answers={},
        raw={},
        provenance={},
        created_at=now,
        saved_at=now,
    )
    _keep(application, prefill.known(actor, application))
    application.save()
    _take_part(actor, application)
    _record(actor, application, "application.started", {"service": service})
    return application


def _take_part(actor: Actor, application: Application) -> None:
    parties.add_participant(
        actor=actor, subject=application.subject, party=application.party, role=Role.HOLDER
    )


def _record(
    actor: Actor, application: Application, name: str, facts: Mapping[str, object] | None = None
) -> None:
    journal.record(actor=actor, name=name, subject=application.subject, data=dict(facts or {}))


def _keep(application: Application, state: FormState) -> None:
    application.answers = state.answers
    application.raw = state.raw
    application.provenance = state.provenance
    application.label = prefill.label_of(application)


def _editable(actor: Actor, reference: str) -> Application:
    application = locked(actor, reference)
    require(policies.may_edit(actor, application))
    require_changeable(application)
    return application


@command("applications.save-draft", kinds=APPLICANT, states=CHANGEABLE)
def save_draft(
    *,
    actor: Actor,
    reference: str,
    edition: int,
    page: str,
    posted: Mapping[str, list[str]],
) -> Application:
    """Keep what stands on a page of the form, right or wrong; nothing typed is lost.

    ``edition`` is the one that the page was made from. What a registry filled in since is kept
    where the page says nothing, and what the page says stands (``_unseen`` in ``posted`` names what
    was filled in before that). In a correction round only the fields that the officer named are
    taken. Autosave records no event.

    Raises:
        Conflict: a newer save exists; nothing was changed.
    """
    application = _editable(actor, reference)
    unseen = prefill.unseen_since(application, edition)
    if unseen is None:
        raise Conflict(
            "newer-draft",
            _("This application was changed in another window. Reload to see the newer answers."),
        )
    form, state, context = dossier.form_and_state(application)
    opened = dossier.open_fields(application)
    unseen |= set(posted.get("_unseen", ()))
    merged = smartforms.merge(form, state, page, posted, context, only=opened, unseen=unseen)
    _keep(application, merged)
    newer.gone_on(application)
    application.edition += 1
    application.saved_at = clock.now()
    application.save()
    return application


@command("applications.prefill", kinds={ActorKind.SYSTEM, ActorKind.APPLICANT}, states=CHANGEABLE)
def prefill_draft(*, actor: Actor, reference: str, lookup: UUID) -> Application:
    """Fill a draft with what a registry answered; what the person typed stays.

    In a correction round only fields that it opens are filled. Repeating it changes nothing.
    """
    application = locked(actor, reference)
    require(actor.kind == ActorKind.SYSTEM or policies.may_edit(actor, application))
    if application.status not in CHANGEABLE:
        return application
    state = prefill.from_lookup(actor, application, lookup)
    if state is None:
        return application
    _keep(application, state)
    application.edition += 1
    application.saved_at = clock.now()
    application.save()
    return application


@command("applications.ask-registry", kinds=APPLICANT, states=CHANGEABLE)
def ask_registry(*, actor: Actor, reference: str, field: str) -> Lookup:
    """Ask a registry by what the person has typed in a field; the answer comes later.

    Req: 1.3.2, A.11.

    Raises:
        Invalid: the field asks no registry, or what it says is missing or wrong.
    """
    application = _editable(actor, reference)
    registry = prefill.lookup_of(application, field).get("registry", "")
    if not registry:
        raise Invalid("nothing-to-look-up", _("There is nothing to look up here."))
    return exchange.ask(
        actor=actor,
        registry=registry,
        key=_key_of(application, field),
        subject=application.subject,
        purpose="applications.prefill",
    )


def _key_of(application: Application, field: str) -> str:
    form, state, context = dossier.form_and_state(application)
    wrong = errors_of(form, state, None, context, only=frozenset({field}))
    key = str(state.answers.get(field) or "")
    if not key and not wrong:
        wrong = {field: form.fields[field].kind.missing(form.fields[field])}
    if wrong:
        raise Invalid("key-unusable", _("The registry is asked by this number."), fields=wrong)
    return key


@command("applications.add-document", kinds=APPLICANT, states=CHANGEABLE)
def add_document(
    *, actor: Actor, reference: str, requirement: str, name: str, path: Path
) -> Application:
    """Attach a received file to one of the documents that these answers call for.

    Raises:
        Invalid: the document is not asked for, or the file is not what it should be.
    """
    application = _editable(actor, reference)
    need = next((n for n in dossier.document_needs(application) if n.code == requirement), None)
    if need is None or need.state == "not-needed" or need.how != "upload":
        raise Invalid("document-not-asked-for", _("This document is not asked for."))
    _require_named(application, requirement)
    documents.store_upload(
        actor=actor,
        subject=application.subject,
        requirement=requirement,
        name=name,
        path=path,
        accept=need.accept,
        max_pages=need.max_pages,
    )
    return application


def _require_named(application: Application, requirement: str) -> None:
    asked = dossier.open_documents(application)
    allowed = asked is None or requirement in asked
    require(allowed, "not-asked-to-correct", _("Nobody asked to correct this."))


@command("applications.remove-document", kinds=APPLICANT, states=CHANGEABLE)
def remove_document(*, actor: Actor, reference: str, upload: UUID) -> Application:
    """Take an attached file away again.

    Raises:
        NotFound: this application has no such file.
    """
    application = _editable(actor, reference)
    found = document_queries.uploads_of(actor, application.subject).filter(pk=upload).first()
    if found is None:
        raise NotFound("document-not-found", _("There is no such document."))
    _require_named(application, found.requirement)
    documents.remove_upload(actor=actor, upload_id=upload)
    return application


@command("applications.acknowledge-notice", kinds=APPLICANT, states=CHANGEABLE)
def acknowledge_notice(*, actor: Actor, reference: str) -> Application:
    """Note that the person has read the privacy notice that is current now.

    Req: S.1.
    """
    application = locked(actor, reference)
    require(policies.may_edit(actor, application))
    acknowledge(actor, application)
    return application


@command("applications.discard", kinds=APPLICANT, states={Status.DRAFT.value})
def discard_draft(*, actor: Actor, reference: str) -> None:
    """Throw a draft away: answers, files and a filing that held nothing else go.

    What registries answered goes a little later; the number stays used.

    Raises:
        Conflict: it has been filed; it can be withdrawn, not discarded.
    """
    application = locked(actor, reference)
    require(policies.may_edit(actor, application))
    if application.status != Status.DRAFT:
        raise Conflict("no-longer-a-draft", FILED_ALREADY)
    for upload in document_queries.uploads_of(actor, application.subject):
        documents.remove_upload(actor=actor, upload_id=upload.pk)
    parties.end_participation(
        actor=actor, subject=application.subject, party=application.party, role=Role.HOLDER
    )
    exchange.let_go(actor=SYSTEM, subject=application.subject)
    _record(actor, application, "application.discarded")
    filing = application.filing
    application.delete()
    if not filing.applications.exists():
        filing.delete()
