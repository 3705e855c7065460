"""What an officer's units were told; the gate is the prefix."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from krob.engines.notifications.views import inbox

INBOX = "notifications-officer:inbox"


@require_safe
def show_inbox(request: HttpRequest) -> HttpResponse:
    """Show the messages of the officer's units."""
    return inbox.show_inbox(request, "notifications/officer/inbox.html")


@require_safe
def show_message(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """Show one message."""
    return inbox.show_message(request, message_id, "notifications/officer/message.html")


@require_POST
def read(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """Note that a message was read."""
    return inbox.note_read(request, message_id, INBOX)


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Note that all messages were read."""
    return inbox.note_all_read(request, INBOX)
