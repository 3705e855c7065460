"""Screens for those who keep the words of the search."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from krob.foundation.core.web import actor_of
from krob.registers.catalogue import commands, queries


@require_safe
def synonyms(request: HttpRequest) -> HttpResponse:
    """Show the synonyms of the search to those who keep them."""
    shown = {"synonyms": queries.synonyms(actor_of(request))}
    return render(request, "catalogue/agency/synonyms.html", shown)


@require_POST
def add_synonym(request: HttpRequest) -> HttpResponse:
    """Add a synonym and come back to the list."""
    commands.add_synonym(actor=actor_of(request), **_typed(request))
    messages.success(request, _("The synonym was added. It counts at once."))
    return redirect("catalogue-agency:synonyms")


@require_POST
def change_synonym(request: HttpRequest, synonym: int) -> HttpResponse:
    """Change a synonym and come back to the list."""
    commands.change_synonym(actor=actor_of(request), synonym=synonym, **_typed(request))
    messages.success(request, _("The synonym was changed."))
    return redirect("catalogue-agency:synonyms")


@require_POST
def remove_synonym(request: HttpRequest, synonym: int) -> HttpResponse:
    """Remove a synonym and come back to the list."""
    commands.remove_synonym(actor=actor_of(request), synonym=synonym)
    messages.success(request, _("The synonym was removed."))
    return redirect("catalogue-agency:synonyms")


def _typed(request: HttpRequest) -> dict[str, str]:
    return {key: request.POST.get(key, "") for key in ("word", "means")}
