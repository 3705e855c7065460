"""The demonstration's applications in every state, made once and by commands only.

What is there already is left alone, so that a load that was cut short can be started again.
"""

import tempfile
from collections.abc import Callable
from pathlib import Path

from demo import authorities, endpoints, services
from demo.filings import (
    LICENCE,
    NOTIFICATION,
    POINTS,
    address_of,
    applicant,
    filed,
    moved,
    posted,
    started,
)
from krob.casework.applications import commands
from krob.casework.applications.models import Application
from krob.foundation.core import clock
from krob.foundation.core.actor import OPERATOR, Actor, ActorKind
from krob.foundation.events import idempotency
from krob.foundation.events.models import IdempotencyKey
from krob.registers.payments.commands import record_bank_notice
from krob.registers.payments.models import Bill
from krob.registers.payments.ports import BANK
from krob.registers.payments.types import BankNotice
from simulators import people

MARKER = "demo:loaded"
BANK_ACTOR = Actor(kind=ActorKind.CLIENT_SYSTEM, id=BANK)
SILOM = address_of(people.SILOM)
GARDEN = {**SILOM, "house_no": "77"}
SHAKES = {**SILOM, "house_no": "79"}
LUMPHINI = address_of(people.LUMPHINI)
NONTHABURI = address_of(people.NONTHABURI)
CHIANG_MAI = address_of(people.CHIANG_MAI)


def is_loaded() -> bool:
    """Say whether the demonstration has been loaded to its end."""
    return IdempotencyKey.objects.filter(key=MARKER).exists()


def load() -> None:
    """Make the demonstration, part by part; each part is made once."""
    authorities.load()
    endpoints.configure_endpoints()
    services.load()
    with tempfile.TemporaryDirectory() as folder:
        for name, part in PARTS.items():
            _once(f"demo:{name}", lambda part=part: part(Path(folder)))  # type: ignore[misc]
    _once(MARKER, lambda: None)


def _once(key: str, part: Callable[[], object]) -> None:
    def do() -> dict[str, object]:
        part()
        return {}

    idempotency.once(actor=OPERATOR, key=key, body={}, do=do)


def draft(folder: Path) -> None:
    """Somchai has begun to fill in the licence of his restaurant."""
    somchai = applicant("somchai")
    started(somchai, LICENCE, posted(240, SILOM, "ครัวสมชาย สีลม"))


def new(folder: Path) -> None:
    """Thana has filed; nobody has looked yet."""
    filed(applicant("thana"), LICENCE, posted(260, SILOM, "ธนาโภชนา"), folder)


def returned(folder: Path) -> None:
    """An officer asks Somchai for a correction."""
    application = filed(applicant("somchai"), NOTIFICATION, posted(90, SILOM, "กาแฟสมชาย"), folder)
    moved(
        application,
        "bangrak.checker",
        "return",
        corrections=[
            {"kind": "field", "key": "seats", "reason": "จำนวนที่นั่งไม่ตรงกับแผนผัง"},
            {"kind": "document", "key": "floor-plan", "reason": "แผนผังไม่แสดงทางหนีไฟ"},
        ],
    )


def considered(folder: Path) -> None:
    """An application that waits for the inspection."""
    application = filed(applicant("thana"), LICENCE, posted(310, SILOM, "ข้าวต้มธนา"), folder)
    moved(application, "bangrak.checker", "accept")


def to_decide(folder: Path) -> None:
    """An application that waits for the decision."""
    application = filed(applicant("malee"), LICENCE, posted(420, SILOM, "มาลีซีฟู้ด"), folder)
    _recommended(application)


def _recommended(application: Application) -> Application:
    moved(application, "bangrak.checker", "accept")
    moved(application, "bangrak.inspector", "done", checklist=POINTS)
    return moved(application, "bangrak.recommender", "approve", note="สถานที่ถูกสุขลักษณะ เห็นควรอนุญาต")


def to_pay(folder: Path) -> None:
    """An approved application that waits for the fee."""
    application = filed(applicant("somchai"), LICENCE, posted(350, GARDEN, "สวนอาหารสมชาย"), folder)
    _recommended(application)
    moved(application, "bangrak.approver", "approve")


def refused(folder: Path) -> None:
    """A refused application, with its reasons."""
    application = filed(applicant("malee"), LICENCE, posted(230, SILOM, "ครัวมาลี"), folder)
    _recommended(application)
    moved(application, "bangrak.approver", "refuse", note="ทางหนีไฟแคบกว่าที่ข้อบัญญัติกำหนด")


def withdrawn(folder: Path) -> None:
    """An application that its owner took back."""
    thana = applicant("thana")
    application = filed(thana, NOTIFICATION, posted(60, LUMPHINI, "ธนาเบเกอรี"), folder)
    commands.withdraw_application(actor=thana, reference=application.reference)


def other_district(folder: Path) -> None:
    """Work of the other Bangkok district and of the municipality."""
    filed(applicant("krit"), LICENCE, posted(280, LUMPHINI, "กฤตบิสโทร"), folder)
    filed(applicant("malee"), LICENCE, posted(300, NONTHABURI, "ริมน้ำมาลี"), folder)


def unrouted(folder: Path) -> None:
    """An address that no row of the jurisdiction table covers."""
    filed(applicant("krit"), NOTIFICATION, posted(70, CHIANG_MAI, "กฤตคาเฟ่"), folder)


def held(folder: Path) -> None:
    """A notification that was paid: its certificate is sealed by the worker."""
    application = filed(applicant("somchai"), NOTIFICATION, posted(80, SHAKES, "น้ำปั่นสมชาย"), folder)
    moved(application, "bangrak.checker", "accept")
    moved(application, "bangrak.approver", "approve")
    bill = Bill.objects.get(subject=application.subject)
    record_bank_notice(
        actor=BANK_ACTOR,
        notice=BankNotice(
            bank=BANK,
            id=f"demo-{bill.reference}",
            biller=bill.biller,
            ref1=bill.reference,
            ref2=bill.check_value,
            amount=bill.amount,
            paid_at=clock.now(),
        ),
    )


PARTS = {
    "draft": draft,
    "new": new,
    "returned": returned,
    "considered": considered,
    "to-decide": to_decide,
    "to-pay": to_pay,
    "refused": refused,
    "withdrawn": withdrawn,
    "other-district": other_district,
    "unrouted": unrouted,
    "held": held,
}
