"""What other rooms' screens need of sign-in: "you must be signed in", "prove more".

A view says ``@applicant_required`` or ``@require_assurance(...)``; deeper code may raise
``SignInRequired`` (rooms below: ``NotAllowed`` with the code ``sign-in-required``).
``people.agencies.middleware`` turns it into a redirect that leads back.
"""

import functools
from collections.abc import Callable
from dataclasses import replace
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from krob.foundation.core import clock
from krob.foundation.core.actor import SYSTEM, Actor, ActorKind, Channel
from krob.foundation.core.errors import NotAllowed
from krob.foundation.core.web import actor_of
from krob.people.identity.types import ial_at_least

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


SIGN_IN_REQUIRED = "sign-in-required"


class SignInRequired(NotAllowed):
    """Nobody, or not the right audience, is signed in: the boundary leads to the sign-in.

    ``ial`` asks for a higher level of assurance, ``fresh`` for a new proof of identity.
    """

    def __init__(self, *, ial: str = "", fresh: bool = False) -> None:
        super().__init__(SIGN_IN_REQUIRED, _("Sign in to continue."))
        self.ial = ial
        self.fresh = fresh

    @property
    def asks(self) -> dict[str, str]:
        """Return what the sign-in is asked for beyond the usual, as a query."""
        higher = {"ial": self.ial} if self.ial not in ("", settings.KROB_REQUIRED_IAL) else {}
        return higher | ({"fresh": "1"} if self.fresh else {})


def applicant_required(view: View[P]) -> View[P]:
    """Let only people who signed in with their national ID reach a view.

    Raises:
        SignInRequired: (from the view) somebody else asks; the middleware leads to the sign-in.
    """

    @functools.wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if actor_of(request).kind != ActorKind.APPLICANT:
            raise SignInRequired
        return view(request, *args, **kwargs)

    return guarded


def require_assurance(*, ial: str, max_age_s: int | None = None) -> Callable[[View[P]], View[P]]:
    """Let a view be reached only at a level of assurance, optionally proven lately (step-up).

    Raises:
        SignInRequired: (from the view) the level is lower, or the proof older than ``max_age_s``.
    """

    def guard(view: View[P]) -> View[P]:
        @functools.wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if actor_of(request).kind != ActorKind.APPLICANT:
                raise SignInRequired(ial=ial)
            if not ial_at_least(actor_of(request).ial, ial):
                raise SignInRequired(ial=ial, fresh=True)
            if max_age_s is not None and _age_s(request) > max_age_s:
                raise SignInRequired(ial=ial, fresh=True)
            return view(request, *args, **kwargs)

        return guarded

    return guard


def _age_s(request: HttpRequest) -> float:
    return clock.now().timestamp() - float(request.session.get("auth_time", 0))


def safe_path(request: HttpRequest, wanted: str, default: str = "/") -> str:
    """Return the path to go on to: within this site, else the default."""
    host = {request.get_host()}
    secure = request.is_secure()
    if wanted and url_has_allowed_host_and_scheme(wanted, host, require_https=secure):
        path = urlsplit(wanted)._replace(scheme="", netloc="").geturl()
        if path.startswith("/") and url_has_allowed_host_and_scheme(path, None):
            return path
    return default


def path_to_return_to(request: HttpRequest) -> str:
    """Return where to lead after sign-in: the page asked for, or the page of the posted form."""
    if request.headers.get("HX-Request") == "true":
        return safe_path(request, request.headers.get("HX-Current-URL", ""))
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    return safe_path(request, request.headers.get("Referer", ""))


def sign_in_address(request: HttpRequest, error: NotAllowed | None = None) -> str:
    """Return the address of the applicants' sign-in that leads back to where they were."""
    query = {"next": path_to_return_to(request)}
    if isinstance(error, SignInRequired):
        query |= error.asks
    return f"{reverse('identity:sign-in')}?{urlencode(query)}"


def officer_sign_in_address(request: HttpRequest) -> str:
    """Return the address of the officers' sign-in that leads back to where they were."""
    return f"{reverse('account_login')}?{urlencode({'next': path_to_return_to(request)})}"


def system_of(request: HttpRequest) -> Actor:
    """Return the system as it acts in a request in which nobody is signed in yet."""
    return replace(SYSTEM, channel=Channel.WEB, request_id=actor_of(request).request_id)
