"""Rows of licences: rendered, sealed, verified; the authority is a simulator of its own."""

import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from django.conf import settings

from bench import world
from bench.rows import Figure, best_of, per_second, row
from bench.serving import Ask, asked, free_port, ready_after, serving
from krob.connectors.signer.enrolment import enrol
from krob.foundation.core import clock
from krob.foundation.core.actor import SYSTEM
from krob.foundation.core.text import Text
from krob.registers.licences import commands, sealing, verification
from krob.registers.licences.models import Licence
from krob.registers.licences.types import Terms

LICENCES = 8


@contextmanager
def _sealing() -> Iterator[None]:
    """Run the simulators and enrol a seal for the length of the block."""
    port = free_port()
    state = tempfile.mkdtemp()
    process = subprocess.Popen(  # noqa: S603 - our own words
        [sys.executable, "-m", "simulators", str(port)],
        env=os.environ | {"KROB_SIMULATORS_STATE": state},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    before = settings.KROB_SEAL
    settings.KROB_SEAL = Path(tempfile.mkdtemp())
    try:
        ready_after(port, "/")
        enrol(
            settings.KROB_SEAL,
            f"http://127.0.0.1:{port}/ca",
            name="Krob Bench Seal",
            organisation="สำนักงานเขตบางรัก",
        )
        yield
    finally:
        settings.KROB_SEAL = before
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def _granted() -> Licence:
    today = clock.today()
    return commands.grant_licence(
        actor=SYSTEM,
        terms=Terms(
            subject=f"application:KRB-L-{uuid4().hex[:8]}",
            service="food-premises-licence",
            service_version="1",
            title=Text("ใบอนุญาตจัดตั้งสถานที่จำหน่ายอาหาร", "Food premises licence"),
            holder=world.loaded().party,
            holder_name=Text("บริษัท ครัวตัวอย่าง จำกัด", "Krua Tuayang Co., Ltd."),
            authority="bma-bangrak",
            authority_name=Text("กรุงเทพมหานคร สำนักงานเขตบางรัก", "Bang Rak District Office"),
            unit="bma-bangrak",
            signatory={"name": {"th": "นายตัวอย่าง"}, "position": {"th": "ผู้อำนวยการเขตบางรัก"}},
            decided_on=today,
            valid_until=today + timedelta(days=364),
            number_pattern="{running:05}/{year_be}",
            conditions=(Text("ต้องดูแลที่ตั้งและน้ำใช้ให้ถูกสุขลักษณะ"),),
            rows=((Text("พื้นที่"), "240 ตารางเมตร"),),
        ),
    )


def _used() -> float:
    """Return the processor seconds of this process and of the children that have ended."""
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(used.ru_utime + used.ru_stime for used in map(resource.getrusage, who))


@row(
    "licence rendered, sealed B-LT, checked and kept",
    how=f"{LICENCES} licences after two, Typst's process included, the authority's not",
    goal="<= 140 CPU ms, >= 7 /s",
)
def licence_sealed() -> Figure:
    """Return what a sealed licence costs."""
    with _sealing():
        for _ in range(2):
            sealing.seal_licence(str(_granted().pk))
        waiting = [str(_granted().pk) for _ in range(LICENCES)]
        used, began = _used(), time.perf_counter()
        for licence in waiting:
            sealing.seal_licence(licence)
        used, took = _used() - used, time.perf_counter() - began
    return Figure(f"{used / LICENCES * 1e3:.0f} CPU ms, {per_second(LICENCES, took)} in one thread")


@row(
    "verify a licence",
    how="200 answers by token in this process; 320 pages over HTTP asked by 16 users",
    goal=">= 500 /s",
)
def licence_verified() -> Figure:
    """Return how fast strangers get their answer."""
    token = _sealed().verify_token

    def verify() -> None:
        for _ in range(200):
            verification.by_token(token)

    seconds = best_of(3, verify)
    asks = [Ask("GET", f"/verify/{token}/")] * 320
    with serving() as server:
        asked(server, "", asks[:32])
        told = asked(server, "", asks)
    return Figure(f"{per_second(200, seconds)} answers; page: {told}")


def _sealed() -> Licence:
    if not Licence.objects.filter(status="in-force").exists():
        with _sealing():
            sealing.seal_licence(str(_granted().pk))
    return Licence.objects.filter(status="in-force")[0]
