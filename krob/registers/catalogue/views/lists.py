"""The lists of codes of an agency: what there is, a file brought, a table watched."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from krob.engines.documents.receiving import received_file
from krob.foundation.core.errors import Invalid, TooLarge
from krob.foundation.core.web import actor_of
from krob.registers.catalogue import commands
from krob.registers.catalogue.code_lists import keeping, reading

LISTS = "catalogue/agency/code_lists.html"


@require_safe
def lists(request: HttpRequest) -> HttpResponse:
    """Show every list with its source and the drafts that use it."""
    return render(request, LISTS, keeping.overview(actor_of(request)))


@require_safe
def code_list(request: HttpRequest, code_list: str) -> HttpResponse:
    """Show the codes of one list, as they are today."""
    given = request.GET.get("page", "")
    shown = keeping.page(actor_of(request), code_list, int(given) if given.isdecimal() else 1)
    return render(request, "catalogue/agency/code_list.html", shown)


@require_POST
def bring(request: HttpRequest) -> HttpResponse:
    """Keep a file as the newest wording of a list."""
    try:
        edition = commands.save_list(
            actor=actor_of(request), **_named(request), content=_content(request)
        )
    except (Invalid, TooLarge) as refused:
        return _refused(request, refused, "file")
    messages.success(request, _("The list was kept."))
    return redirect("catalogue-agency:code-list", edition.of_list.code)


@require_POST
def watch(request: HttpRequest) -> HttpResponse:
    """Let a list follow a table of the portal."""
    source = {
        key: request.POST.get(f"source_{key}", "") for key in ("resource", "code", "th", "en")
    }
    try:
        each = commands.watch_list(actor=actor_of(request), **_named(request), source=source)
    except Invalid as refused:
        return _refused(request, refused, "portal")
    messages.success(request, _("The portal was asked. Look again in a moment."))
    return redirect("catalogue-agency:code-list", each.code)


def _named(request: HttpRequest) -> dict[str, str]:
    return {
        "code": request.POST.get("code", "").strip(),
        "title_th": request.POST.get("title_th", ""),
        "title_en": request.POST.get("title_en", ""),
    }


def _content(request: HttpRequest) -> bytes:
    received = received_file(request, reading.MOST_BYTES)
    try:
        return received.path.read_bytes()
    finally:
        received.path.unlink(missing_ok=True)


def _refused(request: HttpRequest, refused: Invalid | TooLarge, which: str) -> HttpResponse:
    """Show the page again with what was typed and what is wrong."""
    fields = getattr(refused, "fields", None) or {"file": refused.message}
    shown = keeping.overview(actor_of(request), request.POST)
    shown["which"] = which
    shown["errors"] = [{"id": f"{which}-{name}", "message": said} for name, said in fields.items()]
    return render(request, LISTS, shown, status=refused.status)
