"""The officer's screens: queue, application, acting on it."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from krob.casework.applications import commands
from krob.casework.applications.clocks import timing
from krob.casework.applications.officer import desk, viewer
from krob.foundation.core.errors import Conflict, DomainError, Invalid
from krob.foundation.core.web import actor_of, is_htmx, whole_number


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Show the unit's work, least time left first; to HTMX, only the table."""
    shown = desk.queue(actor_of(request), desk.Filter.of(request.GET))
    part = "#rows" if is_htmx(request) else ""
    return render(request, "applications/officer/queue.html" + part, shown)


@require_safe
def dossier(request: HttpRequest, reference: str) -> HttpResponse:
    """Show an application with answers, sources, documents, clock, history and actions.

    To HTMX, only the documents: the chosen one in place.
    """
    chosen = viewer.Chosen.of(request.GET)
    if is_htmx(request):
        shown = viewer.viewer(actor_of(request), reference, chosen)
        return render(request, "applications/officer/viewer.html", shown)
    shown = desk.dossier(actor_of(request), reference, chosen)
    return render(request, "applications/officer/dossier.html", shown)


@require_POST
def act(request: HttpRequest, reference: str, step: str) -> HttpResponse:
    """Close a step by an action; tell when something is missing or somebody was faster."""
    actor = actor_of(request)
    posted = desk.Posted.of(request.POST)
    try:
        commands.take_action(
            actor=actor,
            reference=reference,
            step=step,
            visit=posted.visit,
            action=posted.action,
            note=posted.note,
            checklist=posted.checklist,
            corrections=posted.corrections,
        )
    except (Invalid, Conflict) as error:
        shown = desk.dossier(actor, reference, error=error, posted=posted)
        return render(request, "applications/officer/dossier.html", shown, status=error.status)
    messages.success(request, _("Recorded."))
    return redirect("applications-officer:dossier", reference)


@require_POST
def assign(request: HttpRequest, reference: str, step: str) -> HttpResponse:
    """Give the step to a colleague, or take it."""
    commands.reassign_step(
        actor=actor_of(request),
        reference=reference,
        step=step,
        officer=request.POST.get("officer", ""),
    )
    messages.success(request, _("The work is in new hands."))
    return redirect("applications-officer:dossier", reference)


@require_POST
def route(request: HttpRequest, reference: str) -> HttpResponse:
    """Hand an application without an office to one."""
    commands.route_application(
        actor=actor_of(request),
        reference=reference,
        unit=request.POST.get("unit", ""),
        teach=request.POST.get("teach") == "yes",
    )
    messages.success(request, _("The application was handed to the office."))
    return redirect("applications-officer:queue")


@require_POST
def extend(request: HttpRequest, reference: str) -> HttpResponse:
    """Give the authority more time; tell when the law does not allow it."""
    actor, wrote = actor_of(request), timing.Written.of(request.POST)
    try:
        commands.extend_deadline(
            actor=actor,
            reference=reference,
            number=wrote.number,
            days=whole_number(wrote.days),
            reason=wrote.reason,
        )
    except (Invalid, Conflict) as error:
        return _again(request, reference, error, wrote, "extend")
    messages.success(request, _("The time was extended, and the applicant is told."))
    return redirect("applications-officer:dossier", reference)


@require_POST
def explain(request: HttpRequest, reference: str) -> HttpResponse:
    """Tell the applicant why a decision is late; tell when something is missing."""
    actor, wrote = actor_of(request), timing.Written.of(request.POST)
    try:
        commands.explain_delay(
            actor=actor,
            reference=reference,
            until=wrote.until or date.min,
            reason=wrote.reason,
            state=wrote.state,
        )
    except (Invalid, Conflict) as error:
        return _again(request, reference, error, wrote, "explain")
    messages.success(request, _("The applicant is told."))
    return redirect("applications-officer:dossier", reference)


def _again(
    request: HttpRequest, reference: str, error: DomainError, wrote: timing.Written, anchor: str
) -> HttpResponse:
    shown = desk.dossier(actor_of(request), reference, error=error, wrote=wrote)
    shown |= {"anchor": anchor}
    return render(request, "applications/officer/dossier.html", shown, status=error.status)
