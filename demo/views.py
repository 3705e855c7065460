"""The page that helps somebody to try Krob; only where it is a demonstration."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from demo import guide
from krob.foundation.core.web import is_htmx


@never_cache
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show whom to be, what to try and what the data are."""
    _require_demonstration()
    return render(request, "demo/guide.html", guide.page())


@never_cache
@require_safe
def codes(request: HttpRequest) -> HttpResponse:
    """Show the officers' sign-ins again, with fresh codes: to HTMX, a part of the page."""
    _require_demonstration()
    if not is_htmx(request):
        return redirect(reverse("demo:guide") + "#desks")
    return render(request, "demo/officers.html", guide.desks())


def _require_demonstration() -> None:
    if not settings.KROB_DEMO:
        raise Http404
