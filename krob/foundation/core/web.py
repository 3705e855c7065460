"""What a screen needs from the request: who acts, and whether HTMX asks."""

from typing import TYPE_CHECKING

from krob.foundation.core.actor import ANONYMOUS, Actor

if TYPE_CHECKING:
    from django.http import HttpRequest


def actor_of(request: "HttpRequest") -> Actor:
    """Return who acts in this request; anonymous where no middleware said otherwise."""
    actor = getattr(request, "actor", ANONYMOUS)
    return actor if isinstance(actor, Actor) else ANONYMOUS


def is_htmx(request: "HttpRequest") -> bool:
    """Say whether HTMX asks for a part of the page."""
    return request.headers.get("HX-Request") == "true"
