"""The last tab: what stands in the way, approval by another person, publication."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from krob.foundation.core.errors import Invalid, Message
from krob.foundation.core.web import actor_of
from krob.foundation.editing.types import Posted
from krob.registers.catalogue import commands
from krob.registers.catalogue.drafting import reviewing


@require_safe
def publish(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Show what stands between the draft and its publication, and who does what next."""
    shown = reviewing.publishing(actor_of(request), draft)
    return render(request, "catalogue/agency/publish.html", shown)


@require_POST
def schedule(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Set the day from which the draft shall be in force."""
    try:
        wanted = reviewing.wanted_day(_posted(request))
        commands.schedule_draft(actor=actor_of(request), draft=draft, wanted_from=wanted)
    except Invalid as invalid:
        return _again(request, draft, dict(invalid.fields))
    messages.success(request, _("The day was saved."))
    return redirect("catalogue-agency:publish", draft)


@require_POST
def ask(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Ask another person for approval."""
    try:
        commands.ask_approval(actor=actor_of(request), draft=draft)
    except Invalid as invalid:
        return _again(request, draft, dict(invalid.fields))
    messages.success(request, _("The draft was handed to another person for approval."))
    return redirect("catalogue-agency:publish", draft)


@require_POST
def take_back(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Take the request for approval back."""
    commands.take_back_draft(actor=actor_of(request), draft=draft)
    messages.success(request, _("You may go on writing."))
    return redirect("catalogue-agency:publish", draft)


@require_POST
def give_back(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Return the draft to its authors with a note."""
    try:
        note = request.POST.get("note", "")
        commands.return_draft(actor=actor_of(request), draft=draft, note=note)
    except Invalid as invalid:
        return _again(request, draft, dict(invalid.fields))
    messages.success(request, _("The draft was returned to its authors."))
    return redirect("catalogue-agency:publish", draft)


@require_POST
def approve(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Approve exactly what was shown, and publish it."""
    try:
        commands.approve_draft(
            actor=actor_of(request),
            draft=draft,
            digest=request.POST.get("digest", ""),
            note=request.POST.get("note", ""),
        )
    except Invalid as invalid:
        return _again(request, draft, dict(invalid.fields))
    messages.success(request, _("The draft was approved and published."))
    return redirect("catalogue-agency:publish", draft)


def _again(request: HttpRequest, draft: UUID, wrong: dict[str, Message]) -> HttpResponse:
    posted = _posted(request)
    shown = reviewing.publishing(actor_of(request), draft, posted=posted, wrong=wrong)
    shown |= {"typed": request.POST}
    return render(request, "catalogue/agency/publish.html", shown, status=422)


def _posted(request: HttpRequest) -> Posted:
    return {name: request.POST.getlist(name) for name in request.POST}
