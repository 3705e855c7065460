"""What the screens show of moves of running applications to another version. Reads only."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from krob.casework.applications import policies
from krob.casework.applications.locking import require
from krob.casework.applications.models import Application, VersionMove
from krob.casework.applications.types import MoveState
from krob.engines.workflow.graph import StepGraph, parse
from krob.foundation.core.actor import Actor
from krob.foundation.core.errors import NotFound
from krob.registers.catalogue.models import ServiceVersion

AT_WORK = (MoveState.CHECKING, MoveState.MOVING, MoveState.UNDOING)


def planning(actor: Actor, service: str, before: int, after: int) -> dict[str, Any]:
    """Return the steps of one version, each with its proposed counterpart in another.

    Raises:
        NotAllowed: the officer does not publish services.
        NotFound: the own agency has no such service or versions.
    """
    require(policies.may_move_versions(actor))
    old, new = _version(actor, service, before), _version(actor, service, after)
    graph = parse(new.parts["steps"])
    return {
        "service": service,
        "before": old,
        "after": new,
        "running": Application.objects.open()
        .filter(version=old, unit__agency__code=actor.agency)
        .count(),
        "steps": [
            {"key": key, "title": plan.title, "proposed": key if key in graph.steps else ""}
            for key, plan in parse(old.parts["steps"]).steps.items()
        ],
        "targets": [(key, plan.title) for key, plan in graph.steps.items()],
    }


def _version(actor: Actor, service: str, number: int) -> ServiceVersion:
    row = ServiceVersion.objects.filter(
        service__code=service, service__agency__code=actor.agency, number=number
    ).first()
    if row is None:
        raise NotFound("version-not-found", _("There is no such version."))
    return row


def one(actor: Actor, move: UUID) -> dict[str, Any]:
    """Return how far a move is, what cannot be moved, and what may be done now.

    Raises:
        NotAllowed: the officer does not publish services.
        NotFound: the own agency has no such move.
    """
    require(policies.may_move_versions(actor))
    row = (
        VersionMove.objects.select_related("before__service", "after")
        .filter(pk=move, agency=actor.agency)
        .first()
    )
    if row is None:
        raise NotFound("move-not-found", _("There is no such move."))
    names = [line["reference"] for line in row.report]
    seen = Application.objects.visible_to(actor).filter(reference__in=names)
    openable = set(seen.values_list("reference", flat=True))
    return {
        "move": row,
        "at_work": row.state in AT_WORK,
        "moved": row.moved.filter(undone=False).count(),
        "back": row.moved.filter(undone=True).count(),
        "report": [{**line, "openable": line["reference"] in openable} for line in row.report],
        "steps": _named(row),
    }


def _named(move: VersionMove) -> list[tuple[Any, Any]]:
    old, new = parse(move.before.parts["steps"]), parse(move.after.parts["steps"])
    return [(_title(old, a), _title(new, b)) for a, b in move.steps.items()]


def _title(graph: StepGraph, key: str) -> Any:
    return graph.steps[key].title if key in graph.steps else key


def chosen(posted: Mapping[str, str]) -> dict[str, str]:
    """Return the map of steps that a form was posted with (``step-<old>`` = new)."""
    return {name[5:]: value for name, value in posted.items() if name.startswith("step-")}
