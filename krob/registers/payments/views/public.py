"""What a payer sees: what is owed and paid, one bill with its QR and slip, receipts."""

from pathlib import Path
from urllib.parse import quote
from uuid import UUID

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from krob.foundation.core.errors import Conflict, Unavailable
from krob.foundation.core.web import actor_of
from krob.people.identity.web import applicant_required
from krob.registers.payments import papers, queries, slips
from krob.registers.payments.models import Bill
from krob.registers.payments.views.paging import page_of

POLLS = 100


@require_safe
@applicant_required
def mine(request: HttpRequest) -> HttpResponse:
    """Show what the party owes, and what it has paid with the receipts.

    Req: 1.2.8.
    """
    actor = actor_of(request)
    context = {"owed": queries.owed(actor), **page_of(request, queries.past(actor))}
    return render(request, "payments/public/mine.html", context)


def _progress(request: HttpRequest, bill: Bill) -> dict[str, object]:
    asked = request.GET.get("n", "0")
    polls = int(asked) + 1 if asked.isdecimal() and len(asked) < 4 else 1
    receipt = queries.receipt_of(bill)
    left = queries.remaining(bill)
    return {
        "bill": bill,
        "left": left,
        "received": bill.amount - left if bill.is_owed else None,
        "receipt": receipt,
        "checking": not bill.is_paid and queries.is_being_checked(bill),
        "polls": polls,
        "polling": polls <= POLLS and (bill.is_owed or bool(receipt and not receipt.is_ready)),
    }


@require_safe
@applicant_required
def bill(request: HttpRequest, bill_id: UUID) -> HttpResponse:
    """Show one bill: amount, due date, QR, slip, and how far the payment is.

    Req: P.9, 1.6.3, 1.6.4.
    """
    found = queries.bill(actor_of(request), bill_id)
    context = _progress(request, found)
    if found.is_payable and settings.KROB_DEMO:
        payload = slips.qr_payload(found, queries.remaining(found))
        context["bank_url"] = f"{settings.KROB_BANK_URL}/?payload={quote(payload)}"
    context["charges"] = found.charges.order_by("place")
    context["slip_ready"] = _slip_of(found) is not None
    return render(request, "payments/public/bill.html", context)


@require_safe
@applicant_required
def status(request: HttpRequest, bill_id: UUID) -> HttpResponse:
    """Answer HTMX how far the payment is; when it is done, have the page read anew."""
    found = queries.bill(actor_of(request), bill_id)
    context = _progress(request, found)
    response = render(request, "payments/public/bill.html#status", context)
    if not context["polling"] and context["polls"] != POLLS + 1:
        response["HX-Refresh"] = "true"
    return response


def _payable(request: HttpRequest, bill_id: UUID) -> Bill:
    found = queries.bill(actor_of(request), bill_id)
    if not found.is_payable:
        raise Conflict("bill-not-open", _("This bill is no longer open."))
    return found


def _slip_of(bill: Bill) -> Path | None:
    left = queries.remaining(bill)
    return papers.path_of(papers.slip_key(bill, left)) if bill.is_payable else None


def _private(response: HttpResponseBase) -> HttpResponseBase:
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
@applicant_required
def slip(request: HttpRequest, bill_id: UUID) -> HttpResponseBase:
    """Hand out the slip that the worker has made."""
    found = _payable(request, bill_id)
    if (path := _slip_of(found)) is None:
        raise Unavailable("slip-not-ready", _("The slip is being made. Try again in a moment."))
    return _private(FileResponse(path.open("rb"), filename=f"{found.reference}.pdf"))


@require_safe
@applicant_required
def qr_svg(request: HttpRequest, bill_id: UUID) -> HttpResponseBase:
    """Draw the Thai QR of what is owed."""
    found = _payable(request, bill_id)
    drawing = slips.qr_svg(slips.qr_payload(found, queries.remaining(found)))
    return _private(HttpResponse(drawing, content_type="image/svg+xml"))


@require_safe
@applicant_required
def qr_png(request: HttpRequest, bill_id: UUID) -> HttpResponseBase:
    """Hand out the Thai QR as a picture to keep on the phone."""
    found = _payable(request, bill_id)
    picture = slips.qr_png(slips.qr_payload(found, queries.remaining(found)))
    response = HttpResponse(picture, content_type="image/png")
    response["Content-Disposition"] = f'attachment; filename="{found.reference}.png"'
    return _private(response)


@require_safe
@applicant_required
def receipt(request: HttpRequest, receipt_id: UUID) -> HttpResponseBase:
    """Hand out an e-receipt.

    Req: 1.6.5, V.8.
    """
    found = queries.receipt(actor_of(request), receipt_id)
    if (path := papers.path_of(papers.receipt_key(found))) is None:
        message = _("The receipt is being made. Try again in a moment.")
        raise Unavailable("receipt-not-ready", message)
    name = f"receipt-{found.number.replace('/', '-')}.pdf"
    return _private(FileResponse(path.open("rb"), filename=name))


@require_safe
def verify_receipt(request: HttpRequest, token: str) -> HttpResponse:
    """Tell anybody who holds a receipt whether it is ours and valid; no name is shown."""
    context = {"receipt": queries.receipt_by_token(token)}
    return render(request, "payments/public/verify_receipt.html", context)
