"""Closes the house for maintenance; everything else passes."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

OPEN = ("/healthz", "/static/")
RETRY_AFTER_SECONDS = 600


class MaintenanceMiddleware:
    """Answers 503 with a page in the reader's language while ``KROB_MAINTENANCE`` is set."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on, or say that the house is closed and when to come back."""
        if not settings.KROB_MAINTENANCE or request.path.startswith(OPEN):
            return self.get_response(request)
        response = render(request, "503.html", status=503)
        response["Retry-After"] = str(RETRY_AFTER_SECONDS)
        return response
