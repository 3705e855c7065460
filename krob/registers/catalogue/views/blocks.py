"""The blocks of an agency: what there is, which drafts use it, keeping a new wording."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from krob.foundation.core.web import actor_of
from krob.registers.catalogue import commands
from krob.registers.catalogue.drafting import drafts, library


@require_safe
def blocks(request: HttpRequest) -> HttpResponse:
    """Show every block with the drafts that use it, those with an older copy marked."""
    return render(request, "catalogue/agency/blocks.html", library.overview(actor_of(request)))


@require_POST
def save_block(request: HttpRequest, draft: UUID, page: str) -> HttpResponse:
    """Keep the questions of a page as a block."""
    code = request.POST.get("code", "").strip()
    commands.save_block(actor=actor_of(request), draft=draft, page=page, code=code)
    messages.success(request, _("The questions of this page are kept as a block."))
    return redirect(f"{drafts.address(draft)}form/page:{page}/")
