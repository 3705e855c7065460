"""Screens for strangers who verify, and for those who hold licences."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from krob.engines.documents.receiving import MEGABYTE, received_file
from krob.foundation.core.web import actor_of
from krob.foundation.events.middleware import at_once, limited
from krob.registers.licences import credentials, queries, verification, wording
from krob.registers.licences.models import Licence
from krob.registers.licences.types import Verdict, Verification

NOT_FOUND = 404


@limited("verify")
@at_once("verify", "KROB_VERIFY_AT_ONCE")
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Ask for a number or a file; show what was found."""
    if request.method == "POST":
        return _verify_file(request)
    number = request.GET.get("number", "").strip()
    found = verification.by_number(number) if number else []
    if len(found) == 1:
        return redirect("licences:verify-token", token=found[0].token)
    shown = {"number": number, "found": found, "limit_mb": settings.KROB_UPLOAD_LIMIT_MB}
    status = NOT_FOUND if number and not found else 200
    return render(request, "licences/public/verify.html", shown, status=status)


def _verify_file(request: HttpRequest) -> HttpResponse:
    received = received_file(request, settings.KROB_UPLOAD_LIMIT_MB * MEGABYTE)
    try:
        answers = verification.by_file(received.path.read_bytes())
    finally:
        received.path.unlink(missing_ok=True)
    return _answers(request, answers)


@require_safe
def verify_token(request: HttpRequest, token: str) -> HttpResponse:
    """Show the answers for the licence behind a QR code; to machines, its credential."""
    kinds = ["text/html", "application/vc", "application/ld+json"]
    if request.get_preferred_type(kinds) in kinds[1:]:
        return redirect("licences-plain:credential", token=token)
    return _answers(request, verification.by_token(token))


def _answers(request: HttpRequest, answers: Verification) -> HttpResponse:
    known = answers.licence is not None or answers.file
    response = render(
        request,
        "licences/public/verification.html",
        {
            "v": answers,
            "saying": wording.saying_of(answers),
            "checks": wording.checks(answers),
            "Verdict": Verdict,
        },
        status=200 if known else NOT_FOUND,
    )
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Show the licences of the party acted for."""
    licences = [
        (licence, wording.chip(licence.status_today), _qr(licence))
        for licence in queries.mine(actor_of(request))
    ]
    return render(request, "licences/public/mine.html", {"licences": licences})


@require_safe
def licence(request: HttpRequest, licence_id: UUID) -> HttpResponse:
    """Show one licence to those who hold it."""
    found = queries.licence(actor_of(request), licence_id)
    shown = {
        "licence": found,
        "document": getattr(found, "document", None),
        "changes": queries.changes_of(found),
        "chip": wording.chip(found.status_today),
        "address": credentials.verify_address(found),
        "qr": _qr(found),
    }
    return render(request, "licences/public/licence.html", shown)


def _qr(licence: Licence) -> SafeString:
    return wording.qr_image(credentials.verify_address(licence), gettext("QR code to verify"))


@require_safe
def pdf(request: HttpRequest, licence_id: UUID) -> HttpResponse:
    """Send the sealed document."""
    found, content = queries.sealed_document(actor_of(request), licence_id)
    response = HttpResponse(content, content_type="application/pdf")
    name = f"{found.title_text.th} {found.number}.pdf".replace("/", "-")
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
