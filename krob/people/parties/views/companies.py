"""Adding a company: the number goes in a form, the registry is asked, the page waits."""

from uuid import UUID

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from krob.foundation.core.errors import Conflict, Invalid
from krob.foundation.core.web import actor_of, is_htmx
from krob.people.parties import commands, overview
from krob.people.parties.forms import CompanyForm
from krob.people.parties.models import CompanyClaim
from krob.people.parties.web import for_applicants


@require_http_methods(["GET", "HEAD", "POST"])
@for_applicants
def companies(request: HttpRequest) -> HttpResponse:
    """Show the companies that the person has added, and take another."""
    form = CompanyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        claim = _claimed(request, form)
        if claim is not None:
            return redirect("parties:company", claim_id=claim.pk)
    claims = overview.claim_views(actor_of(request))
    return render(
        request,
        "parties/public/companies.html",
        {"form": form, "claims": claims},
        status=422 if form.errors else 200,
    )


def _claimed(request: HttpRequest, form: Form) -> CompanyClaim | None:
    """Claim the company; put what is wrong on the form."""
    try:
        return commands.claim_company(
            actor=actor_of(request), registration_number=form.cleaned_data["registration_number"]
        )
    except (Invalid, Conflict) as error:
        form.add_error("registration_number", str(error.message))
    return None


@require_safe
@for_applicants
def company(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """Show how a claim stands; while the registry is asked the part asks again by itself."""
    claim = overview.claim_view(actor_of(request), claim_id)
    template = "claim_state.html" if is_htmx(request) else "company.html"
    return render(request, f"parties/public/{template}", {"claim": claim})
