"""The applicant's choice between what two windows of one draft say."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from krob.casework.applications import commands
from krob.casework.applications.applicant import comparing
from krob.foundation.core.errors import Conflict, DomainError, Invalid
from krob.foundation.core.web import actor_of, whole_number
from krob.people.identity.web import applicant_required

NOBODY = UUID(int=0)
TEMPLATE = "applications/public/compare.html"


@applicant_required
@require_http_methods(["GET", "POST"])
def compare(request: HttpRequest, reference: str, page: str) -> HttpResponse:
    """Show field by field what was typed here and saved since; on POST keep what was chosen."""
    error: DomainError | None = None
    if request.method == "POST":
        try:
            _choose(request, reference)
        except (Conflict, Invalid) as refusal:
            error = refusal
    aside = comparing.first(actor_of(request), reference, page)
    if aside is None:
        return redirect("applications:page", reference, page)
    wrong = error.fields if error else {}
    shown = comparing.comparison(aside, _chosen(request) if error else {}, wrong)
    return render(
        request, TEMPLATE, {**shown, "error": error}, status=error.status if error else 200
    )


def _choose(request: HttpRequest, reference: str) -> None:
    commands.choose_answers(
        actor=actor_of(request),
        reference=reference,
        aside=_identifier(request.POST.get("aside", "")),
        edition=whole_number(request.POST.get("edition", "")),
        chosen=_chosen(request),
        all_of=request.POST.get("all", ""),
    )
    messages.success(request, _("What you chose is saved."))


def _identifier(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return NOBODY


def _chosen(request: HttpRequest) -> dict[str, str]:
    return {
        name.removeprefix("take."): request.POST[name]
        for name in request.POST
        if name.startswith("take.")
    }
