"""How a bill is handed to a payer's app or to a counter: Thai QR (tag 30) and slip barcode.

Formats: EMVCo merchant-presented QR, and the Bank of Thailand's Std_Barcode in Code 128.
"""

import io
from collections.abc import Mapping
from decimal import Decimal
from itertools import groupby
from typing import Any

import segno
from barcode.codex import Code128

from krob.foundation.core import thai
from krob.registers.payments.models import Bill

QUIET_MODULES = 12
BAR_HEIGHT = 60


def qr_payload(bill: Bill, amount: Decimal) -> str:
    """Return the text of the Thai QR by which ``amount`` baht of a bill are paid, once."""
    return thai.bill_qr(
        biller=bill.biller, ref1=bill.reference, ref2=bill.check_value, amount=amount
    )


def qr_svg(text: str) -> bytes:
    """Return a QR code as an SVG file with its quiet zone."""
    out = io.BytesIO()
    code = segno.make(text, error="m", micro=False)
    code.save(out, kind="svg", border=4, scale=8, light="#fff", xmldecl=True)
    return out.getvalue()


def qr_png(text: str) -> bytes:
    """Return a QR code as a PNG that a phone can keep among its pictures."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="png", border=4, scale=12)
    return out.getvalue()


def barcode_text(bill: Bill, amount: Decimal) -> str:
    """Return what the slip's barcode says."""
    return thai.slip_barcode(
        biller=bill.biller, ref1=bill.reference, ref2=bill.check_value, amount=amount
    )


def barcode_svg(text: str) -> tuple[str, int]:
    """Return a Code 128 as SVG of bars only (no text), and its width in modules."""
    modules = Code128(text).build()[0]
    path, at = [], QUIET_MODULES
    for bit, run in groupby(modules):
        size = len(list(run))
        if bit == "1":
            path.append(f"M{at} 0h{size}v{BAR_HEIGHT}h-{size}z")
        at += size
    width = at + QUIET_MODULES
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {BAR_HEIGHT}" '
        f'width="{width}" height="{BAR_HEIGHT}" shape-rendering="crispEdges">'
        f'<rect width="{width}" height="{BAR_HEIGHT}" fill="#fff"/>'
        f'<path d="{"".join(path)}" fill="#000"/></svg>'
    )
    return svg, width


def printed_text(text: str) -> str:
    """Return the barcode's text as it is printed under the bars: spaces in place of CR."""
    return text.replace("\r", " ")


def codes(bill: Bill, amount: Decimal) -> Mapping[str, Any]:
    """Return both codes of a bill for a document's template."""
    text = barcode_text(bill, amount)
    bars, modules = barcode_svg(text)
    return {
        "qr_svg": qr_svg(qr_payload(bill, amount)).decode(),
        "barcode_svg": bars,
        "barcode_modules": modules,
        "barcode_text": printed_text(text),
    }
