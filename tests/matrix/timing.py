"""The time of the law: extended, exceeded with reasons to tell, ended by approval."""

import json
from datetime import date, timedelta
from typing import Any

from krob.casework.applications.models import Application
from krob.engines.workflow.models import Process
from krob.engines.workflow.types import ExtensionLimits
from krob.foundation.core import clock
from krob.foundation.core.actor import OPERATOR, Actor
from krob.registers.catalogue import commands as catalogue
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
from tests.matrix.moving import newest
from tests.matrix.world import World

MORE: dict[str, Any] = {"number": 1, "days": 10, "reason": "รอผลตรวจน้ำ"}
DELAY = ("delay_notice_days", "delay_notice_law", "delay_notice_mark", "supervisor")


def over(world: World, state: str) -> None:
    """Let the time of an application end yesterday, if its clock runs."""
    yesterday = clock.today() - timedelta(days=1)
    running = Process.objects.filter(clock_state="running")
    running.filter(subject=application_in(world, state).subject).update(due_on=yesterday)


def over_by_law(world: World, state: str) -> None:
    """Let it end under a version whose law says that silence is approval."""
    now = newest()
    parts = json.loads(json.dumps(now.parts)) | {"examples": []}
    legal = {k: v for k, v in parts["service"]["legal"].items() if k not in DELAY}
    law = {"th": "กฎหมายตัวอย่าง", "en": "Example Act"}
    parts["service"]["legal"] = legal | {"tacit_approval": True, "tacit_law": law}
    definition = Definition(LICENCE, "bma", now.number + 1, clock.today(), parts)
    version = catalogue.publish_version(actor=OPERATOR, definition=definition)
    Application.objects.filter(pk=application_in(world, state).pk).update(version=version)
    over(world, state)


def explaining(world: World, state: str, actor: Actor) -> dict[str, Any]:
    until: date = clock.today() + timedelta(days=6)
    words = {"reason": "รอผลตรวจน้ำ", "state": "ผลจะมาสัปดาห์หน้า"}
    return {**reference_of(world, state, actor), "until": until, **words}


TRIES: dict[str, Try] = {
    "applications.approve-by-law": Try(reference_of, APPLICATION, over_by_law),
    "applications.ask-explanation": Try(reference_of, APPLICATION, over),
    "applications.explain-delay": Try(explaining, APPLICATION, over),
    "applications.extend-deadline": of_application(**MORE),
    "workflow.decide-by-law": Try(lambda w, s, a: about(w, s), PROCESS, over),
    "workflow.extend-deadline": Try(
        lambda w, s, a: about(w, s, **MORE, limits=ExtensionLimits(2, 15)), PROCESS
    ),
}
