"""What officers do: check, ask for corrections, inspect, recommend, decide."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from krob.casework.applications import dossier, moving, policies
from krob.casework.applications.beside import excluding
from krob.casework.applications.clocks import bylaw
from krob.casework.applications.locking import locked, require
from krob.casework.applications.models import Application, Correction
from krob.casework.applications.moving import follow, step_part
from krob.casework.applications.types import BEFORE_DECISION, Status
from krob.engines.smartforms.visibility import visible
from krob.engines.workflow import commands as workflow
from krob.foundation.core import clock
from krob.foundation.core.actor import SYSTEM, Actor, ActorKind
from krob.foundation.core.errors import Conflict, Invalid, NotFound
from krob.foundation.core.permissions import Permission
from krob.foundation.core.registry import command
from krob.people.parties.holding import hold
from krob.registers.catalogue.versioning.legal import profile_of
from krob.registers.payments import queries as bills
from krob.registers.payments.types import OWED, Precedes

Item = Mapping[str, str]
ASKABLE = ("field", "document")
NOT_OFFICERS = ("applicant", "auto", "payment")
POINT_LENGTH = 40
OWN_MATTER = _("This is your own matter; another officer must consider it.")


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
        NotFound: the application is not one of this officer's units, it has no such step, or no
            order says who signs for the authority today; nothing is decided.
        NotAllowed: the officer has not this step's role, four eyes are asked for, or it is the
            officer's own matter.
        Conflict: somebody has acted on this step already, a colleague works on it, the fee that
            precedes the review is not paid, the law has approved it, or what would be approved is
            excluded by what the party holds or has filed; nothing was changed.
        Invalid: something that the action needs is missing, or what is to be corrected is unknown.
    """
    application = locked(actor, reference)
    require(policies.may_view(actor))
    require(not policies.is_own_matter(actor, application), "own-matter", OWN_MATTER)
    bylaw.refuse_decided(application)
    part = _known_step(application, step)
    wanted = part["actions"].get(action)
    if wanted is None:
        raise Invalid("no-such-action", _("There is no such action in this step."))
    checklist = _known_points(part, checklist or {})
    _refuse_incomplete(part, wanted, note, checklist, corrections)
    _refuse_unknown(application, corrections)
    _refuse_unpaid(application)
    outcome = workflow.act(
        actor=actor,
        subject=application.subject,
        step=step,
        visit=visit,
        action=action,
        note=note,
        checklist=checklist,
        facts={"corrections": bool(corrections)},
    )
    if part["kind"] == "decision":
        application.decided_at = clock.now()
    if wanted.get("starts_clock") and application.completed_at is None:
        application.completed_at = clock.now()
    finding = moving.note_finding(actor, application, part, step, visit, action, note, checklist)
    if "corrections" in wanted.get("needs", ()):
        _ask(actor, application, note, corrections)
    follow(application, outcome)
    _refuse_excluded(application)
    moving.record_move(actor, application, finding, outcome)
    return application


def _known_step(application: Application, step: str) -> Mapping[str, Any]:
    if step not in dossier.parts_of(application)["steps"]["steps"]:
        raise NotFound("step-not-found", _("There is no such step."))
    part = step_part(application, step)
    require(part["kind"] not in NOT_OFFICERS, "not-an-officers-step")
    return part


def _known_points(part: Mapping[str, Any], checklist: Mapping[str, str]) -> dict[str, str]:
    """Return the answers to points that the step has: notes about people have no place here."""
    codes = [item["code"] for item in part.get("checklist", ())]
    return {code: checklist[code][:POINT_LENGTH] for code in codes if code in checklist}


def _refuse_unknown(application: Application, corrections: Sequence[Item]) -> None:
    """Refuse to ask for what the applicant could not mend: it is not asked of them."""
    form, state, context = dossier.form_and_state(application)
    asked = {key for key in visible(form, state.answers, context) if form.fields[key].kind.asks}
    brought = {need.code for need in dossier.document_needs(application) if need.how == "upload"}
    known = {"field": asked, "document": brought}
    if any(item["key"] not in known[item["kind"]] for item in corrections):
        problem = _("Name only answers and documents of this application.")
        raise Invalid("correction-unknown", problem, fields={"corrections": problem})


def _refuse_unpaid(application: Application) -> None:
    """Wait for the fee that precedes the review."""
    raised = bills.bills_of(SYSTEM, application.subject).filter(precedes=Precedes.REVIEW)
    if raised.filter(status__in=OWED).exists():
        raise Conflict("fee-unpaid", _("The fee that comes before the review is not paid yet."))


def _refuse_excluded(application: Application) -> None:
    """Stop an approval that something held or filed since excludes; the party is held for it."""
    if application.status not in (Status.PAYING, Status.APPROVED):
        return
    hold(application.party)
    reasons = [str(text) for text in excluding.exclusions(application)]
    if reasons:
        said = _("It cannot be approved: %(reasons)s")
        raise Conflict("excluded", said % {"reasons": " ".join(reasons)})


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


def _ask(actor: Actor, application: Application, note: str, items: Sequence[Item]) -> None:
    rounds = application.corrections.count()
    allowed = profile_of(dossier.parts_of(application)["service"]).correction_rounds
    if rounds >= allowed and not actor.may(Permission.APPLICATIONS_DECIDE):
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
