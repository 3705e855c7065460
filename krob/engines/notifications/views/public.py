"""What a person or a company was told."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from krob.engines.notifications.views import inbox
from krob.people.identity.web import applicant_required

INBOX = "notifications:inbox"


@require_safe
@applicant_required
def show_inbox(request: HttpRequest) -> HttpResponse:
    """Show the messages of the party acted for."""
    return inbox.show_inbox(request, "notifications/public/inbox.html")


@require_safe
@applicant_required
def show_message(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """Show one message."""
    return inbox.show_message(request, message_id, "notifications/public/message.html")


@require_POST
@applicant_required
def read(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """Note that a message was read."""
    return inbox.note_read(request, message_id, INBOX)


@require_POST
@applicant_required
def read_all(request: HttpRequest) -> HttpResponse:
    """Note that all messages were read."""
    return inbox.note_all_read(request, INBOX)
