"""Where calls are counted: marks for views, and the middleware that heeds them.

A view says ``@limited("verify")``; the middleware counts before anything reads what was sent, so
that who is refused has cost nothing but the counting.
"""

import functools
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from krob.foundation.core.errors import TooMany
from krob.foundation.core.web import actor_of
from krob.foundation.events.limits import count, place
from krob.foundation.events.web import answer

F = TypeVar("F", bound=Callable[..., HttpResponseBase])
IPV6_HOME = 64  # bits: what one subscriber is given


def limited(name: str, *, methods: tuple[str, ...] = ("POST",)) -> Callable[[F], F]:
    """Mark a view as limited: ``LimitsMiddleware`` counts before it reads what was sent."""

    def mark(view: F) -> F:
        view.limit = (name, methods)  # type: ignore[attr-defined]
        return view

    return mark


def at_once(name: str, setting: str) -> Callable[[F], F]:
    """Let only so many calls of a view run at the same time, whoever makes them.

    Raises:
        TooMany: (from the view) all places are taken.
    """

    def guard(view: F) -> F:
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method != "POST":
                return view(request, *args, **kwargs)
            with place(name, getattr(settings, setting)):
                return view(request, *args, **kwargs)

        return guarded  # type: ignore[return-value]

    return guard


class LimitsMiddleware:
    """Answers 429 to who asks too often; it stands before anything that reads the body."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: object, kwargs: object
    ) -> HttpResponseBase | None:
        """Count a call of a limited view; refuse the one that is too many."""
        name, methods = getattr(view, "limit", ("", ()))
        if request.method not in methods:
            return None
        try:
            count(name, who(request))
        except TooMany as refused:
            return answer(request, refused)
        return None


def who(request: HttpRequest) -> str:
    """Return whose calls are counted together: an account's, else those of an address."""
    actor = actor_of(request)
    return actor.id if actor.person or actor.agency else address_of(request)


def address_of(request: HttpRequest) -> str:
    """Return where a request comes from, as the trusted proxy says; of IPv6 only the network."""
    proxies = getattr(settings, "ALLAUTH_TRUSTED_PROXY_COUNT", 0)
    passed_on = request.headers.get("X-Forwarded-For", "").split(",") if proxies else []
    written = passed_on[-proxies] if len(passed_on) >= proxies > 0 else None
    text = (written or request.META.get("REMOTE_ADDR") or "").strip()
    try:
        address = ip_address(text)
    except ValueError:
        return text[:60]
    if isinstance(address, IPv6Address):
        mapped = address.ipv4_mapped
        return str(mapped or ip_network((address, IPV6_HOME), strict=False))
    return str(address)
