"""E-mail by SMTP. The delivery's key is the Message-ID, so that a receiver drops a repeat."""

import smtplib
import time
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from krob.connectors.client import Client, secret
from krob.engines.exchange import calls
from krob.engines.exchange.models import Endpoint
from krob.engines.exchange.types import CallStatus
from krob.engines.notifications.ports import Outgoing
from krob.foundation.core.errors import DomainError, Invalid, Unavailable

PERMANENT = 500


class SmtpChannel:
    """Hands mail to the server of endpoint ``smtp`` (``smtp://host:port``).

    ``Endpoint.options``: ``from`` (address), ``tls`` (STARTTLS), ``user``; ``secret_ref`` refers
    to the password.
    """

    def __init__(self, endpoint: str = "smtp") -> None:
        self.client = Client(endpoint)

    def send(self, copy: Outgoing) -> None:
        """Hand one mail over; see ``Channel``."""
        row = self.client.endpoint()
        began, status = time.monotonic(), CallStatus.DOWN
        try:
            _hand_over(row, letter(copy, str(row.options.get("from", "krob@localhost"))))
            status = CallStatus.OK
        except (smtplib.SMTPException, OSError) as error:
            status, trouble = _trouble(error)
            raise trouble from None
        finally:
            calls.note(
                endpoint=self.client.code,
                operation="mail.send",
                status=status,
                duration_ms=round((time.monotonic() - began) * 1000),
            )

    def check(self) -> str:
        """Say what is wrong with the configuration."""
        return self.client.problem()


def letter(copy: Outgoing, sender: str) -> EmailMessage:
    """Return the mail: plain text, our Message-ID, marked as sent by a machine."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = sender
    mail["To"] = copy.to
    mail["Subject"] = " ".join(copy.title.split())
    mail["Message-ID"] = f"<{copy.key}@{sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(copy.text, charset="utf-8")
    mail["Content-Language"] = copy.language
    return mail


def _hand_over(row: Endpoint, mail: EmailMessage) -> None:
    place = urlsplit(row.base_url)
    host, port = place.hostname or "localhost", place.port or 25
    with smtplib.SMTP(host, port, timeout=float(row.timeout_s)) as server:
        if row.options.get("tls"):
            server.starttls()
        if user := row.options.get("user"):
            server.login(str(user), secret(row.secret_ref))
        server.send_message(mail)


def _trouble(error: Exception) -> tuple[CallStatus, DomainError]:
    """Return our error for the server's: 5xx answers are for ever, all else may pass."""
    code = getattr(error, "smtp_code", 0)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code = max((answer[0] for answer in error.recipients.values()), default=0)
    if isinstance(code, int) and code >= PERMANENT:
        message = _("The mail server does not take mail for this address.")
        return CallStatus.REFUSED, Invalid("mail-refused", message)
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return CallStatus.SLOW, Unavailable("mail-slow", _("The mail server takes too long."))
    return CallStatus.DOWN, Unavailable("mail-down", _("The mail server cannot be reached."))
