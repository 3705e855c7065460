"""Getting an application to the right desk: which office, which officer."""

from django.utils.translation import gettext_lazy as _

from krob.casework.applications import placing, policies
from krob.casework.applications.locking import locked, require
from krob.casework.applications.models import Application
from krob.casework.applications.moving import begin
from krob.casework.applications.types import OPEN, Status
from krob.engines.workflow import commands as workflow
from krob.engines.workflow import queries as steps
from krob.foundation.core.actor import SYSTEM, Actor, ActorKind
from krob.foundation.core.errors import Conflict, Invalid
from krob.foundation.core.registry import command
from krob.foundation.events import journal
from krob.people.agencies import queries as agencies
from krob.people.agencies.commands import teach_jurisdiction
from krob.people.agencies.jurisdiction import Place
from krob.people.agencies.models import Unit

OFFICER = {ActorKind.OFFICER}


@command("applications.route", kinds=OFFICER, states={Status.ROUTING.value})
def route_application(
    *, actor: Actor, reference: str, unit: str, teach: bool = False
) -> Application:
    """Hand an application that no jurisdiction row covers to an office.

    With ``teach`` the table learns it: the next application from this subdistrict goes there.

    Raises:
        NotAllowed: the actor does not route.
        Conflict: it is not waiting to be routed any more.
        Invalid: there is no such office, or its authority does not give this service.
    """
    application = locked(actor, reference)
    require(policies.may_route(actor))
    if application.status != Status.ROUTING:
        raise Conflict("already-routed", _("This application has an office already."))
    found = Unit.objects.select_related("authority", "calendar").filter(code=unit).first()
    competence = placing.at_unit(application, found) if found else None
    if competence is None:
        raise Invalid("office-does-not-serve", _("This office does not give the service."))
    application.status = Status.CHECKING
    placing.hand_to(application, competence)
    application.save()
    if teach:
        _teach(actor, application)
    begin(application)
    journal.record(
        actor=actor,
        name="application.routed",
        subject=application.subject,
        data={"unit": unit},
    )
    return application


def _teach(actor: Actor, application: Application) -> None:
    place = placing.place_of(application)
    teach_jurisdiction(
        actor=actor,
        power=application.version.parts["service"]["power"],
        place=Place(
            province=place.province, district=place.district, subdistrict=place.subdistrict
        ),
        unit=application.unit.code,
        source=application.reference,
    )


def _holder(application: Application, step: str) -> str | None:
    """Return who works on an open step: the public id of an account, or nobody."""
    standing = steps.open_steps(SYSTEM, application.subject)
    return next((each.assignee for each in standing if each.key == step), None)


def _refuse_stranger(application: Application, officer: str) -> None:
    if officer and not agencies.roles_in(officer, application.unit.code):
        raise Invalid("not-of-this-office", _("This officer does no work in the office."))


@command("applications.reassign", kinds=OFFICER, states={status.value for status in OPEN})
def reassign_step(*, actor: Actor, reference: str, step: str, officer: str) -> Application:
    """Give an open step to a colleague of the same unit, or take it, also from a colleague.

    ``officer`` is the public id of the account; empty gives it back to the unit's queue. Giving it
    to whoever has it changes nothing.

    Raises:
        NotAllowed: the actor neither assigns work nor takes it for themselves.
        Invalid: that officer does no work in this unit.
        Conflict: the step is closed.
    """
    application = locked(actor, reference)
    require(policies.may_assign(actor) or officer == actor.id)
    _refuse_stranger(application, officer)
    before = _holder(application, step)
    if before == officer:
        return application
    workflow.assign_step(
        actor=actor, subject=application.subject, step=step, assignee=officer, record=False
    )
    journal.record(
        actor=actor,
        name="application.reassigned",
        subject=application.subject,
        data={"step": step, "officer": officer, "from": before or ""},
    )
    return application
