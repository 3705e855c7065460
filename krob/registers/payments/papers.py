"""The slip and the e-receipt as documents: what they say, and where their files lie."""

from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from krob.engines.documents import render, storage
from krob.foundation.core import clock, thai
from krob.foundation.core.text import Text
from krob.registers.payments import slips
from krob.registers.payments.models import Bill, Receipt

TEMPLATES = Path(__file__).parent / "templates" / "payments" / "documents"
MARKS = {"V": "ตรวจกับตัวบทแล้ว", "S": "อ้างแหล่งรอง"}
UNCONFIRMED = "รอหน่วยงานยืนยัน"


def figures(amount: Decimal) -> str:
    """Return an amount as documents of account show it: thousands and always satang."""
    return f"{amount:,.2f}"


def _key(area: str, name: str) -> str:
    digest = sha256(name.encode()).hexdigest()
    return f"{area}/{digest[:2]}/{digest[2:32]}"


def slip_key(bill: Bill, amount: Decimal) -> str:
    """Return where the slip for an amount of a bill lies."""
    return _key("slips", f"{bill.uuid} {figures(amount)}")


def receipt_key(receipt: Receipt) -> str:
    """Return where a receipt's document lies."""
    return _key("receipts", str(receipt.uuid))


def path_of(key: str) -> Path | None:
    """Return the file of a document; nothing while the worker has not made it."""
    path = storage.path_of(key)
    return path if path.exists() else None


def keep(key: str, pdf: bytes) -> str:
    """Store a document; return its SHA-256 in hexadecimal."""
    storage.write(key, pdf)
    return sha256(pdf).hexdigest()


def _lines(bill: Bill) -> list[dict[str, str]]:
    return [
        {
            "label": charge.words.th,
            "reason": charge.reason.th,
            "law": charge.law,
            "mark": MARKS.get(charge.mark, UNCONFIRMED),
            "amount": figures(charge.amount),
        }
        for charge in bill.charges.order_by("place")
    ]


def _about(bill: Bill, amount: Decimal) -> dict[str, Any]:
    return {
        "agency": bill.payee_name.th,
        "agency_en": bill.payee_name.in_("en"),
        "tax_id": thai.format_id13(bill.tax_id, juristic=True),
        "heading": bill.heading.th,
        "subject": bill.subject.partition(":")[2],
        "payer": Text.of(bill.payer_name).th,
        "reference": bill.reference,
        "check_value": bill.check_value,
        "biller": bill.biller,
        "lines": _lines(bill),
        "total": figures(amount),
        "words": thai.baht_words(amount),
        "demo": settings.KROB_DEMO,
        "language": "th",
    }


def slip_pdf(bill: Bill, amount: Decimal) -> bytes:
    """Return the slip (ใบแจ้งการชำระเงิน, A4) by which ``amount`` baht of a bill are paid.

    Raises:
        TemplateError: the template is at fault.
    """
    values = {
        **_about(bill, amount),
        **slips.codes(bill, amount),
        "due": thai.long_date(bill.due_on),
        "raised": thai.long_date(clock.local_date(bill.raised_at)),
        "received": figures(bill.amount - amount) if bill.amount != amount else "",
        "date": _date(bill.raised_at),
    }
    template = (TEMPLATES / "slip.typ").read_text()
    return render.render_pdf(template, values, title=f"ใบแจ้งการชำระเงิน {bill.reference}")


def _date(at: Any) -> list[int]:
    day = clock.local_date(at)
    return [day.year, day.month, day.day]


def verify_url(receipt: Receipt) -> str:
    """Return the address at which anybody who holds the receipt can check it."""
    with translation.override("th"):
        return settings.KROB_BASE_URL + reverse("payments:verify-receipt", args=[receipt.token])


def receipt_pdf(receipt: Receipt) -> bytes:
    """Return the e-receipt's document, not sealed yet.

    Raises:
        TemplateError: the template is at fault.
    """
    address = verify_url(receipt)
    values = {
        **_about(receipt.bill, receipt.amount),
        "number": receipt.number,
        "issued": thai.long_date(clock.local_date(receipt.issued_at)),
        "revenue_code": receipt.bill.revenue_code,
        "verify_url": address,
        "qr_svg": slips.qr_svg(address).decode(),
        "date": _date(receipt.issued_at),
    }
    template = (TEMPLATES / "receipt.typ").read_text()
    return render.render_pdf(template, values, title=f"ใบเสร็จรับเงิน {receipt.number}")
