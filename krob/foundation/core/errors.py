"""What can go wrong in a way that a person can be told.

    DomainError
    ├── NotAllowed    403  seen, but may not be done by this actor
    ├── NotFound      404  does not exist, or may not be seen
    ├── Conflict      409  the thing has moved on: decided already, newer version, key reused
    ├── TooLarge      413  more bytes than the receiver takes
    ├── Invalid       422  the input breaks a rule; ``fields`` says which
    ├── TooMany       429  asked for too often, or by too many at once
    └── Unavailable   503  someone outside did not answer

Everything else is a bug: logged with the request id, shown as a plain 500.
"""

from collections.abc import Mapping
from typing import ClassVar

from django.utils.functional import Promise

Message = str | Promise


class DomainError(Exception):
    """An expected failure.

    ``code`` is stable and documented, ``message`` is translatable and meant for the person,
    ``fields`` maps a field key to what is wrong with it.
    """

    status: ClassVar[int] = 400

    def __init__(
        self, code: str, message: Message, *, fields: Mapping[str, Message] | None = None
    ) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.fields: Mapping[str, Message] = fields or {}

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


class NotAllowed(DomainError):
    """The actor sees the thing but may not do this to it."""

    status = 403


class NotFound(DomainError):
    """The thing does not exist, or the actor may not know that it does."""

    status = 404


class Conflict(DomainError):
    """Somebody was faster, or the same key was used for something else."""

    status = 409


class TooLarge(DomainError):
    """More bytes were sent than the receiver takes."""

    status = 413


class Invalid(DomainError):
    """The input breaks a rule; nothing was changed."""

    status = 422


class TooMany(DomainError):
    """Asked for too often, or by too many at once; ``retry_after`` in seconds says when again."""

    status = 429

    def __init__(self, code: str, message: Message, *, retry_after: int = 10) -> None:
        super().__init__(code, message)
        self.retry_after = retry_after


class Unavailable(DomainError):
    """A system outside did not answer in time."""

    status = 503
