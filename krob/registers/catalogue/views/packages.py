"""Packages of other installations: taken in, and their ordinances given to own authorities."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from krob.engines.documents.receiving import received_file
from krob.foundation.core.actor import Actor
from krob.foundation.core.errors import Conflict, Invalid, Message, NotAllowed, TooLarge, TooMany
from krob.foundation.core.web import actor_of
from krob.registers.catalogue import commands, policies
from krob.registers.catalogue.sharing import packages, packing


@require_http_methods(["GET", "POST"])
def import_package(request: HttpRequest) -> HttpResponse:
    """Take a package of another installation in and begin a draft from it."""
    actor = actor_of(request)
    policies.require_writes_something(actor)
    if request.method != "POST":
        return _asking(request, actor)
    try:
        content = packing.bounded(received_file(request, packing.LARGEST).path)
        row = commands.import_package(actor=actor, content=content)
    except (Conflict, Invalid, NotAllowed, TooLarge, TooMany) as refused:
        return _asking(request, actor, refused.message, refused.status)
    messages.success(request, _("The package was taken in. Nothing is published."))
    if row.draft and not row.ordinances:
        return redirect("catalogue-agency:draft", row.draft.pk)
    return redirect("catalogue-agency:package", row.pk)


def _asking(
    request: HttpRequest, actor: Actor, wrong: Message = "", status: int = 200
) -> HttpResponse:
    errors = [{"id": "file", "message": wrong}] if wrong else []
    shown = {"errors": errors, "wrong": wrong, "recent": packages.recent(actor)}
    return render(request, "catalogue/agency/import.html", shown, status=status)


@require_http_methods(["GET", "POST"])
def package(request: HttpRequest, package: UUID) -> HttpResponse:
    """Show what became of a package; begin drafts of its ordinances."""
    actor, prefix = actor_of(request), "to-"
    names = [name for name in request.POST if name.startswith(prefix)]
    posted = {name.removeprefix(prefix): request.POST.get(name, "") for name in names}
    if request.method != "POST":
        shown = packages.page(actor, package, {}, {})
        return render(request, "catalogue/agency/package.html", shown)
    try:
        commands.import_ordinances(actor=actor, package=package, chosen=posted)
    except Invalid as refused:
        shown = packages.page(actor, package, posted, refused.fields)
        return render(request, "catalogue/agency/package.html", shown, status=refused.status)
    return redirect("catalogue-agency:package", package)
