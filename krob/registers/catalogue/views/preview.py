"""The preview of a draft's form, as the applicant will meet it; shown in a frame of the editor."""

from uuid import UUID

from csp.constants import SELF
from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST

from krob.foundation.core.web import actor_of
from krob.registers.catalogue.drafting import previewing

own_frame = csp_replace({"frame-ancestors": [SELF]})
"""The editor alone may show the preview in a frame."""


@xframe_options_sameorigin
@own_frame  # type: ignore[arg-type]
def page(request: HttpRequest, draft: UUID, page: str = "") -> HttpResponse:
    """Show a page of the form, or check one and go on to the next. Nothing is stored."""
    if request.method not in {"GET", "HEAD", "POST"}:
        return HttpResponse(status=405)
    posted = dict(request.POST.lists())
    shown = previewing.page(actor_of(request), draft, page, posted, request.GET.get("as", ""))
    status = 422 if shown["errors"] else 200
    return render(request, "smartforms/preview.html", shown, status=status)


@require_POST
def toggle(request: HttpRequest, draft: UUID, page: str) -> HttpResponse:
    """Answer the parts of a page that an answer changes. Nothing is stored."""
    posted = dict(request.POST.lists())
    return HttpResponse(previewing.toggled(actor_of(request), draft, page, posted))
