"""Logs without personal data: what happened, where in the code, in which request."""

import logging
import re
import traceback
from types import TracebackType
from typing import Any

Failure = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

NUMBER = re.compile(r"(?<![\w-])\d(?:[- ]?\d){12}(?![\w-])")
"""A number of a person or business, as somebody may write it into an address."""

LINK = re.compile(r"(/officer/sign-in/first/)[^\s]+")
"""A link by which an officer chooses a password: it opens something, so no log has it."""


class DiscreetFormatter(logging.Formatter):
    """Writes errors as type and places in the code: their texts may quote what a person typed."""

    def format(self, record: logging.LogRecord) -> str:
        """Return one line (and the places of an error), with the request's number."""
        request = getattr(record, "request", None)
        record.number = getattr(request, "request_id", "-")
        return LINK.sub(r"\1…", NUMBER.sub("x" * 13, super().format(record)))

    def formatException(self, ei: Failure) -> str:  # noqa: N802 (the name is logging's)
        """Return the chain of errors, each with the places that it came through."""
        lines: list[str] = []
        error: BaseException | None = ei[1]
        while error is not None and len(lines) < 200:
            lines.append(f"{type(error).__module__}.{type(error).__qualname__}")
            places = traceback.extract_tb(error.__traceback__)
            lines += [f"  {place.filename}:{place.lineno} in {place.name}" for place in places]
            error = error.__cause__ or error.__context__
        return "\n".join(lines)


def logging_settings(level: str) -> dict[str, Any]:
    """Return Django's ``LOGGING``: everything to standard error, discreetly."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "discreet": {
                "()": "config.logs.DiscreetFormatter",
                "format": "{asctime} {levelname} {name} [{number}] {message}",
                "style": "{",
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "discreet"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {"django.server": {"level": "ERROR"}, "pikepdf": {"level": "WARNING"}},
    }
