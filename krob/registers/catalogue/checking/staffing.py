"""Whether somebody is there to do the steps of a draft: members of each role, systems to hand to.

Req: 2.8.1, 2.10.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from krob.engines.exchange import queries as exchange
from krob.engines.workflow.policies import PERMISSION_OF_ROLE
from krob.foundation.core import clock
from krob.foundation.core.text import Text
from krob.foundation.rules.problems import Problem
from krob.people.agencies.models import Duty, Unit
from krob.registers.catalogue.models import ServiceDraft

Steps = Mapping[str, Mapping[str, Any]]


def problems_of_staff(draft: ServiceDraft) -> Iterator[Problem]:
    """Yield steps that nobody of the agency may do today, and systems that are not connected.

    A role that only some of the agency's offices lack is a warning. Three queries at most.
    """
    steps = _steps(draft)
    wanted = {str(step.get("role")) for step in steps.values()} & PERMISSION_OF_ROLE.keys()
    if wanted:
        units = _units(draft)
        held = _held(units)
        for key, step in steps.items():
            if step.get("role") in wanted:
                yield from _of_role(key, step, units, held)
    yield from _systems(steps)


def _steps(draft: ServiceDraft) -> Steps:
    part = draft.parts.get("steps")
    found = part.get("steps") if isinstance(part, Mapping) else None
    steps = found.items() if isinstance(found, Mapping) else ()
    return {key: step for key, step in steps if isinstance(step, Mapping)}


def _units(draft: ServiceDraft) -> list[Unit]:
    """Return the units that do the work: of the authorities that offer it, else of all."""
    own = Unit.objects.filter(agency=draft.agency_id, authority__isnull=False).order_by("code")
    offering = own.filter(authority__offerings__service__code=draft.code).distinct()
    return list(offering) or list(own)


def _held(units: Sequence[Unit]) -> dict[str, set[str]]:
    """Return the roles of steps that officers of each unit may act in today."""
    duties = Duty.objects.on(clock.today()).filter(unit__in=units, user__is_active=True)
    held: dict[str, set[str]] = {}
    for duty in duties.select_related("role", "unit"):
        roles = {role for role, right in PERMISSION_OF_ROLE.items() if right in duty.role.granted}
        held.setdefault(duty.unit.code, set()).update(roles)
    return held


def _of_role(
    key: str, step: Mapping[str, Any], units: Sequence[Unit], held: Mapping[str, set[str]]
) -> Iterator[Problem]:
    role, at = str(step["role"]), f"steps.{key}.role"
    title = Text.of(step.get("title"))
    doing = [unit for unit in units if not step.get("unit") or unit.code == step["unit"]]
    lacking = [unit for unit in doing if role not in held.get(unit.code, set())]
    if doing and not lacking:
        return
    names_th = ", ".join(unit.name.th for unit in lacking)
    names_en = ", ".join(unit.name.in_("en") for unit in lacking)
    if len(lacking) == len(doing):
        said = Text(
            f"ไม่มีใครในหน่วยงานทำขั้นตอน “{title.th or key}” ได้ ให้ผู้ดูแลมอบหน้าที่ก่อน",
            f"Nobody of your agency may do the step “{title.in_('en') or key}”. "
            "Ask your administrator to give somebody the duty.",
        )
        yield Problem(at, said)
        return
    said = Text(
        f"ไม่มีใครทำขั้นตอน “{title.th or key}” ที่ {names_th}",
        f"Nobody may do the step “{title.in_('en') or key}” at {names_en}.",
    )
    yield Problem(at, said, "warning")


def _systems(steps: Steps) -> Iterator[Problem]:
    named = {key: str(step["hand_over"]) for key, step in steps.items() if step.get("hand_over")}
    if not named:
        return
    known = set(exchange.back_offices())
    for key, code in named.items():
        if code not in known:
            said = Text(
                f"ระบบ “{code}” ยังไม่ได้เชื่อมต่อ ให้ผู้ดูแลระบบตั้งค่าก่อน",
                f"The system “{code}” is not connected. Ask your administrator to set it up.",
            )
            yield Problem(f"steps.{key}.hand_over", said)
