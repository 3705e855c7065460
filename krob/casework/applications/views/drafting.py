"""The applicant's screens from start to filing."""

from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from krob.casework.applications import commands
from krob.casework.applications.applicant import comparing, filing, reviewing
from krob.casework.applications.models import Application, SetAside
from krob.casework.applications.views.files import refusal_of, take_files
from krob.engines.exchange import queries as exchange
from krob.foundation.core import typography
from krob.foundation.core.actor import Actor
from krob.foundation.core.errors import Conflict, Invalid, Message
from krob.foundation.core.web import actor_of, is_htmx, whole_number
from krob.foundation.events.middleware import limited
from krob.people.identity.types import ial_at_least
from krob.people.identity.web import SignInRequired, applicant_required

ANSWERED = gettext_lazy(
    "Saved %(moment)s. The registry has answered: load the page again to see it."
)


@applicant_required
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, service: str) -> HttpResponse:
    """Say what the service will ask for; on POST open a draft and go to its first page."""
    actor = actor_of(request)
    _prove(actor, filing.assurance_of(service))
    if request.method == "POST":
        application = commands.start_application(actor=actor, service=service)
        return redirect(filing.first_url(application))
    return render(request, "applications/public/start.html", filing.start(actor, service))


def _prove(actor: Actor, wanted: str) -> None:
    """Lead to a stronger sign-in when the service asks for one, and back here afterwards."""
    if not ial_at_least(actor.ial, wanted):
        raise SignInRequired(ial=wanted, fresh=True)


@applicant_required
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, reference: str, page: str) -> HttpResponse:
    """Show a page of the form; on POST keep it and go on, or show what is wrong with it."""
    actor = actor_of(request)
    if request.method == "POST":
        try:
            _save(request, reference, page)
        except Conflict as conflict:
            if _kept_apart(request, reference, page, conflict):
                take_files(request, reference, page)
                return redirect("applications:compare", reference, page)
        return _onward(request, reference, page, take_files(request, reference, page))
    return render(request, "applications/public/page.html", filing.page(actor, reference, page))


def _save(request: HttpRequest, reference: str, page: str) -> Application:
    return commands.save_draft(
        actor=actor_of(request),
        reference=reference,
        edition=whole_number(request.POST.get("_version", "")),
        page=page,
        posted=_posted(request),
    )


def _kept_apart(
    request: HttpRequest, reference: str, page: str, conflict: Conflict
) -> SetAside | None:
    """Keep what an older window typed, so that the person can choose; None: it says the same."""
    if conflict.code != "newer-draft":
        raise conflict
    return commands.keep_aside(
        actor=actor_of(request),
        reference=reference,
        page=page,
        tab=request.POST.get("_tab", ""),
        posted=_posted(request),
    )


def _posted(request: HttpRequest) -> dict[str, list[str]]:
    return {name: request.POST.getlist(name) for name in request.POST}


def _onward(
    request: HttpRequest, reference: str, page: str, wrong: Mapping[str, Message]
) -> HttpResponse:
    actor, posted = actor_of(request), _posted(request)
    stays = filing.stays(request.POST)
    handled = request.POST.get("_upload") or request.POST.get("_drop", "").partition(":")[0]
    if handled and not wrong:
        return redirect(f"{request.path}#f-{slugify(handled)}")
    shown = filing.page(actor, reference, page, check=not stays, wrong=wrong, posted=posted)
    if stays or shown["errors"] or shown["opened"]:
        status = refusal_of(request) if shown["errors"] else 200
        return render(request, "applications/public/page.html", shown, status=status)
    return redirect(filing.url_after(actor, reference, page))


