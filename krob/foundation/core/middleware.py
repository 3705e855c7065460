"""Closes the house for maintenance, and to requests that no part of it can read."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from krob.foundation.core.errors import TooLarge

OPEN = ("/healthz", "/static/")
RETRY_AFTER_SECONDS = 600
UTF_8 = ("utf-8", "utf8")
FORM = "application/x-www-form-urlencoded"
NUL = "\x00"


class MaintenanceMiddleware:
    """Answers 503 with a page in the reader's language while ``KROB_MAINTENANCE`` is set."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on, or say that the house is closed and when to come back."""
        if not settings.KROB_MAINTENANCE or request.path_info.startswith(OPEN):
            return self.get_response(request)
        response = render(request, "503.html", status=503)
        response["Retry-After"] = str(RETRY_AFTER_SECONDS)
        return response


class ReadableMiddleware:
    """Answers 400 to what no page means and no database keeps: NUL characters, other encodings."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on what can be read.

        Raises:
            BadRequest: the address, a cookie or the form cannot.
        """
        charset = (request.content_params or {}).get("charset", "utf-8").lower()
        if charset not in UTF_8 or _has_nul(request):
            raise BadRequest("unreadable characters")
        try:
            body = request.body if request.content_type == FORM else b""
        except RequestDataTooBig:
            error = TooLarge("request-too-large", _("What was sent is too large."))
            return render(request, "core/problem.html", {"error": error}, status=error.status)
        if b"%00" in body or NUL.encode() in body:
            raise BadRequest("unreadable characters")
        return self.get_response(request)


def _has_nul(request: HttpRequest) -> bool:
    address = request.path_info + request.META.get("QUERY_STRING", "").replace("%00", NUL)
    return NUL in address or any(NUL in value for value in request.COOKIES.values())
