"""What an officer sees: money that did not fit, messages refused, bills with their ledger."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from krob.foundation.core.errors import Invalid, Unavailable
from krob.foundation.core.web import actor_of
from krob.registers.payments import commands, papers, policies, queries
from krob.registers.payments.types import RESOLUTIONS, WORDS, Resolution
from krob.registers.payments.views.paging import page_of


@require_safe
def exceptions(request: HttpRequest) -> HttpResponse:
    """List what waits for a decision, or with ``?decided=1`` what was decided.

    Req: 1.6.4.
    """
    waiting, search = request.GET.get("decided") != "1", request.GET.get("q", "")
    rows = queries.exceptions(actor_of(request), waiting=waiting, search=search)
    paging = urlencode({"q": search} | ({} if waiting else {"decided": "1"}))
    context = {**page_of(request, rows), "waiting": waiting, "q": search, "paging": paging}
    return render(request, "payments/officer/exceptions.html", context)


@require_safe
def refused(request: HttpRequest) -> HttpResponse:
    """List messages that claimed to be a bank's and were not believed."""
    context = page_of(request, queries.refused_notices(actor_of(request)))
    return render(request, "payments/officer/refused.html", context)


@require_safe
def bills(request: HttpRequest) -> HttpResponse:
    """List bills, by part of a reference."""
    search = request.GET.get("q", "")
    rows = queries.bills_for_desk(actor_of(request), search)
    context = {**page_of(request, rows), "q": search, "paging": urlencode({"q": search})}
    return render(request, "payments/officer/bills.html", context)


@require_safe
def bill(request: HttpRequest, bill_id: UUID) -> HttpResponse:
    """Show a bill with its lines, what the bank reported, the ledger and receipts."""
    found = queries.bill_for_desk(actor_of(request), bill_id)
    context = {
        "bill": found,
        "left": queries.remaining(found),
        "charges": found.charges.order_by("place"),
        "payments": found.payments.prefetch_related("exceptions").order_by("id"),
        "entries": found.entries.order_by("id"),
        "receipts": found.receipts.order_by("id"),
    }
    return render(request, "payments/officer/bill.html", context)


def _exception_page(request: HttpRequest, exception_id: UUID, **more: Any) -> HttpResponse:
    actor = actor_of(request)
    found = queries.exception(actor, exception_id)
    context = {
        "entry": found,
        "choices": [
            (each.value, WORDS.get((found.trouble, each), each.label))
            for each in RESOLUTIONS[found.trouble]
        ],
        "needs_bill": found.payment.bill_id is None
        or Resolution.MOVE in RESOLUTIONS[found.trouble],
        "can": {"resolve": policies.may_resolve(actor)},
        **more,
    }
    status = 422 if more else 200
    return render(request, "payments/officer/exception.html", context, status=status)


@require_safe
def exception(request: HttpRequest, exception_id: UUID) -> HttpResponse:
    """Show one notice that did not fit, with what can be decided."""
    return _exception_page(request, exception_id)


@require_POST
def resolve(request: HttpRequest, exception_id: UUID) -> HttpResponse:
    """Decide what happens to the money."""
    given = {name: request.POST.get(name, "") for name in ("resolution", "reasons", "bill")}
    try:
        commands.resolve_exception(actor=actor_of(request), exception=exception_id, **given)
    except Invalid as refusal:
        shown = refusal.fields or {"resolution": refusal.message}
        items = [{"id": f"id_{name}", "message": text} for name, text in shown.items()]
        return _exception_page(request, exception_id, errors=items, given=given, wrong=shown)
    messages.success(request, _("Your decision is recorded."))
    return redirect("payments-officer:list")


@require_safe
def receipt(request: HttpRequest, receipt_id: UUID) -> HttpResponseBase:
    """Hand out an e-receipt to an officer of the authority."""
    found = queries.receipt_for_desk(actor_of(request), receipt_id)
    if (path := papers.path_of(papers.receipt_key(found))) is None:
        raise Unavailable("receipt-not-ready", _("The receipt is being made."))
    return FileResponse(path.open("rb"), filename=f"receipt-{found.running}.pdf")
