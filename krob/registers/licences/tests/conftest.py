"""What the tests of licences share: terms, and a sealed licence."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from conftest import OWNER
from krob.foundation.core.actor import SYSTEM, Actor
from krob.foundation.core.text import Text
from krob.foundation.jobs import worker
from krob.registers.licences import commands
from krob.registers.licences.models import Licence
from krob.registers.licences.types import Terms

TERMS = Terms(
    subject="application:KRB-2569-000123",
    service="food-premises-licence",
    service_version="1",
    title=Text("ใบอนุญาตจัดตั้งสถานที่จำหน่ายอาหาร", "Food premises licence"),
    holder=OWNER,
    holder_name=Text("บริษัท ครัวตัวอย่าง จำกัด", "Krua Tuayang Co., Ltd."),
    holder_number_masked="0-1055-xxxxx-12-3",
    premises_text=Text("99/1 ถนนสีลม แขวงสีลม เขตบางรัก กรุงเทพมหานคร 10500"),
    authority="bma-bangrak",
    authority_name=Text("กรุงเทพมหานคร สำนักงานเขตบางรัก", "Bang Rak District Office"),
    unit="bma-bangrak",
    signatory={
        "name": {"th": "นายตัวอย่าง ผู้อนุญาต"},
        "position": {"th": "ผู้อำนวยการเขตบางรัก เจ้าพนักงานท้องถิ่น"},
    },
    decided_on=date(2026, 11, 20),
    valid_from=date(2026, 11, 20),
    valid_until=date(2027, 11, 19),
    number_pattern="{running:05}/{year_be}",
    conditions=(
        Text("ต้องดูแลที่ตั้งและน้ำใช้ให้ถูกสุขลักษณะ ผู้สัมผัสอาหารต้องผ่านการอบรมทั้งหมด"),
        Text("ต้องแสดงใบอนุญาตนี้ไว้ในที่เปิดเผย"),
    ),
    rows=((Text("พื้นที่"), "240 ตารางเมตร"), (Text("จำนวนที่นั่ง"), "หนึ่งร้อยยี่สิบที่นั่ง")),
    manifest={
        "application": "KRB-2569-000123",
        "decision": "D-1",
        "form": {"version": 12},
        "rules": [{"version": 8}],
        "law": "พ.ร.บ.การสาธารณสุข พ.ศ. 2535 มาตรา 38 และ 54",
    },
)


@pytest.fixture
def grant() -> Callable[..., Licence]:
    """Grant the food premises licence; keywords change its terms."""

    def granted(actor: Actor = SYSTEM, **changes: Any) -> Licence:
        return commands.grant_licence(actor=actor, terms=replace(TERMS, **changes))

    return granted


@pytest.fixture
def work() -> Callable[[], int]:
    """Do all waiting jobs."""
    return lambda: worker.run_pending(limit=100)


@pytest.fixture
def sealed(transactional_db, seal, grant, work) -> Licence:
    """A licence in force, with its document."""
    licence = grant()
    work()
    licence.refresh_from_db()
    return licence
