"""The back office: running applications moved to another version of their service, and back."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from krob.casework.applications import commands
from krob.casework.applications.officer import moves
from krob.foundation.core.web import actor_of


@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, service: str, before: int, after: int) -> HttpResponse:
    """Ask which step takes which one's place; on POST try it on the running applications."""
    actor = actor_of(request)
    if request.method == "POST":
        steps = moves.chosen(request.POST.dict())
        move = commands.plan_move(
            actor=actor, service=service, before=before, after=after, steps=steps
        )
        return redirect("applications-agency:version-move", move.pk)
    shown = moves.planning(actor, service, before, after)
    return render(request, "applications/agency/plan.html", shown)


@require_safe
def move(request: HttpRequest, move: UUID) -> HttpResponse:
    """Show what can be moved, what cannot and why, and how far it is."""
    return render(request, "applications/agency/move.html", moves.one(actor_of(request), move))


@require_POST
def carry_out(request: HttpRequest, move: UUID) -> HttpResponse:
    """Move what can be moved."""
    commands.carry_out_move(actor=actor_of(request), move=move)
    return redirect("applications-agency:version-move", move)


@require_POST
def undo(request: HttpRequest, move: UUID) -> HttpResponse:
    """Move everything back to which nothing has happened since."""
    commands.undo_version_move(actor=actor_of(request), move=move)
    return redirect("applications-agency:version-move", move)
