"""Screens for everybody: services, one service, which applies, what a business needs."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from krob.foundation.core import clock
from krob.foundation.core.web import is_htmx
from krob.registers.catalogue import page, queries
from krob.registers.catalogue.guiding import advice, journeys


@require_safe
def services(request: HttpRequest) -> HttpResponse:
    """List every service in force."""
    shown = {"versions": list(queries.versions_in_force(clock.today()))}
    return render(request, "catalogue/public/services.html", shown)


@require_safe
def service(request: HttpRequest, code: str) -> HttpResponse:
    """Show one service with its facts and their sources."""
    return render(request, "catalogue/public/service.html", page.service_page(code))


@require_safe
def advisor(request: HttpRequest, group: str) -> HttpResponse:
    """Ask the questions of a group and say which service applies, and why."""
    shown = advice.page(group, request.GET)
    part = "#answer" if is_htmx(request) else ""
    return render(request, "catalogue/public/advisor.html" + part, shown)


@require_safe
def all_journeys(request: HttpRequest) -> HttpResponse:
    """List kinds of business and events in the life of one."""
    shown = {"journeys": journeys.journeys()}
    return render(request, "catalogue/public/journeys.html", shown)


@require_safe
def journey(request: HttpRequest, code: str) -> HttpResponse:
    """Ask the questions of a journey and list the services that follow, in order."""
    shown = journeys.page(code, request.GET)
    part = "#answer" if is_htmx(request) else ""
    return render(request, "catalogue/public/journey.html" + part, shown)
