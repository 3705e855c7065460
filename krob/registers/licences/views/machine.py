"""What machines read: credentials, status lists, the issuer's key, the vocabulary."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from krob.foundation.linkeddata.credential import context_file
from krob.registers.licences import credentials
from krob.registers.licences.models import LicenceDocument

LD_JSON = "application/ld+json"
CREDENTIAL = "application/vc"
ONE_DAY = "public, max-age=86400"


@require_safe
def credential(request: HttpRequest, token: str) -> HttpResponse:
    """Send a licence's credential, as it is attached to its document."""
    document = LicenceDocument.objects.filter(licence__verify_token=token).first()
    if document is None:
        raise Http404
    kind = request.get_preferred_type([CREDENTIAL, LD_JSON, "application/json"]) or LD_JSON
    return _open(HttpResponse(document.credential, content_type=kind), "no-store")


@require_safe
def status(request: HttpRequest, number: int, purpose: str = "revocation") -> HttpResponse:
    """Send a status list as it is now."""
    if purpose not in credentials.PURPOSES or not credentials.has_list(number):
        raise Http404
    listed = credentials.status_credential(number, purpose)
    return _open(JsonResponse(listed, content_type=CREDENTIAL), "no-store")


@require_safe
def did(request: HttpRequest) -> HttpResponse:
    """Send the DID document that names the key behind the credentials."""
    document = credentials.did_document()
    if document is None:
        raise Http404
    return _open(JsonResponse(document, content_type="application/did+json"), ONE_DAY)


@require_safe
def context(request: HttpRequest) -> HttpResponse:
    """Send the vocabulary of licences; this version never changes."""
    return _open(HttpResponse(context_file("licence-v1.jsonld"), content_type=LD_JSON), ONE_DAY)


def _open(response: HttpResponse, cache: str) -> HttpResponse:
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = cache
    response["Vary"] = "Accept"
    response["X-Content-Type-Options"] = "nosniff"
    return response
