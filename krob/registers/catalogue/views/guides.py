"""Journeys, life events and kinds of business in the back office: listed, begun, tried out."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from krob.foundation.core.errors import Conflict, Invalid
from krob.foundation.core.web import actor_of, is_htmx
from krob.registers.catalogue import commands
from krob.registers.catalogue.drafting import previewing
from krob.registers.catalogue.guiding import guides as queries
from krob.registers.catalogue.types import ALL_BUSINESS_TYPES, JOURNEY


@require_safe
def guides(request: HttpRequest) -> HttpResponse:
    """List every journey, life event, and the kinds of business."""
    shown = queries.home(actor_of(request))
    return render(request, "catalogue/agency/guides.html", shown)


@require_POST
def begin_guide(request: HttpRequest, code: str) -> HttpResponse:
    """Begin (or go on with) the next wording of a journey."""
    draft = commands.begin_guide(actor=actor_of(request), code=f"{JOURNEY}:{code}")
    return redirect("catalogue-agency:draft", draft.pk)


@require_POST
def begin_types(request: HttpRequest) -> HttpResponse:
    """Begin (or go on with) the next wording of the kinds of business."""
    draft = commands.begin_guide(actor=actor_of(request), code=ALL_BUSINESS_TYPES)
    return redirect("catalogue-agency:draft", draft.pk)


@require_POST
def begin_journey(request: HttpRequest) -> HttpResponse:
    """Begin a journey that does not exist yet."""
    actor = actor_of(request)
    typed = {key: request.POST.get(key, "").strip() for key in ("code", "title_th", "title_en")}
    try:
        draft = commands.begin_journey(actor=actor, **typed)
    except (Conflict, Invalid) as refused:
        wrong = refused.fields or {"code": refused.message}
        errors = [{"id": key, "message": said} for key, said in wrong.items()]
        shown = queries.home(actor) | {"typed": typed, "wrong": wrong, "errors": errors}
        return render(request, "catalogue/agency/guides.html", shown, status=refused.status)
    return redirect("catalogue-agency:draft", draft.pk)


@require_safe
def walk(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Show a journey being written as people will meet it."""
    shown = previewing.journey(actor_of(request), draft, request.GET.dict())
    part = "#answer" if is_htmx(request) else ""
    return render(request, "catalogue/public/journey.html" + part, shown)
