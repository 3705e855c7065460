"""Public manuals in the back office: compare, ask, bring a file, take over."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from krob.engines.documents.receiving import received_file
from krob.foundation.core.errors import Invalid, TooLarge
from krob.foundation.core.web import actor_of
from krob.registers.catalogue import commands
from krob.registers.catalogue.public_manuals import comparing, manuals


@require_safe
def compare(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Show what a draft says otherwise than its public manual."""
    shown = comparing.page(actor_of(request), draft)
    return render(request, "catalogue/agency/compare.html", shown)


@require_POST
def ask(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Ask the manual system for the manual."""
    commands.ask_manual(actor=actor_of(request), draft=draft)
    messages.success(request, _("The manual system was asked. Look again in a moment."))
    return redirect("catalogue-agency:compare", draft)


@require_POST
def bring(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Take the manual from a file."""
    try:
        content = _content(request)
        commands.import_manual(actor=actor_of(request), draft=draft, content=content)
    except (Invalid, TooLarge) as refused:
        shown = comparing.page(actor_of(request), draft)
        shown["errors"] = [{"id": "file", "message": refused.message}]
        return render(request, "catalogue/agency/compare.html", shown, status=refused.status)
    messages.success(request, _("The manual was brought in."))
    return redirect("catalogue-agency:compare", draft)


@require_POST
def accept(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Take over the ticked fields; the others stay as they are."""
    digest, keys = request.POST.get("digest", ""), request.POST.getlist("take")
    commands.accept_manual(actor=actor_of(request), draft=draft, digest=digest, keys=keys)
    messages.success(request, _("What you ticked was taken over."))
    return redirect("catalogue-agency:compare", draft)


@require_POST
def refuse(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Keep the draft's own words in one field, with the reason that stands beside it."""
    key, digest = request.POST.get("keep", ""), request.POST.get("digest", "")
    reason = request.POST.get(f"reason-{key}", "")
    try:
        commands.refuse_manual(
            actor=actor_of(request), draft=draft, digest=digest, key=key, reason=reason
        )
    except Invalid as refused:
        shown = comparing.page(actor_of(request), draft)
        shown |= {"errors": [{"id": k, "message": m} for k, m in refused.fields.items()]}
        return render(request, "catalogue/agency/compare.html", shown, status=refused.status)
    messages.success(request, _("The reason was kept."))
    return redirect("catalogue-agency:compare", draft)


def _content(request: HttpRequest) -> bytes:
    received = received_file(request, manuals.MOST_BYTES)
    try:
        return received.path.read_bytes()
    finally:
        received.path.unlink(missing_ok=True)
