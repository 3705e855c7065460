"""The messages of a service definition: read, and checked before publishing.

A part maps a code to ``{"title": {th, en}, "body": {th, en}}``.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from krob.engines.notifications.types import LANGUAGES, PLACEHOLDER, MessageTemplate
from krob.foundation.core.text import Text
from krob.foundation.rules.problems import Problem


def parse(part: Mapping[str, Any]) -> dict[str, MessageTemplate]:
    """Return the templates of a part by code."""
    return {
        code: MessageTemplate(code, Text.of(message.get("title")), Text.of(message.get("body")))
        for code, message in part.items()
    }


def problems(
    part: Mapping[str, Any], placeholders: Mapping[str, frozenset[str]] | frozenset[str]
) -> list[Problem]:
    """Say what is wrong with the messages of a definition.

    ``placeholders`` are the values that exist: one set for all messages, or one per code (then a
    message of another code is never sent, and that is a problem too).

    Req: 2.9
    """
    found: list[Problem] = []
    for code, message in part.items():
        known = _known(placeholders, code)
        if known is None:
            found.append(Problem(code, _("No step sends this message.")))
        found += _of_message(code, message, known or frozenset())
    return found


def _known(
    placeholders: Mapping[str, frozenset[str]] | frozenset[str], code: str
) -> frozenset[str] | None:
    return placeholders.get(code) if isinstance(placeholders, Mapping) else placeholders


def _of_message(code: str, message: Any, known: frozenset[str]) -> Iterator[Problem]:
    if not isinstance(message, Mapping):
        yield Problem(code, _("A message has a title and a body."))
        return
    for side in ("title", "body"):
        text = message.get(side)
        pair = text if isinstance(text, Mapping) else {}
        for language in LANGUAGES:
            said = pair.get(language)
            path = f"{code}.{side}.{language}"
            if not isinstance(said, str) or not said.strip():
                yield Problem(path, _("The text is missing in this language."))
                continue
            for name in sorted(set(PLACEHOLDER.findall(said)) - known):
                message_text = _("Nothing fills the placeholder {%(name)s}.") % {"name": name}
                yield Problem(path, message_text)
