"""Rows of forms, steps, fee tables and search, each called in this process."""

import json
import time
from datetime import date
from decimal import Decimal
from typing import Any

from bench.rows import Figure, best_of, row
from krob.engines.smartforms.checks import errors_of
from krob.engines.smartforms.compile import compiled
from krob.engines.smartforms.spec import problems
from krob.engines.smartforms.state import FormState, typed
from krob.engines.workflow import commands as workflow
from krob.foundation.core.actor import SYSTEM, Actor, ActorKind
from krob.foundation.core.permissions import Permission
from krob.foundation.core.pinned import pinned
from krob.foundation.core.text import Text
from krob.foundation.rules.tables import Table
from krob.people.agencies import commands as agencies
from krob.registers.catalogue.finding import index
from krob.registers.catalogue.finding.search import search
from krob.registers.catalogue.finding.segmenting import trigrams, words
from krob.registers.catalogue.models import SearchEntry

TITLE = {"th": "ช่อง", "en": "Field"}
FIELDS, RULES = 150, 90


def _form() -> dict[str, Any]:
    fields: list[dict[str, Any]] = []
    for n in range(FIELDS):
        one: dict[str, Any] = {"key": f"f{n}", "kind": "number", "label": TITLE, "required": True}
        if 0 < n <= RULES // 2:
            one["visible_when"] = f"f{n - 1} >= 0 and f0 < 1000"
        elif n > FIELDS - RULES // 2:
            check = {"rule": f"f{n} + f{n - 1} < 10000 and f{n} >= f0 - 100", "message": TITLE}
            one["checks"] = [check]
        fields.append(one)
    return {"pages": [{"key": "all", "title": TITLE, "fields": fields}]}


@row(
    "check a form of 150 fields and 90 rules",
    how="every field visible and answered; 50 checks of the whole form, the shortest of 5 rounds",
    goal="< 5 ms",
)
def form_check() -> Figure:
    """Return how long all checks of a large form take."""
    form = compiled(_form())
    state = FormState({f"f{n}": str(n) for n in range(FIELDS)}, {}, {})
    if errors_of(form, state, None, {}):
        raise RuntimeError("the answers are good")
    if len(typed(form, state.answers, {})) != FIELDS:
        raise RuntimeError("every field is visible")

    def check() -> None:
        for _ in range(50):
            errors_of(form, state, None, {})

    return Figure(f"{best_of(5, check) / 50 * 1e3:.2f} ms")


@row(
    "tell the author of a form of 150 fields what is wrong with it",
    how="every check, unreachable questions and impossible checks too; the shortest of 5 rounds",
    goal="< 100 ms",
)
def form_problems() -> Figure:
    """Return how long the checks of a form that is being written take."""
    part = _form()
    if problems(part):
        raise RuntimeError("the form is good")
    return Figure(f"{best_of(5, lambda: problems(part)) * 1e3:.0f} ms")


GRAPH = {
    "start": "look",
    "steps": {
        "look": {
            "title": TITLE,
            "kind": "review",
            "role": "checker",
            "days": 2,
            "clock": "runs",
            "actions": {
                "again": {"label": TITLE, "to": ["look"]},
                "end": {"label": TITLE, "to": ["done"]},
            },
        }
    },
    "ends": {"done": {"title": TITLE, "status": "approved"}},
}


@row(
    "one step of a workflow",
    how="a case that goes from a step to itself: acts 1-20 and acts 181-200, each one transaction",
    goal="< 10 ms, the same however old the case",
)
def workflow_step() -> Figure:
    """Return how long acting takes in a young case and in an old one."""
    officer = Actor(
        kind=ActorKind.OFFICER,
        id="bench",
        units=frozenset({"bench"}),
        permissions=frozenset(Permission),
    )
    agencies.record_calendar(actor=SYSTEM, code="bench", name=Text("ปฏิทิน", "Calendar"))
    subject = f"bench:{time.time_ns()}"
    workflow.start_process(
        actor=SYSTEM, subject=subject, graph=GRAPH, unit="bench", calendar="bench"
    )

    def act(times: int) -> float:
        began = time.process_time()
        for _ in range(times):
            workflow.act(actor=officer, subject=subject, step="look", visit=None, action="again")
        return (time.process_time() - began) / times * 1e3

    young, _between, old = act(20), act(160), act(20)
    return Figure(f"{young:.1f} CPU ms young, {old:.1f} CPU ms after 180 visits")


