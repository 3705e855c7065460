"""The versions of a service: a list, one of them, what changed between two."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from krob.foundation.core.web import actor_of
from krob.registers.catalogue.sharing import exporting
from krob.registers.catalogue.versioning import versions as queries


@require_safe
def versions(request: HttpRequest, code: str) -> HttpResponse:
    """List the versions of a service and compare two of them."""
    shown = queries.listed(actor_of(request), code, request.GET.dict())
    return render(request, "catalogue/agency/versions.html", shown)


@require_safe
def version(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Show who approved a version, what it changed, and what its replay had shown."""
    shown = queries.one(actor_of(request), code, number)
    return render(request, "catalogue/agency/version.html", shown)


@require_safe
def export(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Send a version as a signed package for another installation, with chosen ordinances."""
    authorities = request.GET.getlist("authority")
    content = exporting.download(actor_of(request), code, number, authorities)
    answer = HttpResponse(content, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{code}-v{number}.zip"'
    return answer
