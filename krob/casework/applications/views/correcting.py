"""The applicant's correction round: only what the officer named."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from krob.casework.applications import commands
from krob.casework.applications.applicant import correcting
from krob.foundation.core.errors import Invalid
from krob.foundation.core.web import actor_of
from krob.people.identity.web import applicant_required


@applicant_required
@require_safe
def page(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the named answers and documents with their reasons, each with a way to mend it."""
    shown = correcting.page(actor_of(request), reference)
    return render(request, "applications/public/correct.html", shown)


@applicant_required
@require_POST
def resubmit(request: HttpRequest, reference: str) -> HttpResponse:
    """Send the corrections back to the officer, with a word on what is left as it was."""
    actor = actor_of(request)
    said = {
        name.removeprefix("left."): request.POST[name]
        for name in request.POST
        if name.startswith("left.")
    }
    try:
        commands.resubmit_application(actor=actor, reference=reference, explanations=said)
    except Invalid as invalid:
        shown = correcting.page(actor, reference, invalid, said)
        return render(request, "applications/public/correct.html", shown, status=422)
    return redirect("applications:overview", reference)
