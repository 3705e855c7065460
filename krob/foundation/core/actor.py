"""Who does something: passed to every command and query, never a request."""

from dataclasses import dataclass, replace
from enum import StrEnum

from krob.foundation.core.permissions import Permission


class ActorKind(StrEnum):
    """What sort of actor it is; unknown kinds see nothing."""

    ANONYMOUS = "anonymous"
    APPLICANT = "applicant"
    OFFICER = "officer"
    CLIENT_SYSTEM = "client-system"
    OPERATOR = "operator"
    SYSTEM = "system"


class Channel(StrEnum):
    """By which way the actor came."""

    WEB = "web"
    API = "api"
    COUNTER = "counter"
    JOB = "job"
    SHELL = "shell"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts, for whom, with which rights.

    ``id`` is the public id of the account (never a name or a number of a person).
    ``person`` is the party key of the natural person behind the account and ``party`` the party
    acted for: the same key, or a business's (``business:<uuid>``). ``units`` are the codes of the
    units whose work an officer does. ``ial`` is the dotted Thai assurance level of the sign-in.
    """

    kind: ActorKind
    id: str
    person: str = ""
    party: str = ""
    agency: str = ""
    units: frozenset[str] = frozenset()
    permissions: frozenset[Permission] = frozenset()
    ial: str = ""
    channel: Channel = Channel.WEB
    request_id: str = ""
    language: str = "th"

    def may(self, permission: Permission) -> bool:
        """Say whether the actor holds a permission."""
        return permission in self.permissions

    def acting_for(self, party: str) -> "Actor":
        """Return the same actor, acting for another party."""
        return replace(self, party=party)

    @property
    def on_behalf_of(self) -> str:
        """Return the party acted for when it is not the person, else an empty text."""
        return self.party if self.party != self.person else ""


ANONYMOUS = Actor(kind=ActorKind.ANONYMOUS, id="anonymous")
SYSTEM = Actor(kind=ActorKind.SYSTEM, id="system", channel=Channel.JOB)
OPERATOR = Actor(kind=ActorKind.OPERATOR, id="operator", channel=Channel.SHELL)
