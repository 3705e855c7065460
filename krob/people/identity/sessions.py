"""When a session ends: idle too long, or open too long. Times by kind of account."""

from datetime import datetime
from typing import Any

from django.conf import settings

from krob.foundation.core import clock, encryption
from krob.people.identity.models import User

SEEN_EVERY_S = 60
SIGNED_IN_AT = "signed_in_at"
SEEN_AT = "seen_at"
SECOND_FACTOR = "second_factor"
ID_TOKEN = "provider_token"  # noqa: S105
TOKEN_CONTEXT = "identity.provider-token"  # noqa: S105


def begin(session: Any, user: User, *, ial: str = "", auth_time: int = 0) -> None:
    """Note in a fresh session when it began and how sure we are of the person."""
    now = clock.now().timestamp()
    session[SIGNED_IN_AT] = now
    session[SEEN_AT] = now
    session["ial"] = ial
    session["auth_time"] = auth_time or int(now)
    session.pop("acting_as", None)
    session.set_expiry(_idle_s(user) + SEEN_EVERY_S)


def _idle_s(user: User) -> int:
    return int(settings.KROB_IDLE_MINUTES[user.kind]) * 60


def keep_id_token(session: Any, id_token: str) -> None:
    """Keep the provider's token, encrypted, for signing out at the provider."""
    session[ID_TOKEN] = encryption.encrypt(id_token, context=TOKEN_CONTEXT)


def id_token(session: Any) -> str:
    """Return the provider's token of this session, or an empty text."""
    kept = session.get(ID_TOKEN, "")
    return encryption.decrypt(kept, context=TOKEN_CONTEXT) if kept else ""


def has_ended(session: Any, user: User) -> bool:
    """Say whether a session is over: idle or open too long; without times it never began."""
    now = clock.now().timestamp()
    idle_s = _idle_s(user)
    open_s = settings.KROB_SESSION_HOURS * 3600
    started = float(session.get(SIGNED_IN_AT, 0))
    seen = float(session.get(SEEN_AT, 0))
    return now - seen > idle_s or now - started > open_s


def touch(session: Any) -> None:
    """Note that the person is still there; at most once a minute, so that reading stays cheap."""
    now = clock.now().timestamp()
    if now - float(session.get(SEEN_AT, 0)) >= SEEN_EVERY_S:
        session[SEEN_AT] = now


def ends_at(session: Any, user: User) -> datetime:
    """Return when the session ends if nothing more is done (for a warning on the page)."""
    idle = float(session.get(SEEN_AT, 0)) + _idle_s(user)
    whole = float(session.get(SIGNED_IN_AT, 0)) + settings.KROB_SESSION_HOURS * 3600
    return datetime.fromtimestamp(min(idle, whole), tz=clock.BANGKOK)


def note_second_factor(session: Any, user: Any) -> None:
    """Note in a session, under a fresh key, that its account has shown its second factor."""
    session.cycle_key()
    session[SECOND_FACTOR] = user.public_id


def has_second_factor(session: Any, user: User) -> bool:
    """Say whether an account has shown its second factor in a session."""
    return bool(session.get(SECOND_FACTOR) == user.public_id)
