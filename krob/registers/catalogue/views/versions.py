"""The versions of a service: a list, one of them, what changed between two."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from krob.engines.documents.receiving import received_file
from krob.foundation.core.errors import Conflict, Invalid, NotAllowed, TooLarge
from krob.foundation.core.web import actor_of
from krob.registers.catalogue import commands
from krob.registers.catalogue.drafting import drafts
from krob.registers.catalogue.sharing import exporting, packing
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
    """Send a version as a signed package for another installation."""
    content = exporting.download(actor_of(request), code, number)
    answer = HttpResponse(content, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{code}-v{number}.zip"'
    return answer


@require_http_methods(["GET", "POST"])
def import_package(request: HttpRequest) -> HttpResponse:
    """Take a package of another installation and begin a draft from it."""
    actor = actor_of(request)
    drafts.require_writer(actor)
    if request.method != "POST":
        return render(request, "catalogue/agency/import.html", {"errors": []})
    try:
        content = packing.bounded(received_file(request, packing.LARGEST).path)
        draft = commands.import_draft(actor=actor, content=content)
    except (Conflict, Invalid, NotAllowed, TooLarge) as refused:
        shown = {"errors": [{"id": "file", "message": refused.message}], "wrong": refused.message}
        return render(request, "catalogue/agency/import.html", shown, status=refused.status)
    messages.success(request, _("A draft was begun from the package. Nothing is published."))
    return redirect("catalogue-agency:draft", draft.pk)
