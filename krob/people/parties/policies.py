"""Who may change who takes part, and whose personal data may be read."""

from krob.foundation.core.actor import Actor, ActorKind
from krob.people.parties.models import Participation
from krob.people.parties.participation import EVERYTHING, keys_of
from krob.people.parties.types import Role

OWNED_BY_REGISTRIES = ("business:", "person:")


def may_change_participants(actor: Actor, subject: str, role: str) -> bool:
    """Who holds the subject, or makes it; never for what registries decide."""
    if actor.kind in EVERYTHING:
        return True
    if role == Role.MAY_BIND or subject.startswith(OWNED_BY_REGISTRIES):
        return False
    taking_part = Participation.objects.filter(subject=subject).now()
    return not taking_part.exists() or takes_part(actor, subject, frozenset({Role.HOLDER}))


def may_change_contact(actor: Actor, party: str) -> bool:
    """Whose contact it is; an officer only the own one, never that of a unit."""
    if actor.kind == ActorKind.OFFICER:
        return party == f"user:{actor.id}"
    return actor.kind in EVERYTHING or party in keys_of(actor)


def takes_part(actor: Actor, subject: str, roles: frozenset[str] = frozenset()) -> bool:
    """Say whether the actor's person, party, unit or agency takes part in a subject now."""
    rows = Participation.objects.now().filter(subject=subject, party__in=keys_of(actor))
    return (rows.filter(role__in=roles) if roles else rows).exists()


def may_read_party(actor: Actor, party: str) -> bool:
    """The party itself, those who may bind it, and whoever shares a subject with it."""
    keys = keys_of(actor)
    if actor.kind in EVERYTHING or party in keys:
        return True
    if takes_part(actor, party):
        return True
    shared = Participation.objects.now().filter(party__in=keys).values("subject")
    return Participation.objects.filter(party=party, subject__in=shared).exists()