@applicant_required
@require_POST
def autosave(request: HttpRequest, reference: str, page: str) -> HttpResponse:
    """Keep what stands on the page now; answers with the time and the draft's new edition.

    ``unseen`` names the fields that a registry has filled in behind the page.
    """
    actor, posted = actor_of(request), _posted(request)
    unseen = sorted(filing.unseen(actor, reference, page, posted))
    try:
        draft = _save(request, reference, page)
    except Conflict as conflict:
        aside = _kept_apart(request, reference, page, conflict)
        return _beside(request, reference, page, aside, conflict)
    saved = typography.clock_time(draft.saved_at, get_language())
    words = ANSWERED if unseen else _("Saved %(moment)s")
    said = typography.kept_together(words % {"moment": saved})
    kept = {"version": draft.edition, "was": filing.was(draft, page)}
    return JsonResponse({**kept, "said": said, "unseen": unseen})


def _beside(
    request: HttpRequest, reference: str, page: str, aside: SetAside | None, conflict: Conflict
) -> JsonResponse:
    """Tell an older window what it typed beside what was saved since."""
    said = {
        "message": str(conflict.message),
        "url": reverse("applications:page", args=[reference, page]),
    }
    if aside:
        shown = {**comparing.comparison(aside), "notice": True}
        html = render_to_string("applications/public/choices.html", shown, request)
        said |= {"html": html, "url": shown["compare_url"], "said": _("Kept apart, not lost")}
    return JsonResponse(said, status=409)


@applicant_required
@require_POST
def toggle(request: HttpRequest, reference: str, page: str) -> HttpResponse:
    """Answer HTMX with the fields that an answer opened or closed; 204 when none did."""
    fragment = filing.changes(actor_of(request), reference, page, _posted(request))
    return HttpResponse(fragment) if fragment else HttpResponse(status=204)


@limited("look-up")
@applicant_required
@require_POST
def look_up(request: HttpRequest, reference: str, field: str) -> HttpResponse:
    """Ask the registry that a field names; the page keeps answering while it thinks."""
    actor = actor_of(request)
    page = filing.page_of(actor, reference, field)
    try:
        if "_version" in request.POST:
            _save(request, reference, page)
        lookup = commands.ask_registry(actor=actor, reference=reference, field=field)
    except Conflict as conflict:
        apart = _kept_apart(request, reference, page, conflict)
        return redirect(f"applications:{'compare' if apart else 'page'}", reference, page)
    except Invalid as error:
        shown = filing.page(actor, reference, page, wrong=error.fields)
        return render(request, "applications/public/page.html", shown, status=error.status)
    return redirect("applications:found", reference, lookup.id)


@applicant_required
@require_safe
def found(request: HttpRequest, reference: str, lookup: UUID) -> HttpResponse:
    """Say where a question to a registry stands; HTMX asks again until it is answered."""
    actor = actor_of(request)
    answer = exchange.lookup(actor, lookup)
    if answer.state == "answered":
        commands.prefill_draft(actor=actor, reference=reference, lookup=lookup)
    part = "#state" if is_htmx(request) else ""
    shown = filing.waiting(actor, reference, answer)
    return render(request, "applications/public/found.html" + part, shown)


@applicant_required
@require_safe
def check(request: HttpRequest, reference: str) -> HttpResponse:
    """Show every answer and document before filing, and what is still missing."""
    shown = reviewing.check(actor_of(request), reference)
    return render(request, "applications/public/check.html", shown)


@applicant_required
@require_POST
def submit(request: HttpRequest, reference: str) -> HttpResponse:
    """File the application; on problems show the check page with them."""
    actor, notice_read = actor_of(request), request.POST.get("notice") == "read"
    _prove(actor, filing.assurance_for(actor, reference))
    try:
        commands.submit_application(actor=actor, reference=reference, notice_read=notice_read)
    except Conflict:
        messages.info(request, _("This application has been filed already."))
    except Invalid as invalid:
        if notice_read:  # what was ticked stays ticked
            commands.acknowledge_notice(actor=actor, reference=reference)
        shown = reviewing.check(actor, reference, invalid)
        return render(request, "applications/public/check.html", shown, status=422)
    return redirect("applications:receipt", reference)
