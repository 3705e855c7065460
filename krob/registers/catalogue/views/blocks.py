"""The blocks of an agency: what there is, which drafts use it, kept, renamed, removed."""

from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from krob.foundation.core.errors import Conflict, DomainError, Invalid
from krob.foundation.core.web import actor_of
from krob.registers.catalogue import commands
from krob.registers.catalogue.drafting import drafts, library


@require_safe
def blocks(request: HttpRequest) -> HttpResponse:
    """Show every block with the drafts that use it, those with an older copy marked."""
    return render(request, "catalogue/agency/blocks.html", library.overview(actor_of(request)))


@require_safe
def block(request: HttpRequest, code: str) -> HttpResponse:
    """Show a block: what it asks, which drafts use it, its wordings."""
    return _page(request, code)


def _page(
    request: HttpRequest,
    code: str,
    refused: DomainError | None = None,
    typed: Mapping[str, str] | None = None,
) -> HttpResponse:
    shown = library.one(actor_of(request), code)
    wrong = dict(refused.fields) if refused else {}
    errors = [{"id": key, "message": said} for key, said in wrong.items()]
    if refused and not errors:
        errors = [{"id": "remove", "message": refused.message}]
    words = {"title_th": shown["title"].th, "title_en": shown["title"].en, "new_code": code}
    context = shown | {"typed": words | dict(typed or {}), "wrong": wrong, "errors": errors}
    status = refused.status if refused else 200
    return render(request, "catalogue/agency/block.html", context, status=status)


@require_POST
def rename_block(request: HttpRequest, code: str) -> HttpResponse:
    """Give a block another name and code."""
    typed = {key: request.POST.get(key, "").strip() for key in ("new_code", "title_th", "title_en")}
    try:
        renamed = commands.rename_block(actor=actor_of(request), code=code, **typed)
    except (Conflict, Invalid) as refused:
        return _page(request, code, refused, typed)
    messages.success(request, _("The block has its new name, in every draft that uses it too."))
    return redirect("catalogue-agency:block", renamed.code)


@require_POST
def remove_block(request: HttpRequest, code: str) -> HttpResponse:
    """Take a block out of the list."""
    detach = request.POST.get("detach") == "1"
    try:
        commands.remove_block(actor=actor_of(request), code=code, detach=detach)
    except Conflict as refused:
        return _page(request, code, refused)
    messages.success(request, _("The block was removed."))
    return redirect("catalogue-agency:blocks")


@require_POST
def save_block(request: HttpRequest, draft: UUID, page: str) -> HttpResponse:
    """Keep the questions of a page as a block."""
    code = request.POST.get("code", "").strip()
    commands.save_block(actor=actor_of(request), draft=draft, page=page, code=code)
    messages.success(request, _("The questions of this page are kept as a block."))
    return redirect(f"{drafts.address(draft)}form/page:{page}/")
