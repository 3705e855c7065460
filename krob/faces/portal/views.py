"""Public pages that nobody has to sign in for."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from krob.faces.portal import front, gallery
from krob.faces.portal import mine as my
from krob.foundation.core import clock
from krob.foundation.core.web import actor_of
from krob.people.identity.web import applicant_required
from krob.registers.catalogue.finding.search import services_found
from krob.registers.catalogue.guiding import journeys


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Let anyone search and see what is offered."""
    return render(request, "portal/home.html", front.page(clock.today()))


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show the services that fit what was typed, and what to do when none does."""
    query = request.GET.get("q", "").strip()
    found = services_found(query, clock.today()) if query else []
    shown = {"query": query, "found": found, "journeys": journeys.found(query)}
    return render(request, "portal/search.html", shown)


@applicant_required
@require_safe
def my_business(request: HttpRequest) -> HttpResponse:
    """Show the party acted for what to do now, what is under way and what it holds."""
    return render(request, "portal/my_business.html", my.page(actor_of(request)))


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Say what Krob is and what it does not do."""
    return render(request, "portal/about.html")


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Say what each step needs and who answers."""
    return render(request, "portal/help.html")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Say what is kept about a person, why and for how long."""
    return render(request, "portal/privacy.html")


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """Say how far the pages work for everyone, and what does not yet."""
    return render(request, "portal/accessibility.html")


@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """Show every component once, for those who build screens; only where it is a demonstration."""
    if not (settings.DEBUG or settings.KROB_DEMO):
        raise Http404
    return render(request, "portal/components.html", gallery.examples())
