"""Newer versions of a service: drafts and running applications that follow, or go back."""

import json
from collections.abc import Callable
from typing import Any

from krob.casework.applications import commands, dossier
from krob.casework.applications.models import VersionMove
from krob.casework.applications.types import MoveState
from krob.foundation.core import clock
from krob.foundation.core.actor import OPERATOR, SYSTEM, Actor
from krob.registers.catalogue import commands as catalogue
from krob.registers.catalogue.models import ServiceVersion
from krob.registers.catalogue.queries import form_of
from krob.registers.catalogue.types import rule_types
from krob.registers.catalogue.versioning.definition import Definition
from tests.journeys.conftest import LICENCE
from tests.matrix.arguments import (
    APPLICATION,
    PROCESS,
    Try,
    about,
    application_in,
    of_application,
    reference_of,
)
from tests.matrix.world import World

MOVE = tuple(str(state) for state in MoveState)


def newest() -> ServiceVersion:
    return ServiceVersion.objects.filter(service__code=LICENCE).order_by("-number")[0]


def publish_next(_world: World, _state: str) -> None:
    """Publish a version that gives the inspection two days and asks the same."""
    now = newest()
    parts = json.loads(json.dumps(now.parts)) | {"examples": []}
    parts["steps"]["steps"]["inspection"]["days"] = 2
    definition = Definition(LICENCE, "bma", now.number + 1, clock.today(), parts)
    catalogue.publish_version(actor=OPERATOR, definition=definition)


def draft_moved(world: World, state: str) -> None:
    """Publish the next version, to which the director moves the draft."""
    publish_next(world, state)
    reference = application_in(world, "draft").reference
    commands.move_draft(actor=world.actors["director"], reference=reference)


def the_move() -> VersionMove:
    return VersionMove.objects.latest("started_at")


def move_in(world: World, state: str) -> None:
    """Plan a move from the version of the applications to the next, in a state."""
    publish_next(world, state)
    after = newest()
    VersionMove.objects.create(
        agency="bma",
        before=ServiceVersion.objects.get(service=after.service_id, number=after.number - 1),
        after=after,
        state=state,
        started_by=world.actors["service-approver"].id,
        started_at=clock.now(),
    )


def being_moved(world: World, _state: str) -> None:
    move_in(world, MoveState.MOVING)


def being_moved_back(world: World, state: str) -> None:
    """Move an application as a move does, and begin to take the move back."""
    being_moved(world, state)
    reference = application_in(world, state).reference
    commands.repin_application(actor=SYSTEM, reference=reference, move=the_move().pk)
    VersionMove.objects.update(state=MoveState.UNDOING)


def planning(_world: World, _state: str, _actor: Actor) -> dict[str, Any]:
    after = newest().number
    return {"service": LICENCE, "before": after - 1, "after": after, "steps": {}}


def repinning(world: World, state: str, actor: Actor) -> dict[str, Any]:
    return {**reference_of(world, state, actor), "move": the_move().pk}


def following(world: World, state: str, _actor: Actor) -> dict[str, Any]:
    version = newest()
    return about(
        world,
        state,
        graph=version.parts["steps"],
        steps={},
        facts=dossier.typed_answers(application_in(world, state)),
        types=rule_types(form_of(version)),
    )


def of_move(**more: Any) -> Try:
    return Try(lambda w, s, a: {"move": the_move().pk, **more}, MOVE, move_in)


def of_application_after(prepare: Callable[[World, str], None]) -> Try:
    return Try(of_application().arguments, APPLICATION, prepare)


TRIES: dict[str, Try] = {
    "applications.carry-out-move": of_move(),
    "applications.check-move": of_move(),
    "applications.end-move": of_move(state=MoveState.DONE),
    "applications.move-draft": of_application_after(publish_next),
    "applications.plan-move": Try(planning, prepare=publish_next),
    "applications.repin": Try(repinning, APPLICATION, being_moved),
    "applications.repin-back": Try(repinning, APPLICATION, being_moved_back),
    "applications.undo-move": of_application_after(draft_moved),
    "applications.undo-version-move": of_move(),
    "workflow.repin-process": Try(following, PROCESS, publish_next),
}
