"""Django's way to mail, through the queue: the page that mails never waits for a mail server."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.translation import get_language

from krob.engines.notifications.commands import queue_mail
from krob.foundation.core.actor import SYSTEM


class QueuedEmailBackend(BaseEmailBackend):
    """Keeps each mail (encrypted) and lets the worker send it: ``EMAIL_BACKEND`` in settings."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Queue the mails, one per recipient; return how many mails were taken."""
        for mail in email_messages:
            for to in mail.recipients():
                queue_mail(
                    actor=SYSTEM,
                    to=to,
                    title=str(mail.subject),
                    text=str(mail.body),
                    language=(get_language() or "th")[:2],
                )
        return len(email_messages)
