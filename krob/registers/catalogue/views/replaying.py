"""The draft tried on past applications: start, progress, differences with their reasons."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from krob.foundation.core.errors import Invalid
from krob.foundation.core.web import actor_of
from krob.registers.catalogue import commands
from krob.registers.catalogue.drafting import drafts


@require_safe
def replay(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Show how far the replay is and what it found."""
    return render(request, "catalogue/agency/replay.html", drafts.replay(actor_of(request), draft))


@require_POST
def start(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Start a replay of all applications or of a sample."""
    sample = request.POST.get("which") == "sample"
    commands.start_replay(actor=actor_of(request), draft=draft, sample=sample)
    return redirect("catalogue-agency:replay", draft)


@require_POST
def stop(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Stop the replay where it is."""
    commands.stop_replay(actor=actor_of(request), draft=draft)
    return redirect("catalogue-agency:replay", draft)


@require_POST
def resume(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Go on where the replay was stopped."""
    commands.resume_replay(actor=actor_of(request), draft=draft)
    return redirect("catalogue-agency:replay", draft)


@require_POST
def explain(request: HttpRequest, draft: UUID, difference: int) -> HttpResponse:
    """Keep why a difference is meant."""
    actor, said = actor_of(request), {k: request.POST.get(k, "") for k in ("reason", "law")}
    try:
        commands.explain_difference(actor=actor, draft=draft, difference=difference, **said)
    except Invalid as invalid:
        shown = drafts.replay(actor, draft) | {
            "errors": [{"id": key, "message": each} for key, each in invalid.fields.items()],
            "wrong": difference,
        }
        return render(request, "catalogue/agency/replay.html", shown, status=422)
    messages.success(request, _("The reason was saved."))
    return redirect("catalogue-agency:replay", draft)


@require_POST
def withdraw(request: HttpRequest, draft: UUID, difference: int) -> HttpResponse:
    """Take an explanation back."""
    commands.withdraw_explanation(actor=actor_of(request), draft=draft, difference=difference)
    return redirect("catalogue-agency:replay", draft)
