"""The inbox: the same verbs for people and for officers, with a template for each."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from krob.engines.notifications import commands, queries
from krob.foundation.core.web import actor_of, is_htmx


def page_of(request: HttpRequest) -> int:
    """Return the page asked for, 1 where it is not a number."""
    wanted = request.GET.get("page", "1")
    return int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 5 else 1


def show_inbox(request: HttpRequest, template: str) -> HttpResponse:
    """Show one page of the actor's messages, newest first."""
    page = queries.page(actor_of(request), page_of(request))
    return render(request, template, {"page": page})


def show_message(request: HttpRequest, message_id: UUID, template: str) -> HttpResponse:
    """Show one message; with script the page then says that it was read."""
    message = queries.message(actor_of(request), message_id)
    return render(request, template, {"message": message})


def note_read(request: HttpRequest, message_id: UUID, back: str) -> HttpResponse:
    """Note that a message was read, and go back to the inbox."""
    commands.mark_read(actor=actor_of(request), message_id=message_id)
    return HttpResponse(status=204) if is_htmx(request) else redirect(back)


def note_all_read(request: HttpRequest, back: str) -> HttpResponse:
    """Note that all messages were read, and go back to the inbox."""
    commands.mark_all_read(actor=actor_of(request))
    return redirect(back)


@require_safe
def unread(request: HttpRequest) -> HttpResponse:
    """Answer how many messages nobody has read, as a fragment for the header."""
    count = queries.unread_count(actor_of(request))
    return render(request, "notifications/unread.html", {"count": count})
