"""The applicant's screens after filing: list, overview, receipt, taking back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from krob.casework.applications import commands
from krob.casework.applications.applicant import following, listing
from krob.foundation.core.web import actor_of
from krob.people.identity.web import applicant_required


@applicant_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """List the filings and drafts of the party acted for: searched, by state, page by page."""
    shown = listing.mine(actor_of(request), listing.Wanted.of(request.GET))
    return render(request, "applications/public/mine.html", shown)


@applicant_required
@require_safe
def overview(request: HttpRequest, reference: str) -> HttpResponse:
    """Show where an application stands, what to do now, its clock and its history."""
    shown = following.overview(actor_of(request), reference)
    return render(request, "applications/public/overview.html", shown)


@applicant_required
@require_safe
def receipt(request: HttpRequest, reference: str) -> HttpResponse:
    """Confirm the filing: number, office, what happens next and by when."""
    shown = following.receipt(actor_of(request), reference)
    return render(request, "applications/public/receipt.html", shown)


@applicant_required
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask before taking an application back; on POST take it back."""
    actor = actor_of(request)
    if request.method == "POST":
        commands.withdraw_application(
            actor=actor, reference=reference, reason=request.POST.get("reason", "")
        )
        messages.success(request, _("You have withdrawn the application."))
        return redirect("applications:overview", reference)
    shown = {"application": following.to_withdraw(actor, reference)}
    return render(request, "applications/public/withdraw.html", shown)


@applicant_required
@require_http_methods(["GET", "POST"])
def discard(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask before throwing a draft away; on POST throw it away."""
    actor = actor_of(request)
    if request.method == "POST":
        commands.discard_draft(actor=actor, reference=reference)
        messages.success(request, _("The draft is gone."))
        return redirect("applications:mine")
    shown = {"application": following.to_discard(actor, reference)}
    return render(request, "applications/public/discard.html", shown)
