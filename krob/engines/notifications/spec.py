"""The messages of a service definition: read, and checked before publishing.

A part maps a code to ``{"title": {th, en}, "body": {th, en}}``.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from krob.engines.notifications.types import LANGUAGES, MOMENTS, PLACEHOLDER, MessageTemplate
from krob.foundation.core.text import Text
from krob.foundation.rules.contradictions import verdict
from krob.foundation.rules.errors import RuleError
from krob.foundation.rules.expressions import compile_expression
from krob.foundation.rules.problems import Problem
from krob.foundation.rules.values import Type

CHANNELS = ("inbox", "mail")


def parse(part: Mapping[str, Any]) -> dict[str, MessageTemplate]:
    """Return the templates of a part by code."""
    return {
        code: MessageTemplate(code, Text.of(message.get("title")), Text.of(message.get("body")))
        for code, message in part.items()
    }


def problems(
    part: Mapping[str, Any],
    placeholders: Mapping[str, frozenset[str]] | frozenset[str],
    types: Mapping[str, Type] | None = None,
) -> list[Problem]:
    """Say what is wrong with the messages of a definition.

    ``placeholders`` are the values that exist: one set for all messages, or one per code (then a
    message of another code is never sent, and that is a problem too). ``types`` are the answers
    that a condition may read.

    Req: 2.9
    """
    found: list[Problem] = []
    for code, message in part.items():
        known = _known(placeholders, code)
        if known is None or code not in MOMENTS:
            found.append(Problem(code, _("No step sends this message.")))
        found += _of_message(code, message, known or frozenset())
        if isinstance(message, Mapping):
            found += _of_sending(code, message, types or {})
    return found


def _of_sending(
    code: str, message: Mapping[str, Any], types: Mapping[str, Type]
) -> Iterator[Problem]:
    unknown = set(message.get("channels") or ()) - set(CHANNELS)
    if unknown:
        yield Problem(f"{code}.channels", _("There is no such channel."))
    if message.get("when"):
        try:
            compile_expression(str(message["when"]), types, "bool")
            if verdict([str(message["when"])], types) == "never":
                yield Problem(f"{code}.when", _("This never holds: the message is never sent."))
        except RuleError as error:
            yield Problem(f"{code}.when", error.text)


def is_wanted(message: Mapping[str, Any], types: Mapping[str, Type], answers: Any) -> bool:
    """Say whether a message is sent for these answers: unless its condition is surely not met."""
    if not message.get("when"):
        return True
    return compile_expression(str(message["when"]), types, "bool")(answers) is not False


def channels_of(message: Mapping[str, Any]) -> tuple[str, ...]:
    """Return by which channels a message goes; the inbox is always one."""
    wanted = message.get("channels") or CHANNELS
    return tuple(channel for channel in CHANNELS if channel == "inbox" or channel in wanted)


def reads_like(message: Mapping[str, Any], values: Mapping[str, Text]) -> list[dict[str, str]]:
    """Return how a message reads in both languages with some values; unknown names stay."""

    def filled(text: str, language: str) -> str:
        return PLACEHOLDER.sub(
            lambda m: values[m[1]].in_(language) if m[1] in values else m[0], text
        )

    return [
        {
            "language": language,
            "title": filled(_side(message, "title", language), language),
            "body": filled(_side(message, "body", language), language),
        }
        for language in LANGUAGES
    ]


def _side(message: Mapping[str, Any], side: str, language: str) -> str:
    pair = message.get(side)
    return str(pair.get(language, "")) if isinstance(pair, Mapping) else ""


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
