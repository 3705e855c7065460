"""What follows when a step of an application closes: status, charges, the licence.

Called inside a command's transaction, with the application's row locked.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from krob.casework.applications import dossier, handing, terms
from krob.casework.applications.models import Application, Finding
from krob.casework.applications.types import BY_STEP_KIND, Status
from krob.engines.workflow import commands as workflow
from krob.engines.workflow import queries as steps
from krob.engines.workflow.models import Step
from krob.engines.workflow.types import Outcome
from krob.foundation.core import clock
from krob.foundation.core.actor import SYSTEM, Actor
from krob.foundation.core.errors import NotFound
from krob.foundation.core.money import total
from krob.foundation.events import journal
from krob.people.agencies.calendars import last_day_for_a_person
from krob.people.agencies.signing import signatory_for
from krob.registers.catalogue.queries import form_of
from krob.registers.catalogue.types import rule_types
from krob.registers.licences import commands as licences
from krob.registers.payments import commands as payments

DECIDING = frozenset({"decision", handing.HAND_OVER})
"""Kinds of step in which an approval may be given, so that who signs is fixed there."""


def begin(application: Application) -> None:
    """Start the step graph of the pinned version in the calendar that counts for it."""
    workflow.start_process(
        actor=SYSTEM,
        subject=application.subject,
        graph=dossier.parts_of(application)["steps"],
        unit=application.unit.code,
        calendar=terms.calendar_of(application),
        facts=dossier.typed_answers(application),
        types=rule_types(form_of(application.version)),
    )
    raise_bill(application, "review")
    handing.pass_on(application)


def step_part(application: Application, step: str) -> Mapping[str, Any]:
    """Return a step's part of the pinned graph.

    Raises:
        NotFound: the graph has no such step.
    """
    part: Mapping[str, Any] | None = dossier.parts_of(application)["steps"]["steps"].get(step)
    if part is None:
        raise NotFound("step-not-found", _("There is no such step."))
    return part


def standing(application: Application) -> dict[str, Step]:
    """Return the open steps by their kind."""
    return {
        str(step_part(application, step.key)["kind"]): step
        for step in steps.open_steps(SYSTEM, application.subject)
    }


def only_action(application: Application, step: str) -> str:
    """Return the name of the one action by which a step is left (applicant, payment, auto).

    What is done by itself when nobody acts in time is not among them.
    """
    part = step_part(application, step)
    late = str(part.get("on_overdue") or "").removeprefix("action:")
    (action,) = [key for key in part["actions"] if key != late or len(part["actions"]) == 1]
    return str(action)


def follow(application: Application, outcome: Outcome) -> None:
    """Bring the application to where its steps now stand, and do what is due there.

    A payment step with nothing to pay is passed at once.
    """
    if outcome.ended:
        _end(application, outcome.ended)
        return
    entered = standing(application)
    application.status = next(
        (status for kind, status in BY_STEP_KIND.items() if kind in entered), application.status
    )
    application.save()
    handing.pass_on(application)
    if "payment" in entered and not raise_bill(application, "issue"):
        pass_payment(application)


def pass_payment(application: Application) -> None:
    """Leave the payment step: what was owed is settled, or nothing is owed."""
    step = standing(application)["payment"]
    outcome = workflow.act(
        actor=SYSTEM,
        subject=application.subject,
        step=step.key,
        visit=step.visit,
        action=only_action(application, step.key),
    )
    follow(application, outcome)


def _dates(application: Application) -> dict[str, date]:
    moments = {
        "submitted": application.submitted_at,
        "completed": application.completed_at or application.submitted_at,
        "decided": application.decided_at or clock.now(),
    }
    return {name: clock.local_date(at or clock.now()) for name, at in moments.items()}


def raise_bill(application: Application, precedes: str) -> bool:
    """Ask for the charges that precede a review or the issue; False where there are none."""
    lines = dossier.charge_lines(application, precedes, _dates(application))
    if not total(line.amount for line in lines):
        return False
    days = int(dossier.parts_of(application)["fees"].get("due_days", 30))
    due = last_day_for_a_person(
        terms.calendar_of(application), clock.today() + timedelta(days=days)
    )
    payments.raise_bill(actor=SYSTEM, terms=terms.of_bill(application, lines, precedes, due))
    return True


def _end(application: Application, end: str) -> None:
    status = dossier.parts_of(application)["steps"]["ends"][end]["status"]
    application.status = Status(status)
    application.decided_at = application.decided_at or clock.now()
    application.save()
    if application.status == Status.APPROVED:
        licences.grant_licence(actor=SYSTEM, terms=terms.of_licence(application))


def note_finding(
    actor: Actor,
    application: Application,
    part: Mapping[str, object],
    step: str,
    visit: int,
    action: str,
    note: str,
    checklist: Mapping[str, str],
) -> Finding:
    """Keep what was found and done in a step; a decision fixes who signs.

    Raises:
        NotFound: no order says who signs for the authority today.
    """
    signatory = {}
    if part["kind"] in DECIDING and application.offering is not None:
        power = dossier.parts_of(application)["service"]["power"]
        signs = signatory_for(application.offering.authority, power, clock.today())
        signatory = signs.as_json()
    return Finding.objects.create(
        application=application,
        step=step,
        visit=visit,
        action=action,
        officer=actor.id,
        checklist=dict(checklist),
        note=note,
        signatory=signatory,
        at=clock.now(),
    )


_EVENTS = {
    Status.CORRECTING: "application.returned",
    Status.APPROVED: "application.approved",
    Status.REFUSED: "application.refused",
    Status.PAYING: "application.fee-due",
}


def _name_of(application: Application, outcome: Outcome) -> str:
    """Name what a move brought about; what another branch brought about is not told again."""
    turns = {step_part(application, key)["kind"] for key in outcome.entered}
    if not outcome.ended and not turns & {"applicant", "payment"}:
        return "application.advanced"
    return _EVENTS.get(Status(application.status), "application.advanced")


def record_move(actor: Actor, application: Application, finding: Finding, outcome: Outcome) -> None:
    """Record what the move that a finding tells of brought about."""
    journal.record(
        actor=actor,
        name=_name_of(application, outcome),
        subject=application.subject,
        data={"step": finding.step, "visit": finding.visit, "action": finding.action},
    )
