"""What officers do: check, ask for corrections, inspect, recommend, decide."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from krob.casework.applications import dossier, policies
from krob.casework.applications.locking import locked, require
from krob.casework.applications.models import Application, Correction, Finding
from krob.casework.applications.moving import follow, step_part
from krob.casework.applications.types import BEFORE_DECISION, Status
from krob.engines.workflow import commands as workflow
from krob.foundation.core import clock
from krob.foundation.core.actor import Actor, ActorKind
from krob.foundation.core.errors import Conflict, Invalid
from krob.foundation.core.permissions import Permission
from krob.foundation.core.registry import command
from krob.foundation.events import journal
from krob.people.agencies.signing import signatory_for

Item = Mapping[str, str]
ASKABLE = ("field", "document")


@command(
    "applications.take-action",
    kinds={ActorKind.OFFICER},
    states={status.value for status in BEFORE_DECISION - {Status.ROUTING, Status.CORRECTING}},
)
def take_action(
    *,
    actor: Actor,
    reference: str,
    step: str,
    visit: int,
    action: str,
    note: str = "",
    checklist: Mapping[str, str] | None = None,
    corrections: Sequence[Item] = (),
) -> Application:
    """Close a step by one of the actions that the service's graph offers there.

    What the action needs (a note, reasons, a finished checklist, named corrections) is part of the
    graph. The statutory clock starts and stops as the graph says. Where the action approves, the
    signatory is fixed from the authority's orders; where nothing is owed the licence is granted.

    Req: 1.1.3, P.7, P.8.

    Raises:
        NotFound: the application is not one of this officer's units.
        NotAllowed: the officer has not this step's role, or four eyes are asked for.
        Conflict: somebody has acted on this step already; nothing was changed.
        Invalid: something that the action needs is missing.
    """
    application = locked(actor, reference)
    require(policies.may_view(actor))
    part = step_part(application, step)
    wanted = part["actions"].get(action)
    if wanted is None:
        raise Invalid("no-such-action", _("There is no such action in this step."))
    _refuse_incomplete(part, wanted, note, checklist or {}, corrections)
    outcome = workflow.act(
        actor=actor,
        subject=application.subject,
        step=step,
        visit=visit,
        action=action,
        note=note,
        checklist=dict(checklist or {}),
        facts={"corrections": bool(corrections)},
    )
    if part["kind"] == "decision":
        application.decided_at = clock.now()
    finding = _note(actor, application, part, step, visit, action, note, checklist or {})
    if "corrections" in wanted.get("needs", ()):
        _ask(actor, application, note, corrections)
    follow(application, outcome)
    _record(actor, application, finding, wanted)
    return application


def _refuse_incomplete(
    part: Mapping[str, object],
    wanted: Mapping[str, Sequence[str]],
    note: str,
    checklist: Mapping[str, str],
    corrections: Sequence[Item],
) -> None:
    needs = wanted.get("needs", ())
    missing: dict[str, object] = {}
    if {"note", "reasons"} & set(needs) and not note.strip():
        missing["note"] = _("Write the reasons.")
    if "corrections" in needs and not corrections:
        missing["corrections"] = _("Name at least one answer or document to correct.")
    if any(item["kind"] not in ASKABLE or not item["reason"].strip() for item in corrections):
        missing["corrections"] = _("Give a reason for each correction.")
    items = part.get("checklist", ())
    codes = [item["code"] for item in items] if isinstance(items, Sequence) else []
    if "checklist" in needs and any(not checklist.get(code) for code in codes):
        missing["checklist"] = _("Answer every point of the checklist.")
    if missing:
        raise Invalid("action-incomplete", _("Something is missing."), fields=missing)  # type: ignore[arg-type]


def _note(
    actor: Actor,
    application: Application,
    part: Mapping[str, object],
    step: str,
    visit: int,
    action: str,
    note: str,
    checklist: Mapping[str, str],
) -> Finding:
    signatory = {}
    if part["kind"] == "decision" and application.offering is not None:
        power = dossier.parts_of(application)["service"]["power"]
        found = signatory_for(application.offering.authority, power, clock.today())
        signatory = found.as_json() if found else {}
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


def _ask(actor: Actor, application: Application, note: str, items: Sequence[Item]) -> None:
    rounds = application.corrections.count()
    legal = dossier.parts_of(application)["service"].get("legal", {})
    if rounds >= int(legal.get("correction_rounds", 1)) and not actor.may(
        Permission.APPLICATIONS_DECIDE
    ):
        raise Conflict(
            "corrections-used-up",
            _("Corrections were asked for already. Only a supervisor may ask again."),
        )
    Correction.objects.create(
        application=application,
        round=rounds + 1,
        items=[dict(item) for item in items],
        note=note,
        asked_by=actor.id,
        asked_at=clock.now(),
    )


_EVENTS = {
    Status.CORRECTING: "application.returned",
    Status.APPROVED: "application.approved",
    Status.REFUSED: "application.refused",
    Status.PAYING: "application.fee-due",
}


def _record(
    actor: Actor, application: Application, finding: Finding, wanted: Mapping[str, object]
) -> None:
    journal.record(
        actor=actor,
        name=_EVENTS.get(Status(application.status), "application.advanced"),
        subject=application.subject,
        data={"step": finding.step, "visit": finding.visit, "action": finding.action},
    )
