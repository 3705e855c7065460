"""The legal profile of a service: what the law says about time, corrections and silence.

A service part holds it under ``legal``; whoever considers an application asks here what follows.

Req: 2.2.1, 2.7.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from krob.engines.workflow import approving
from krob.engines.workflow.graph import parse
from krob.foundation.core.text import Text
from krob.foundation.rules.problems import Problem
from krob.foundation.rules.shapes import Record

Part = Mapping[str, Any]
LAWS = ("delay_notice_law", "extension_law", "tacit_law")
LEGAL_MARKS = ("delay_notice_mark", "extension_mark", "tacit_mark")
COUNTS = (
    "correction_rounds",
    "result_notice_days",
    "delay_notice_days",
    "extension_days",
    "extension_times",
)
FLAGS = ("tacit_approval", "renewal_by_fee")
SHAPE = Record(
    {
        **dict.fromkeys(COUNTS, "number"),
        **dict.fromkeys(FLAGS, "flag"),
        **dict.fromkeys(LAWS, "words"),
        **dict.fromkeys((*LEGAL_MARKS, "supervisor"), "text"),
    }
)


@dataclass(frozen=True, slots=True)
class LegalProfile:
    """What the law says about considering an application; days are of the unit of the deadline.

    ``delay_notice_days`` are calendar days; 0 means that no notice of a delay is asked for.
    ``supervisor`` is the code of the unit that receives a copy of each. ``extension_times`` is 0
    where the law allows no extension.
    """

    correction_rounds: int
    result_notice_days: int
    delay_notice_days: int
    delay_notice_law: Text
    supervisor: str
    extension_days: int
    extension_times: int
    extension_law: Text
    tacit_approval: bool
    tacit_law: Text


def profile_of(service: Part) -> LegalProfile:
    """Return the legal profile of a service part; what it does not say is not asked for."""
    part = service.get("legal") or {}
    days = int(part.get("extension_days") or 0)
    return LegalProfile(
        correction_rounds=int(part.get("correction_rounds", 1)),
        result_notice_days=int(part.get("result_notice_days") or 0),
        delay_notice_days=int(part.get("delay_notice_days") or 0),
        delay_notice_law=Text.of(part.get("delay_notice_law")),
        supervisor=str(part.get("supervisor") or ""),
        extension_days=days,
        extension_times=int(part.get("extension_times") or 1) if days else 0,
        extension_law=Text.of(part.get("extension_law")),
        tacit_approval=bool(part.get("tacit_approval")),
        tacit_law=Text.of(part.get("tacit_law")),
    )


def problems(service: Part) -> Iterator[Problem]:
    """Yield what is wrong with a legal profile by itself; paths inside the service part."""
    part = service.get("legal") or {}
    for key in COUNTS:
        if not 0 <= int(part.get(key) or 0) <= 3650:
            yield Problem(f"legal.{key}", Text("ต้องเป็น 0 ขึ้นไป", "must be 0 or more"))
    profile = profile_of(service)
    yield from _unnamed_laws(profile)
    if part.get("extension_times") and not profile.extension_days:
        said = Text("บอกว่าขยายเวลาได้ แต่ไม่ได้บอกว่าครั้งละกี่วัน", "may be extended, but by how many days?")
        yield Problem("legal.extension_days", said)
    if profile.tacit_approval and profile.delay_notice_days:
        said = Text(
            "เมื่อพ้นเวลาถือว่าอนุญาตแล้ว จึงไม่มีความล่าช้าให้แจ้ง เลือกอย่างใดอย่างหนึ่ง",
            "when the time is over it is approved, so there is no delay to explain: choose one",
        )
        yield Problem("legal.delay_notice_days", said)


def _unnamed_laws(profile: LegalProfile) -> Iterator[Problem]:
    asked = {
        "legal.extension_law": (profile.extension_days, profile.extension_law),
        "legal.tacit_law": (profile.tacit_approval, profile.tacit_law),
        "legal.delay_notice_law": (profile.delay_notice_days, profile.delay_notice_law),
    }
    for path, (wanted, law) in asked.items():
        if wanted and not (law.th and law.en):
            said = Text(
                "ต้องบอกกฎหมายที่ให้ทำได้ ทั้งไทยและอังกฤษ", "name the law for it, in Thai and English"
            )
            yield Problem(path, said)


RESULTS = {"approved": "issued", "refused": "refused"}
"""The message that tells of a result, by the status that an end gives."""


def problems_with_messages(service: Part, steps: Part, messages: Part) -> Iterator[Problem]:
    """Yield the results that a service promises to tell and has no message for."""
    if not profile_of(service).result_notice_days:
        return
    statuses = {end.get("status") for end in (steps.get("ends") or {}).values()}
    for status, code in RESULTS.items():
        if status in statuses and not messages.get(code):
            said = Text(
                f"สัญญาว่าจะแจ้งผล แต่ไม่มีข้อความ “{code}”",
                f"promises to tell the result, but there is no message “{code}”",
            )
            yield Problem("legal.result_notice_days", said)


def problems_with_steps(service: Part, steps: Part) -> Iterator[Problem]:
    """Yield where a legal profile contradicts the steps and their deadline.

    Paths inside the service part. The steps must be without errors of their own.
    """
    profile, deadline = profile_of(service), steps.get("deadline") or {}
    days = int(deadline.get("days") or 0)
    for key, wanted in (
        ("delay_notice_days", profile.delay_notice_days),
        ("extension_days", profile.extension_days),
        ("tacit_approval", profile.tacit_approval),
    ):
        if wanted and not days:
            said = Text(
                "ขั้นตอนไม่ได้กำหนดเวลาตามกฎหมาย เวลาจึงไม่มีวันเริ่มนับ",
                "the steps name no time of the law, so its clock never starts",
            )
            yield Problem(f"legal.{key}", said)
    if days and profile.extension_days > days:
        said = Text(
            f"ขยายได้ครั้งละ {profile.extension_days} วัน นานกว่าเวลาที่กฎหมายให้ ({days} วัน)",
            f"may be extended by {profile.extension_days} days, but the law gives only {days}",
        )
        yield Problem("legal.extension_days", said)
    if days and profile.tacit_approval and not approving.has_decision(parse(steps)):
        said = Text(
            "ไม่มีขั้นตอนที่สั่งอนุญาต จึงไม่รู้ว่าเมื่อพ้นเวลาแล้วคำขอไปต่อที่ใด",
            "no step approves, so nothing says where it goes when the time is over",
        )
        yield Problem("legal.tacit_approval", said)
