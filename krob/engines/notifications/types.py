"""The words of the room."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from krob.foundation.core.text import Text

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
LANGUAGES = ("th", "en")


MOMENTS: Mapping[str, Promise] = {
    "received": _("The application was received"),
    "returned": _("It was returned for correction"),
    "accepted": _("It is complete and considered from now on"),
    "fee_due": _("It was approved and the fee is due"),
    "issued": _("What was asked for was issued"),
    "refused": _("It was refused"),
    "withdrawn": _("The applicant withdrew it"),
    "lapsed": _("It lapsed because the fee was not paid"),
}
"""When people are told something, in the order in which it happens."""

MESSAGE_SAMPLES: Mapping[str, Text] = {
    "reference": Text("KRB-2569-000123"),
    "service": Text("ชื่อบริการ", "Name of the service"),
    "office": Text("สำนักงานเขตบางรัก", "Bang Rak District Office"),
    "due": Text("1 ตุลาคม 2569", "1 October 2026"),
    "amount": Text("2,500.00"),
    "licence": Text("00045/2569"),
}
"""What stands for the values while a message is written."""


class DeliveryState(models.TextChoices):
    """Where a copy by another channel stands."""

    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Sent")
    SKIPPED = "skipped", _("No address left")
    FAILED = "failed", _("Could not be delivered")


@dataclass(frozen=True, slots=True)
class MessageTemplate:
    """A message before its values are put in; placeholders are ``{name}``."""

    code: str
    title: Text
    body: Text

    @property
    def placeholders(self) -> frozenset[str]:
        """Return the names of the values that the template needs."""
        texts = (self.title.th, self.title.en, self.body.th, self.body.en)
        return frozenset(name for text in texts for name in PLACEHOLDER.findall(text))

    @property
    def digest(self) -> str:
        """Return what identifies the wording that was sent."""
        stored = {"title": self.title.as_json(), "body": self.body.as_json()}
        return hashlib.sha256(json.dumps(stored, sort_keys=True).encode()).hexdigest()

    def filled(self, values: Mapping[str, Text | str]) -> tuple[Text, Text]:
        """Return title and body with the values put in, each value in the text's language.

        Raises:
            LookupError: a value is missing.
        """
        missing = self.placeholders - set(values)
        if missing:
            raise LookupError(f"message {self.code}: no value for {', '.join(sorted(missing))}")
        return _filled(self.title, values), _filled(self.body, values)


def _filled(text: Text, values: Mapping[str, Text | str]) -> Text:
    def put(template: str, language: str) -> str:
        return PLACEHOLDER.sub(lambda m: Text.of(values[m[1]]).in_(language), template)

    return Text(put(text.th, "th"), put(text.en, "en"))
