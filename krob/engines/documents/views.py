"""Hand out a document that somebody brought."""

from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from krob.engines.documents import queries
from krob.foundation.core.web import actor_of

SEALED_OFF = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'self'"


@require_safe
def show(request: HttpRequest, upload_id: UUID) -> HttpResponseBase:
    """Send a document to save, or with ``?show=1`` to look at, in a page that can do nothing."""
    opened = queries.open_upload(actor_of(request), upload_id)
    inline = opened.may_show and request.GET.get("show") == "1"
    response = FileResponse(
        opened.path.open("rb"),
        as_attachment=not inline,
        filename=opened.upload.name,
        content_type=opened.upload.media_type,
    )
    return _sealed_off(response)


@require_safe
def picture(request: HttpRequest, upload_id: UUID, page: int) -> HttpResponseBase:
    """Send a picture of a page of a document, to show in place beside the answers."""
    drawn = queries.picture_of_page(actor_of(request), upload_id, page)
    return _sealed_off(HttpResponse(drawn, content_type="image/png"))


def _sealed_off(response: HttpResponseBase) -> HttpResponseBase:
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = SEALED_OFF
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response
