"""The one place where errors become answers, and where refusals are written down.

A ``DomainError`` is answered as a page, to HTMX as a notice, and under ``/api/`` as a problem
document (RFC 9457). Anything else is a bug: logged with the request's number, a plain 500.
"""

import re
from collections.abc import Callable
from errno import ENOSPC
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError, DataError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.template.loader import render_to_string
from django.urls import NoReverseMatch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from krob.foundation.core.actor import ActorKind
from krob.foundation.core.errors import DomainError, TooLarge, TooMany, Unavailable
from krob.foundation.core.web import actor_of, is_htmx
from krob.foundation.events import journal

journal.declare({"request.refused": gettext_lazy("A request was refused")})

REFUSED = (403, 404)
SIGNED_IN = (ActorKind.APPLICANT, ActorKind.OFFICER, ActorKind.CLIENT_SYSTEM, ActorKind.OPERATOR)
API = "/api/"
NUMBER = re.compile(r"(?<![0-9๐-๙A-Za-z-])[0-9๐-๙](?:[- ]?[0-9๐-๙]){12}(?![0-9A-Za-z-])|[0-9]{13}")
Answer = Callable[[HttpRequest], HttpResponseBase]


class ErrorsMiddleware:
    """Answers domain errors, numbers requests, and records refusals of those who are signed in.

    It stands outside ``ActorMiddleware``, so that what its gates refuse is recorded too.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request; afterwards, in a transaction of its own, record a refusal."""
        number_of(request)
        response = self.get_response(request)
        if not response.has_header("X-Request-ID"):
            response["X-Request-ID"] = number_of(request)
        if response.status_code in REFUSED and request.resolver_match:
            record_refusal(request, response)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Return the answer to an expected error; a bug goes its own way."""
        if isinstance(error, OSError) and error.errno == ENOSPC:
            error = Unavailable("no-room", _("There is no room to store this now."))
        if isinstance(error, RequestDataTooBig):
            error = TooLarge("request-too-large", _("What was sent is too large."))
        if isinstance(error, DataError) and "NUL" in str(error):  # in a part of a form
            return bad_request(request, error)
        if not isinstance(error, DomainError):
            return None
        request.refusal = error.code  # type: ignore[attr-defined]
        return answer(request, error)


def number_of(request: HttpRequest) -> str:
    """Return the request's number, given to it when it has none."""
    if not hasattr(request, "request_id"):
        request.request_id = uuid4().hex  # type: ignore[attr-defined]
    return str(request.request_id)  # type: ignore[attr-defined]


def answer(request: HttpRequest, error: DomainError) -> HttpResponse:
    """Return an expected error as a page, a notice or a problem document."""
    response = _answer(request, error)
    if isinstance(error, TooMany):
        response["Retry-After"] = str(error.retry_after)
    return response


def _answer(request: HttpRequest, error: DomainError) -> HttpResponse:
    if request.path_info.startswith(API):
        return problem(request, error.status, error.code, str(error.message), error)
    part = "#notice" if is_htmx(request) else ""
    response = render(request, f"core/problem.html{part}", {"error": error}, status=error.status)
    if part:
        response["HX-Retarget"], response["HX-Reswap"] = "#main", "afterbegin"
    return response


def problem(
    request: HttpRequest, status: int, code: str, title: str, error: DomainError | None = None
) -> HttpResponse:
    """Return a problem document (RFC 9457); ``errors`` says which field is wrong and how."""
    document = {
        "type": f"urn:krob:problem:{code}",
        "title": title,
        "status": status,
        "instance": f"urn:krob:request:{number_of(request)}",
    }
    if error and error.fields:
        document["errors"] = {key: str(message) for key, message in error.fields.items()}
    return JsonResponse(document, status=status, content_type="application/problem+json")


def record_refusal(request: HttpRequest, response: HttpResponseBase) -> None:
    """Write down once per request who was refused what; nobody's numbers are kept."""
    actor = actor_of(request)
    if actor.kind not in SIGNED_IN:
        return
    match = request.resolver_match
    data = {
        "status": response.status_code,
        "code": getattr(request, "refusal", str(response.status_code)),
        "method": request.method,
        "view": match.view_name if match else "",
    }
    path = NUMBER.sub("x" * 13, request.path)
    with transaction.atomic():
        journal.record(
            actor=actor, name="request.refused", subject=f"address:{path}"[:120], data=data
        )


def _plain(request: HttpRequest, template: str, status: int, code: str, title: str) -> HttpResponse:
    if request.path_info.startswith(API):
        return problem(request, status, code, title)
    return render(request, template, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that cannot be understood (``handler400``)."""
    return _plain(request, "400.html", 400, "bad-request", _("This request is not understood."))


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that is refused (``handler403``)."""
    return _plain(request, "403.html", 403, "not-allowed", _("You may not do this."))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request for what does not exist (``handler404``)."""
    return _plain(request, "404.html", 404, "not-found", _("There is no such page."))


def failed(request: HttpRequest) -> HttpResponse:
    """Answer after a bug (``handler500``), also when the database or a template is broken."""
    if request.path_info.startswith(API):
        return problem(request, 500, "internal-error", _("Something went wrong on our side."))
    try:
        page: str = render_to_string("500.html", {"request": request, "demo": settings.KROB_DEMO})
    except (DatabaseError, NoReverseMatch, TemplateDoesNotExist, TemplateSyntaxError):
        page = f"<!doctype html><title>500</title><h1>{_('Something went wrong on our side.')}</h1>"
    return HttpResponse(page, status=500)
