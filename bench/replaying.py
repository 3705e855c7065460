"""Rows of replays: a draft tried on filed applications, computing alone and end to end."""

import copy
import time
from datetime import date
from typing import Any
from uuid import uuid4

from bench import world
from bench.rows import Figure, per_second, row
from krob.casework.applications import commands, dossier
from krob.casework.applications.lent.past import FiledApplications
from krob.casework.applications.models import Application, Filing
from krob.foundation.core import clock
from krob.foundation.core.actor import SYSTEM
from krob.registers.catalogue.models import ServiceOffering, ServiceVersion
from krob.registers.catalogue.ports import PastApplication
from krob.registers.catalogue.proving.replay import Comparison, Rules

MANY = 5000
SERVICE = "food-premises-licence"
AUTHORITY = "bma-bangrak"


def _comparison(*, fees_only: bool) -> Comparison:
    version = ServiceVersion.objects.get(service__code=SERVICE, number=1)
    offering = ServiceOffering.objects.get(
        service__code=SERVICE, authority__code=AUTHORITY, number=1
    )
    parts = copy.deepcopy(version.parts)
    offered = copy.deepcopy(offering.parts)
    offered["tables"][0]["rows"][0]["output"] = "2500"
    if not fees_only:
        parts["service"]["eligibility"][0]["rule"] = "area_sqm > 250"
        parts["documents"][4]["needed_when"] = "tenure == 'own'"
        parts["form"]["pages"][1]["fields"].append(
            {
                "key": "gas",
                "kind": "number",
                "label": {"th": "แก๊ส", "en": "Gas"},
                "required": True,
            }
        )
    before = Rules.of(version.parts, {AUTHORITY: offering.parts})
    return Comparison.of(before, Rules.of(parts, {AUTHORITY: offered}), date(2026, 12, 1))


def _cases() -> list[PastApplication]:
    made = world.template_draft()
    answers = dossier.effective_answers(made)
    return [_case(n, {**answers, "dining_area_sqm": str(170 + n % 400)}) for n in range(1000)]


def _case(n: int, answers: dict[str, Any]) -> PastApplication:
    day = date(2026, 11, 23)
    return PastApplication(
        reference=f"KRB-2569-{n:06d}",
        authority=AUTHORITY,
        answers=answers,
        context={"applicant": {"kind": "person"}, "action": "new", "today": day},
        dates={"submitted": day},
        outcome="approved",
    )


def _rate(both: Comparison) -> Figure:
    cases = _cases()
    both.of_case(cases[0])
    began = time.process_time()
    differing = sum(bool(both.of_case(case)) for case in cases)
    spent = time.process_time() - began
    if not differing:
        raise RuntimeError("the planted differences are found")
    return Figure(per_second(len(cases), spent) + " of processor time")


@row(
    "replay: rules and fees of past applications",
    how="1,000 cases of 54 answers in memory, the fee table changed; one process",
    goal="≥ 1,000 /s",
)
def fees() -> Figure:
    """Return how many cases a changed fee table is tried on in a second."""
    world.loaded()
    return _rate(_comparison(fees_only=True))


@row(
    "replay: every part changed",
    how="the same cases; form, documents, eligibility and fees changed, the form checked twice",
)
def everything() -> Figure:
    """Return how many cases a service with a changed form is tried on in a second."""
    world.loaded()
    return _rate(_comparison(fees_only=False))


@row(
    "replay: end to end",
    how=f"{MANY:,} filed applications read, logged, decrypted, compared; wall time, one process",
    goal="≥ 300 /s",
)
def end_to_end() -> Figure:
    """Return how many applications a second a replay goes through, decryption included."""
    _file_copies()
    both, keeper, cursor, done = _comparison(fees_only=True), FiledApplications(), "", 0
    began = time.perf_counter()
    while done == 0 or cursor:
        batch = keeper.batch(
            actor=SYSTEM, service=SERVICE, authority=AUTHORITY, before=cursor, many=250, one_in=1
        )
        for case in batch.applications:
            both.of_case(case)
        cursor, done = batch.cursor, done + batch.passed
    return Figure(per_second(done, time.perf_counter() - began))


def _file_copies() -> None:
    if Application.objects.filter(reference__startswith="KRB-R-").exists():
        return
    (reference,) = world.drafts(1)
    filed = commands.submit_application(actor=world.loaded(), reference=reference)
    filing = Filing.objects.create(party=filed.party, created_at=clock.now())
    rows = []
    for n in range(MANY):
        fresh = copy.copy(filed)
        fresh._state = copy.copy(filed._state)
        fresh._state.adding = True
        fresh.pk, fresh.filing = uuid4(), filing
        fresh.reference = f"KRB-R-{n:06d}"
        fresh.subject = f"application:{fresh.reference}"
        rows.append(fresh)
    Application.objects.bulk_create(rows, batch_size=500)
