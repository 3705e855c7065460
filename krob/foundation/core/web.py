"""What a screen needs from the request: who acts, and whether HTMX asks."""

from typing import TYPE_CHECKING

from django.conf import settings

from krob.foundation.core.actor import ANONYMOUS, Actor, ActorKind

if TYPE_CHECKING:
    from django.http import HttpRequest


def actor_of(request: "HttpRequest") -> Actor:
    """Return who acts in this request; anonymous where no middleware said otherwise."""
    actor = getattr(request, "actor", ANONYMOUS)
    return actor if isinstance(actor, Actor) else ANONYMOUS


def whole_number(text: str, *, otherwise: int = 0) -> int:
    """Read a number of at most nine digits that a browser sent; nonsense is ``otherwise``."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else otherwise


def is_htmx(request: "HttpRequest") -> bool:
    """Say whether HTMX asks for a part of the page."""
    return request.headers.get("HX-Request") == "true"


def surroundings(request: "HttpRequest") -> dict[str, object]:
    """Give every template who acts, in whose frame, and whether this is a demonstration."""
    actor = actor_of(request)
    return {
        "actor": actor,
        "frame": "core/desk.html" if actor.kind is ActorKind.OFFICER else "core/base.html",
        "signed_in": actor.kind is not ActorKind.ANONYMOUS,
        "demo": settings.KROB_DEMO,
        "session_seconds": _session_seconds(request, actor),
    }


def _session_seconds(request: "HttpRequest", actor: Actor) -> int:
    session = getattr(request, "session", None)
    if session is None or actor.kind is ActorKind.ANONYMOUS:
        return 0
    return int(session.get_expiry_age())
