"""Leads who is not signed in as an applicant to the sign-in (named, because it lies above)."""

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from krob.foundation.core.actor import ActorKind
from krob.foundation.core.web import actor_of, is_htmx

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def for_applicants(view: View[P]) -> View[P]:
    """Let only people who signed in for themselves reach a view; others sign in first."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if actor_of(request).kind == ActorKind.APPLICANT:
            return view(request, *args, **kwargs)
        back = request.path if request.method in ("GET", "HEAD") else "/"
        address = f"{reverse('identity:sign-in')}?{urlencode({'next': back})}"
        if is_htmx(request):
            return HttpResponse(status=204, headers={"HX-Redirect": address})
        return HttpResponseRedirect(address)

    return guarded
