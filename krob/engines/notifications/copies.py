"""What a copy of a message says: the recipient's language, plain text, no personal numbers."""

import re

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from krob.engines.notifications.models import Delivery, Message
from krob.engines.notifications.ports import Outgoing
from krob.foundation.core.thai import ARABIC, is_id13
from krob.people.parties import queries

_NUMBER = re.compile(r"(?<![0-9๐-๙])[0-9๐-๙](?:[- ]?[0-9๐-๙]){12}(?![0-9๐-๙])")


def without_numbers(text: str) -> str:
    """Return the text with every 13-digit number of a person or company masked."""

    def mask(match: re.Match[str]) -> str:
        plain = match[0].translate(ARABIC)
        return f"xxxxxxxxx{plain[-4:]}" if is_id13(plain) else match[0]

    return _NUMBER.sub(mask, text)


def outgoing(delivery: Delivery) -> Outgoing | None:
    """Return the copy to carry, or ``None`` when nobody left an address."""
    if delivery.message is None:
        return Outgoing(key=str(delivery.pk), **delivery.own_words)
    contact = queries.contact_of(delivery.message.to)
    if contact is None or not contact.email:
        return None
    with translation.override(contact.language):
        title, text = _words(delivery.message)
    return Outgoing(
        key=str(delivery.pk),
        to=contact.email,
        title=without_numbers(title),
        text=without_numbers(text),
        language=contact.language,
    )


def _words(message: Message) -> tuple[str, str]:
    lines = [str(message.text)]
    if message.link:
        lines += [_("Open it here:"), f"{settings.KROB_BASE_URL}{message.link}"]
    lines += [_("This is a copy. The message is kept in your inbox at Krob.")]
    return str(message.heading), "\n\n".join(lines) + "\n"
