"""The back office: drafts of services, their tabs, undo, who else works on them."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from krob.foundation.core.errors import Conflict, Invalid
from krob.foundation.core.web import actor_of, is_htmx, whole_number
from krob.foundation.editing.posting import last
from krob.foundation.editing.types import Posted
from krob.registers.catalogue import commands
from krob.registers.catalogue.drafting import drafts, sampling
from krob.registers.catalogue.models import DraftChange

WHOLE = "-"
"""Stands in an address for the part as a whole."""


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show an official's drafts, what waits for approval, and what fails."""
    return render(request, "catalogue/agency/home.html", drafts.home(actor_of(request)))


def begin(request: HttpRequest) -> HttpResponse:
    """Ask for code and name of a new service, and begin its draft."""
    posted = _posted(request)
    typed = {key: last(posted, key) for key in ("code", "title_th", "title_en")}
    shown: dict[str, object] = {"typed": typed, "errors": []}
    if request.method != "POST":
        return render(request, "catalogue/agency/begin.html", shown)
    try:
        draft = commands.begin_service(actor=actor_of(request), **typed)
    except (Invalid, Conflict) as refused:
        wrong = refused.fields or {"code": refused.message}
        errors = [{"id": key, "message": said} for key, said in wrong.items()]
        shown |= {"errors": errors, "wrong": wrong}
        return render(request, "catalogue/agency/begin.html", shown, status=refused.status)
    return redirect("catalogue-agency:draft", draft.pk)


@require_POST
def begin_version(request: HttpRequest, code: str) -> HttpResponse:
    """Begin (or go on with) the next version of a service."""
    draft = commands.begin_version(actor=actor_of(request), service=code)
    return redirect("catalogue-agency:draft", draft.pk)


@require_POST
def begin_offering(request: HttpRequest, code: str) -> HttpResponse:
    """Begin (or go on with) what an authority says about a service."""
    authority = request.POST.get("authority", "")
    draft = commands.begin_offering(actor=actor_of(request), service=code, authority=authority)
    return redirect("catalogue-agency:draft", draft.pk)


@require_safe
def draft(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Lead to the first tab of a draft."""
    return redirect(drafts.address(draft) + drafts.first_tab(actor_of(request), draft) + "/")


@require_safe
def part(request: HttpRequest, draft: UUID, tab: str, item: str = "") -> HttpResponse:
    """Show a tab of a draft, or one item of it."""
    name = "" if item == WHOLE else item
    shown = drafts.page(actor_of(request), draft, tab, name)
    part = "#work" if is_htmx(request) else ""
    return render(request, "catalogue/agency/draft.html" + part, shown)


@require_POST
def edit(request: HttpRequest, draft: UUID, tab: str, item: str, verb: str) -> HttpResponse:
    """Do one verb to one item; show what could not be read, or who was faster."""
    actor, name, posted = actor_of(request), "" if item == WHOLE else item, _posted(request)
    seen, window = request.POST.get("seen", ""), request.POST.get("window", "")
    try:
        row, edited = commands.edit_draft(
            actor=actor,
            draft=draft,
            tab=tab,
            item=name,
            verb=verb,
            posted=posted,
            seen=seen,
            window=window,
        )
    except Invalid as invalid:
        shown = drafts.page(actor, draft, tab, name, posted=posted, errors=invalid.fields)
        return _refused(request, "catalogue/agency/draft.html", shown, invalid.status)
    except Conflict as conflict:
        if conflict.code != "item-changed":
            raise
        shown = drafts.conflict(actor, draft, tab, name, verb, posted)
        return _refused(request, "catalogue/agency/conflict.html", shown, 409)
    drafts.count_problems(row)
    if request.POST.get("autosave"):
        shown = drafts.page(actor, draft, tab, edited.item or name)
        return render(request, "catalogue/agency/autosaved.html", shown)
    if edited.notice:
        messages.success(request, str(edited.notice))
    return redirect(f"{drafts.address(draft)}{tab}/" + (f"{edited.item}/" if edited.item else ""))


@require_POST
def borrow_example(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Make a worked example from a real application, with stand-ins for whoever it names."""
    reference = request.POST.get("reference", "")[:40]
    row, edited = commands.borrow_example(actor=actor_of(request), draft=draft, reference=reference)
    drafts.count_problems(row)
    messages.success(request, _("The example was made. Fill in what comes out, and read it."))
    return redirect(f"{drafts.address(draft)}examples/{edited.item}/")


@require_safe
def message_sample(request: HttpRequest, draft: UUID, code: str) -> HttpResponse:
    """Show a message as it would be sent about a real application, or with examples."""
    reference = request.GET.get("application", "")[:40]
    shown = sampling.page(actor_of(request), draft, code, reference)
    return render(request, "catalogue/agency/message_sample.html", shown)


@require_POST
def listen(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Read a rule aloud while it is typed; nothing is kept."""
    asked = {key: request.GET.get(key, "") for key in ("name", "kind", "want")}
    field = drafts.heard(actor_of(request), draft, **asked, posted=_posted(request))
    return render(request, field["template"], {"field": field})


def _refused(
    request: HttpRequest, template: str, shown: dict[str, object], status: int
) -> HttpResponse:
    """Show the page again with what was typed; to HTMX, the part that changes."""
    if not is_htmx(request):
        return render(request, template, shown, status=status)
    answer = render(request, template + "#work", shown, status=422)
    answer["HX-Retarget"], answer["HX-Reswap"] = "#k-work", "outerHTML"
    return answer


def _posted(request: HttpRequest) -> Posted:
    return {name: request.POST.getlist(name) for name in request.POST}


@require_POST
def undo(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Take back the official's own last change, and show where it was."""
    return _stepped(request, draft, commands.undo_change, _("Your last change was taken back."))


@require_POST
def redo(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Make again what the official took back last."""
    return _stepped(request, draft, commands.redo_change, _("The change was made again."))


def _stepped(
    request: HttpRequest, draft: UUID, step: Callable[..., DraftChange], done: str
) -> HttpResponse:
    """Go a change back or forth and lead to its tab; say why where that cannot be."""
    try:
        change = step(actor=actor_of(request), draft=draft)
    except Conflict as refused:
        messages.warning(request, str(refused.message))
        return redirect("catalogue-agency:draft", draft)
    messages.success(request, done)
    return redirect(f"{drafts.address(draft)}{change.tab}/")


@require_POST
def discard(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Give a draft up."""
    commands.discard_draft(actor=actor_of(request), draft=draft)
    messages.success(request, _("The draft was discarded."))
    return redirect(reverse("catalogue-agency:home"))


@require_safe
def pulse(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Say what others changed since the page was shown; nothing when nothing happened."""
    since = whole_number(request.GET.get("since", ""))
    shown = drafts.pulse(actor_of(request), draft, since)
    if shown is None:
        return HttpResponse(status=204)
    return render(request, "catalogue/agency/pulse.html", shown)


@require_safe
def history(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Show who changed what in a draft."""
    page = max(1, whole_number(request.GET.get("page", ""), otherwise=1))
    shown = drafts.history(actor_of(request), draft, page)
    return render(request, "catalogue/agency/history.html", shown)


@require_safe
def checks(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Show everything that is wrong with a draft, each with the way to it."""
    return render(request, "catalogue/agency/checks.html", drafts.checks(actor_of(request), draft))


@require_safe
def document_picture(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Draw the first page of the document that the draft would issue."""
    picture = drafts.document_picture(actor_of(request), draft)
    return HttpResponse(picture, content_type="image/png")
