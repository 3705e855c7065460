"""People sign in with their national ID."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from krob.people.identity import web


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Offer the ways to sign in, and keep where to lead afterwards."""
    wanted = {
        "next": web.safe_path(request, request.GET.get("next", "")),
        "ial": request.GET.get("ial", ""),
        "fresh": request.GET.get("fresh", ""),
    }
    return render(request, "identity/public/sign_in.html", {"wanted": wanted})
