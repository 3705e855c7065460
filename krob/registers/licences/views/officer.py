"""Screens for officers who supervise licences."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from krob.foundation.core.errors import Invalid
from krob.foundation.core.web import actor_of
from krob.registers.licences import commands, queries, wording
from krob.registers.licences.models import Licence

MEASURES: dict[str, Callable[..., Licence]] = {
    "revoke": commands.revoke_licence,
    "suspend": commands.suspend_licence,
    "reinstate": commands.reinstate_licence,
}


@require_safe
def licences(request: HttpRequest) -> HttpResponse:
    """List the licences of the officer's units, narrowed by number."""
    number = request.GET.get("number", "").strip()
    found = [
        (licence, wording.chip(licence.status_today))
        for licence in queries.supervised(actor_of(request), number)
    ]
    return render(request, "licences/officer/licences.html", {"licences": found, "number": number})


@require_safe
def licence(request: HttpRequest, licence_id: UUID) -> HttpResponse:
    """Show one licence, with the measures that the officer may take."""
    actor = actor_of(request)
    found = queries.licence(actor, licence_id)
    shown = {
        "licence": found,
        "document": getattr(found, "document", None),
        "changes": queries.changes_of(found),
        "chip": wording.chip(found.status_today),
        "may_end": queries.may_end(actor, found),
    }
    return render(request, "licences/officer/licence.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def measure(request: HttpRequest, licence_id: UUID, measure: str) -> HttpResponse:
    """Confirm and take a measure: revoke, suspend, reinstate."""
    if measure not in MEASURES:
        raise Http404
    found = queries.licence(actor_of(request), licence_id)
    shown = {"licence": found, "measure": measure}
    if request.method != "POST":
        return render(request, "licences/officer/measure.html", shown)
    try:
        _take(request, found, measure)
    except Invalid as error:
        shown |= {"errors": error.fields or {"reason": error.message}, "typed": request.POST}
        return render(request, "licences/officer/measure.html", shown, status=error.status)
    return redirect("licences-officer:licence", licence_id=found.id)


def _take(request: HttpRequest, licence: Licence, measure: str) -> None:
    until = _day(request.POST.get("until", "")) if measure == "suspend" else None
    MEASURES[measure](
        actor=actor_of(request),
        number=licence.number,
        authority=licence.authority,
        reason=request.POST.get("reason", ""),
        **({"until": until} if until else {}),
    )


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        wrong = _("Type the date again.")
        raise Invalid("date", wrong, fields={"until": wrong}) from None
