"""A draft moved to the version of its service that is in force now, and back. Never by itself.

Req: 1.3.1, 2.2.1.
"""

from django.utils.translation import gettext_lazy as _

from krob.casework.applications import policies
from krob.casework.applications.applicant import newer, prefill
from krob.casework.applications.locking import locked, require
from krob.casework.applications.models import Application
from krob.casework.applications.types import Status
from krob.engines.smartforms.state import FormState
from krob.foundation.core import clock
from krob.foundation.core.actor import Actor, ActorKind
from krob.foundation.core.errors import Conflict
from krob.foundation.core.registry import command
from krob.foundation.events import journal
from krob.registers.catalogue.models import ServiceVersion

APPLICANT = {ActorKind.APPLICANT}
DRAFT = {Status.DRAFT.value}


def _own(actor: Actor, reference: str) -> Application:
    application = locked(actor, reference)
    require(policies.may_edit(actor, application))
    if application.status != Status.DRAFT:
        raise Conflict("no-longer-a-draft", _("This application has been filed already."))
    return application


@command("applications.move-draft", kinds=APPLICANT, states=DRAFT)
def move_draft(*, actor: Actor, reference: str) -> Application:
    """Go on with a draft in the version in force; answers stay where they still fit.

    What must be answered again is remembered with the draft. A draft that is up to date stays as
    it is.

    Raises:
        NotFound, NotAllowed: it is not the actor's draft.
        Conflict: it has been filed.
    """
    application = _own(actor, reference)
    version = newer.offered(application)
    if version is None:
        return application
    found = newer.carry(application, version)
    application.moved = newer.remembered(application, found)
    _pinned(application, version, found.state, application.label)
    _record(actor, application, "application.moved-to-version", len(found.wrong))
    return application


@command("applications.undo-move", kinds=APPLICANT, states=DRAFT)
def undo_move(*, actor: Actor, reference: str) -> Application:
    """Take the move back: the older version with the answers as they were.

    Raises:
        NotFound, NotAllowed: it is not the actor's draft.
        Conflict: it has been filed, was not moved, or the person has gone on since.
    """
    application = _own(actor, reference)
    if not newer.may_undo(application):
        raise Conflict("gone-on", _("You have gone on with the new version already."))
    before = application.moved
    application.moved = {}
    version = ServiceVersion.objects.get(pk=before["from"])
    _pinned(application, version, FormState.of(before["state"]), before["state"]["label"])
    _record(actor, application, "application.move-undone", 0)
    return application


def _pinned(
    application: Application, version: ServiceVersion, state: FormState, label: str
) -> None:
    application.version = version
    application.answers = dict(state.answers)
    application.raw = dict(state.raw)
    application.provenance = dict(state.provenance)
    application.label = prefill.label_of(application) or label
    application.edition += 1
    application.saved_at = clock.now()
    application.save()


def _record(actor: Actor, application: Application, name: str, again: int) -> None:
    data = {"version": application.version.number, "again": again}
    journal.record(actor=actor, name=name, subject=application.subject, data=data)
