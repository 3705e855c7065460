"""Running applications moved to another version by an officer: tried, moved, moved back.

The officer decides once; the worker does it application by application, one event each.

Req: 2.2.1, 2.8.1.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from krob.casework.applications import dossier, policies
from krob.casework.applications.locking import locked, require
from krob.casework.applications.models import Application, MovedApplication, VersionMove
from krob.casework.applications.officer import repinning
from krob.casework.applications.types import CHECK_MOVE, DO_MOVE, UNDO_MOVE, MoveState
from krob.engines.workflow import commands as workflow
from krob.foundation.core import clock
from krob.foundation.core.actor import Actor, ActorKind
from krob.foundation.core.errors import Conflict, NotFound
from krob.foundation.core.registry import command
from krob.foundation.events import access, journal
from krob.foundation.events.models import Event
from krob.foundation.jobs.queue import enqueue
from krob.registers.catalogue.models import ServiceVersion
from krob.registers.catalogue.queries import form_of
from krob.registers.catalogue.types import rule_types

OFFICERS = {ActorKind.OFFICER}
WORKER = {ActorKind.SYSTEM}
AT_ONCE = 50  # applications looked at in one transaction
ENDS = {(MoveState.MOVING, MoveState.DONE), (MoveState.UNDOING, MoveState.UNDONE)}


@command("applications.plan-move", kinds=OFFICERS)
def plan_move(
    *, actor: Actor, service: str, before: int, after: int, steps: Mapping[str, str]
) -> VersionMove:
    """Try what would happen if the running applications of a version followed another one.

    Nothing is moved. ``steps`` says which new step takes an old one's place.

    Raises:
        NotAllowed: the officer does not publish services.
        NotFound: the own agency has no such service or versions.
    """
    require(policies.may_move_versions(actor))
    found = {
        version.number: version
        for version in ServiceVersion.objects.filter(
            service__code=service, service__agency__code=actor.agency, number__in=(before, after)
        )
    }
    if len(found) != 2:
        raise NotFound("version-not-found", _("There is no such version."))
    move = VersionMove.objects.create(
        agency=actor.agency,
        before=found[before],
        after=found[after],
        steps={old: new for old, new in steps.items() if new and old != new},
        started_by=actor.id,
        started_at=clock.now(),
    )
    _hand_over(actor, move, CHECK_MOVE, "application.versions-move-planned")
    return move


def _hand_over(actor: Actor, move: VersionMove, job: str, name: str) -> None:
    enqueue(job, {"move": str(move.pk)}, serial_key=f"move:{move.pk}")
    data = {"service": move.after.service.code, "able": move.able}
    journal.record(actor=actor, name=name, subject=f"move:{move.pk}", data=data)


def _own(actor: Actor, move: UUID) -> VersionMove:
    require(policies.may_move_versions(actor))
    row = (
        VersionMove.objects.select_for_update(of=("self",))
        .select_related("before__service", "after__service")
        .filter(pk=move, agency=actor.agency)
        .first()
    )
    if row is None:
        raise NotFound("move-not-found", _("There is no such move."))
    return row


@command("applications.carry-out-move", kinds=OFFICERS)
def carry_out_move(*, actor: Actor, move: UUID) -> VersionMove:
    """Move what can be moved; the worker does it. Again changes nothing.

    Raises:
        NotAllowed, NotFound: it is not for this officer.
        Conflict: it was not tried yet, or was taken back.
    """
    row = _own(actor, move)
    if row.state in (MoveState.MOVING, MoveState.DONE):
        return row
    if row.state != MoveState.READY:
        raise Conflict("move-not-ready", _("This move cannot be carried out now."))
    row.state = MoveState.MOVING
    row.save(update_fields=["state"])
    _hand_over(actor, row, DO_MOVE, "application.versions-move-started")
    return row


@command("applications.undo-version-move", kinds=OFFICERS)
def undo_version_move(*, actor: Actor, move: UUID) -> VersionMove:
    """Move everything back to which nothing has happened since; the worker does it.

    Raises:
        NotAllowed, NotFound: it is not for this officer.
        Conflict: nothing was moved.
    """
    row = _own(actor, move)
    if row.state in (MoveState.UNDOING, MoveState.UNDONE):
        return row
    if row.state != MoveState.DONE:
        raise Conflict("move-not-done", _("Nothing was moved that could be moved back."))
    row.state = MoveState.UNDOING
    row.save(update_fields=["state"])
    _hand_over(actor, row, UNDO_MOVE, "application.versions-move-undone")
    return row


@command("applications.check-move", kinds=WORKER)
def check_move(*, actor: Actor, move: UUID, after: str = "") -> str:
    """Report which of the next applications can follow and which cannot, and why.

    ``after`` is the reference to go on after; from the beginning what was found before is
    forgotten. A move that was tried already stays as it is. Returns where to go on; "" at the end.
    """
    row = _taken(move)
    if row.state != MoveState.CHECKING:
        return ""
    rest = repinning.running(row).filter(reference__gt=after).select_related("version")
    applications = list(rest[:AT_ONCE])
    _note_reading(actor, row, applications)
    refused = {one.reference: _reasons(one, row) for one in applications}
    report = [{"reference": name, "reasons": told} for name, told in refused.items() if told]
    row.report = [*(row.report if after else ()), *report]
    row.able = (row.able if after else 0) + len(applications) - len(report)
    if len(applications) < AT_ONCE:
        row.state = MoveState.READY
    row.save()
    return "" if row.state == MoveState.READY else applications[-1].reference


def _note_reading(actor: Actor, row: VersionMove, applications: Sequence[Application]) -> None:
    if applications:
        access.reading(
            actor=replace(actor, id=row.started_by, agency=row.agency),
            purpose="applications.move",
            subjects=[one.subject for one in applications],
            fields=("answers",),
        )


def _reasons(application: Application, move: VersionMove) -> list[dict[str, str]]:
    """Return in both languages why an application cannot follow; empty when it can."""
    with override("th"):
        thai = [str(said) for said in repinning.obstacles(application, move)]
    if not thai:
        return []
    with override("en"):
        english = [str(said) for said in repinning.obstacles(application, move)]
    return [{"th": th, "en": en} for th, en in zip(thai, english, strict=True)]


def _taken(move: UUID) -> VersionMove:
    related = ("before__service", "after__service")
    return VersionMove.objects.select_related(*related).get(pk=move)


@command("applications.repin", kinds=WORKER)
def repin_application(*, actor: Actor, reference: str, move: UUID) -> Application:
    """Let one application follow the other version; what cannot stays as it is.

    So does what was decided meanwhile, what another agency considers, and everything when the move
    is not being carried out.
    """
    row, application = _taken(move), locked(actor, reference)
    if row.state != MoveState.MOVING or not _can_follow(application, row):
        return application
    _follow(actor, application, row.after, row.steps)
    event = _record(actor, application, "application.version-changed", row)
    MovedApplication.objects.create(move=row, application=application, event=event.pk)
    return application


def _can_follow(application: Application, move: VersionMove) -> bool:
    running = repinning.running(move).filter(pk=application.pk).exists()
    return running and not repinning.obstacles(application, move)


def _follow(
    actor: Actor, application: Application, version: ServiceVersion, steps: Mapping[str, str]
) -> None:
    application.version = version
    application.reading = None
    application.save(update_fields=["version"])
    workflow.repin_process(
        actor=actor,
        subject=application.subject,
        graph=version.parts["steps"],
        steps=steps,
        facts=dossier.typed_answers(application),
        types=rule_types(form_of(version)),
    )
    for finding in application.findings.filter(step__in=steps):
        finding.step = steps[finding.step]
        finding.save(update_fields=["step"])


def _record(actor: Actor, application: Application, name: str, move: VersionMove) -> Event:
    data = {"from": move.before.number, "to": move.after.number, "by": move.started_by}
    return journal.record(actor=actor, name=name, subject=application.subject, data=data)


@command("applications.repin-back", kinds=WORKER)
def repin_back(*, actor: Actor, reference: str, move: UUID) -> Application:
    """Let one application follow its first version again, while nothing happened to it since.

    What the move did not take along, and everything when it is not being taken back, stays.
    """
    row, application = _taken(move), locked(actor, reference)
    moved = MovedApplication.objects.filter(move=row, application=application).first()
    newest = Event.objects.filter(subject=application.subject).order_by("-id").first()
    untouched = moved and newest and newest.pk == moved.event and not moved.undone
    if moved is None or row.state != MoveState.UNDOING or not untouched:
        return application
    back = {new: old for old, new in row.steps.items()}
    _follow(actor, application, row.before, back)
    _record(actor, application, "application.version-change-undone", row)
    moved.undone = True
    moved.save(update_fields=["undone"])
    return application


@command("applications.end-move", kinds=WORKER)
def end_move(*, actor: Actor, move: UUID, state: str) -> VersionMove:
    """Note that the worker is through with a move; one that is not at work stays as it is."""
    row = _taken(move)
    if (row.state, state) not in ENDS:
        return row
    row.state = MoveState(state)
    row.save(update_fields=["state"])
    return row