@row(
    "a fee table of 1,000 rows",
    how="published table, one row of 1,000 fits; 1,000 evaluations, the shortest of 3 rounds",
    goal="< 100 us",
)
def fee_table() -> Figure:
    """Return how long finding the fee takes."""
    rows = [
        {"id": f"r{n}", "cells": [f"{n:06}", None], "output": str(n), "law": "§", "mark": "M"}
        for n in range(1000)
    ]
    part = {"code": "t", "hit": "unique", "inputs": ["place", "area"], "rows": rows}
    return _timed_table(part)


def _timed_table(part: dict[str, Any]) -> Figure:
    table_part = pinned(json.dumps(part))
    types: dict[str, Any] = {"place": "text", "area": "number"}
    answers, on = {"place": "000700", "area": Decimal(240)}, date(2026, 11, 23)
    if Table.from_part(table_part, types).evaluate(answers, on).value != Decimal(700):
        raise RuntimeError("the wrong row")

    def find() -> None:
        for _ in range(1000):
            Table.from_part(table_part, types).evaluate(answers, on)

    return Figure(f"{best_of(3, find) / 1000 * 1e6:.0f} us")


SUBJECTS = "ร้านอาหาร โรงแรม คลินิก ตลาด โรงงาน ร้านขายยา สถานพยาบาล อาคาร ป้าย รถโดยสาร".split()
VERBS = "ขออนุญาต จดทะเบียน แจ้ง ต่ออายุ โอน ยกเลิก แก้ไข ขอใบแทน รับรอง ขอตรวจ".split()
KINDS = "จัดตั้ง สะสมอาหาร ก่อสร้าง จำหน่าย ผลิต นำเข้า ส่งออก บริการ ให้เช่า ขนส่ง".split()
ASKED = "ร้านอาหาร|ต่ออายุโรงแรม|เปิดคลินิก|ขออนุญาตก่อสร้างอาคาร|จดทะเบียนตลาด|ขายยา|ผลิตอาหาร"


@row(
    "search among 10,000 services",
    how="10,000 made-up services; 7 questions asked 20 times each, one after another",
    goal="p95 < 50 ms",
)
def search_many() -> Figure:
    """Return how long finding takes."""
    if SearchEntry.objects.count() < 10_000:
        SearchEntry.objects.bulk_create(_entries(), batch_size=500)
    waits = []
    for question in ASKED.split("|") * 20:
        began = time.perf_counter()
        search(question)
        waits.append(time.perf_counter() - began)
    waits.sort()
    p50, p95 = waits[len(waits) // 2] * 1e3, waits[int(len(waits) * 0.95)] * 1e3
    index.keep_only(())
    return Figure(f"p50 {p50:.1f} ms, p95 {p95:.1f} ms")


def _entries() -> list[SearchEntry]:
    made = []
    for n in range(10_000):
        verb, kind, of = VERBS[n % 10], KINDS[n // 10 % 10], SUBJECTS[n // 100 % 10]
        title = f"{verb}{kind}{of} ประเภทที่ {n // 1000}"
        body = f"{title} {of} {KINDS[n % 7]} สำหรับผู้ประกอบการ {n}"
        made.append(
            SearchEntry(
                code=f"bench-{n}",
                title=" ".join(words(title)),
                body=" ".join(words(body)),
                grams=" ".join(trigrams(title)),
            )
        )
    return made
