"""Bills and notices as they occur, made by commands."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from krob.foundation.core.actor import SYSTEM, Actor, ActorKind, Channel
from krob.foundation.core.text import Text
from krob.registers.payments import commands
from krob.registers.payments.models import Bill
from krob.registers.payments.types import BankNotice, Line, Payee, Recorded, Terms

OWNER = "person:00000000-0000-4000-8000-000000000001"
BILLER = "099400016550100"
OTHER_BILLER = "099400061772301"
BANG_RAK = Payee(
    authority="bma-bangrak",
    name=Text("สำนักงานเขตบางรัก", "Bang Rak District Office"),
    tax_id="0994000165501",
    biller=BILLER,
    revenue_code="2101",
)
NONTHABURI = Payee(
    authority="nonthaburi-city",
    name=Text("เทศบาลนครนนทบุรี", "Nonthaburi City Municipality"),
    tax_id="0994000617723",
    biller=OTHER_BILLER,
)
PATHUM_WAN = Payee(
    authority="bma-pathumwan",
    name=Text("สำนักงานเขตปทุมวัน", "Pathum Wan District Office"),
    tax_id="0994000165501",
    biller="099400016550101",
)
NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
DUE = date(2026, 12, 8)
BANK = Actor(kind=ActorKind.CLIENT_SYSTEM, id="bank:demo", channel=Channel.API)
_ids = count(1)
FEE = Text("ค่าธรรมเนียมใบอนุญาต", "Licence fee")


def line(amount: str = "3649.22", code: str = "licence", **changes: Any) -> Line:
    """Make one charge."""
    words = Text("พื้นที่เกิน 200 ตารางเมตร", "Larger than 200 square metres")
    values = {
        "code": code,
        "kind": "fee",
        "label": FEE,
        "amount": Decimal(amount),
        "explanation": words,
        "law": "ข้อบัญญัติตัวอย่าง ข้อ 4",
        "mark": "X",
        "evaluation": {"reads": {"area_sqm": "250"}},
        **changes,
    }
    return Line(**values)


def terms(*amounts: str, **changes: Any) -> Terms:
    """Describe a bill of the Bang Rak district office to the owner, due on 8 December.

    The subject is of a kind that no room claims, so that only these tests' hooks go on.
    """
    lines = tuple(line(amount, f"l{at}") for at, amount in enumerate(amounts or ("3649.22",)))
    values = {
        "subject": "sample:KRB-2569-000123",
        "payer": OWNER,
        "payee": BANG_RAK,
        "lines": lines,
        "due_on": DUE,
        "title": Text("ใบอนุญาตจัดตั้งสถานที่จำหน่ายอาหาร", "Food premises licence"),
        "payer_name": Text("สมหญิง ตัวอย่างดี", "Somying Tuayangdi"),
        **changes,
    }
    return Terms(**values)


def raised(*amounts: str, **changes: Any) -> Bill:
    """Raise a bill."""
    return commands.raise_bill(actor=SYSTEM, terms=terms(*amounts, **changes))


def notice(bill: Bill | None = None, amount: str | None = None, **changes: Any) -> BankNotice:
    """Make the notice by which a bank reports that a bill was paid today at noon."""
    values: dict[str, Any] = {
        "bank": "demo",
        "id": f"N{next(_ids)}",
        "biller": bill.biller if bill else BILLER,
        "ref1": bill.reference if bill else "NOSUCHBILL",
        "ref2": bill.check_value if bill else "",
        "amount": Decimal(amount) if amount else (bill.amount if bill else Decimal("10.00")),
        "paid_at": NOON,
        **changes,
    }
    return BankNotice(**values)


def reported(*args: Any, **changes: Any) -> Recorded:
    """Let the bank report a payment, its signature verified."""
    return commands.record_bank_notice(actor=BANK, notice=notice(*args, **changes))


Hook = Callable[[Actor, str, str], None]
