"""Sign-ins that were begun and not ended: kept in the browser's session, each used once."""

from typing import Any, TypedDict

from krob.foundation.core import clock
from krob.people.identity.errors import SignInRefused

KEY = "sign_ins_begun"
MOST = 5
LAST_S = 600


class Wanted(TypedDict):
    """What the person was after: page to go on to, level asked for, whether proven anew."""

    next: str
    ial: str
    fresh: str


def keep(session: Any, kept: dict[str, str], wanted: Wanted) -> None:
    """Keep a sign-in by its state; several windows may each have one, the oldest gives way."""
    begun = dict(session.get(KEY, {}))
    begun[kept["state"]] = [{**kept, "begun_at": str(clock.now().timestamp())}, wanted]
    session[KEY] = dict(list(begun.items())[-MOST:])


def take(session: Any, state: str) -> tuple[dict[str, str], Wanted]:
    """Return what was kept for a state and forget it, whatever comes next.

    Raises:
        SignInRefused: nothing was begun with that state in this browser, or too long ago.
    """
    begun = dict(session.get(KEY, {}))
    entry = begun.pop(state, None)
    session[KEY] = begun
    if entry is None or clock.now().timestamp() - float(entry[0]["begun_at"]) > LAST_S:
        raise SignInRefused("sign-in-not-begun")
    return entry[0], entry[1]
