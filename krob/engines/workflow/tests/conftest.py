"""A licensing process for the tests of the room, and the calendar that it counts by."""

from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from conftest import OWNER
from krob.engines.workflow import commands
from krob.foundation.core import clock
from krob.foundation.core.actor import SYSTEM, Actor, ActorKind
from krob.foundation.core.permissions import Permission
from krob.people.agencies.models import Calendar
from krob.people.parties.models import Participation
from krob.people.parties.types import Role

SUBJECT = "application:KRB-2569-000001"
MONDAY = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)

GRAPH: dict[str, Any] = {
    "start": "completeness",
    "deadline": {"days": 30, "unit": "calendar", "starts": "completeness"},
    "steps": {
        "completeness": {
            "title": {"th": "ตรวจความครบถ้วน", "en": "Completeness"},
            "role": "checker",
            "days": 2,
            "clock": "off",
            "checklist": [{"code": "plan", "title": {"th": "แบบแปลน", "en": "Plan"}}],
            "actions": {
                "complete": {
                    "to": ["health", "site"],
                    "starts_clock": True,
                    "needs": ["checklist"],
                    "style": "primary",
                },
                "return": {"to": ["correction"], "needs": ["corrections"]},
            },
        },
        "correction": {
            "title": {"th": "แก้ไขคำขอ", "en": "Correction"},
            "kind": "applicant",
            "role": "applicant",
            "clock": "paused",
            "actions": {"resubmit": {"to": ["completeness"]}},
        },
        "health": {
            "title": {"th": "ตรวจสุขลักษณะ", "en": "Health"},
            "kind": "inspection",
            "role": "inspector",
            "days": 5,
            "actions": {"done": {"to": ["recommendation"]}},
        },
        "site": {
            "title": {"th": "ตรวจสถานที่", "en": "Site"},
            "kind": "inspection",
            "role": "checker",
            "days": 7,
            "actions": {"done": {"to": ["recommendation"]}},
        },
        "recommendation": {
            "title": {"th": "เสนอความเห็น", "en": "Recommendation"},
            "kind": "recommendation",
            "role": "recommender",
            "days": 3,
            "join": ["health", "site"],
            "actions": {
                "recommend": {"to": ["decision"], "needs": ["note"]},
                "return": {"to": ["amendment"]},
            },
        },
        "amendment": {
            "title": {"th": "แก้ไขเพิ่มเติม", "en": "Amendment"},
            "kind": "applicant",
            "role": "applicant",
            "clock": "paused",
            "actions": {"resubmit": {"to": ["recommendation"]}},
        },
        "decision": {
            "title": {"th": "พิจารณาอนุญาต", "en": "Decision"},
            "kind": "decision",
            "role": "approver",
            "days": 3,
            "not_same_as": ["recommendation"],
            "actions": {
                "approve": {"to": [{"if": "fee > 0", "step": "payment"}, "approved"]},
                "refuse": {"to": ["refused"], "needs": ["reasons"]},
            },
        },
        "payment": {
            "title": {"th": "ชำระค่าธรรมเนียม", "en": "Payment"},
            "kind": "payment",
            "role": "system",
            "clock": "off",
            "actions": {"settled": {"to": ["approved"]}},
        },
    },
    "ends": {
        "approved": {"title": {"th": "อนุญาต", "en": "Approved"}, "status": "approved"},
        "refused": {"title": {"th": "ไม่อนุญาต", "en": "Refused"}, "status": "refused"},
        "withdrawn": {"title": {"th": "ถอนคำขอ", "en": "Withdrawn"}, "status": "withdrawn"},
    },
}


for _step in GRAPH["steps"].values():
    for _key, _action in _step["actions"].items():
        _action["label"] = {"th": f"ปุ่ม {_key}", "en": _key}


@pytest.fixture
def graph() -> dict[str, Any]:
    """A graph that a test may change."""
    return deepcopy(GRAPH)


@pytest.fixture
def calendar(db) -> Calendar:
    """Monday to Friday, no holidays yet."""
    return Calendar.objects.create(code="th", name_th="ปฏิทินราชการ", days_off=[5, 6])


@pytest.fixture
def at():
    """Set the time to so many days after a Monday morning in Bangkok."""
    return lambda days=0: clock.frozen(MONDAY + timedelta(days=days))


def officer(name: str, unit: str = "bma-bangrak") -> Actor:
    """An officer with every permission in one unit."""
    return Actor(
        kind=ActorKind.OFFICER,
        id=name,
        agency="bma",
        units=frozenset({unit}),
        permissions=frozenset(Permission),
    )


class Walk:
    """Walks one subject through a graph."""

    def __init__(self, subject: str = SUBJECT) -> None:
        self.subject = subject

    def start(self, graph: Any = None, **facts: Any):
        """Start the process."""
        return commands.start_process(
            actor=SYSTEM,
            subject=self.subject,
            graph=graph or GRAPH,
            unit="bma-bangrak",
            calendar="th",
            facts=facts,
        )

    def act(self, step: str, action: str, actor: Actor | None = None, **more: Any):
        """Act in a step with all that it may need."""
        more = {"visit": None, "note": "ok", "checklist": {"plan": True}} | more
        return commands.act(
            actor=actor or officer("u-checker"),
            subject=self.subject,
            step=step,
            action=action,
            **more,
        )

    def to_decision(self) -> None:
        """Go as far as the decision."""
        self.act("completeness", "complete")
        self.act("health", "done")
        self.act("site", "done")
        self.act("recommendation", "recommend")


@pytest.fixture
def walk(calendar) -> Walk:
    """A subject that has not started; its owner takes part."""
    Participation.objects.create(
        subject=SUBJECT, party=OWNER, role=Role.HOLDER, since=MONDAY - timedelta(days=1)
    )
    return Walk()
