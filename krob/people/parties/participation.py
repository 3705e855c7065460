"""Who may see a row about a subject: its participants, now."""

from django.db.models import Exists, OuterRef, Q

from krob.foundation.core.actor import Actor, ActorKind
from krob.people.parties.models import Participation

EVERYTHING = (ActorKind.SYSTEM, ActorKind.OPERATOR)


def keys_of(actor: Actor) -> frozenset[str]:
    """Return the party keys under which the actor takes part in things."""
    match actor.kind:
        case ActorKind.APPLICANT:
            keys = {actor.person, actor.party}
        case ActorKind.OFFICER | ActorKind.CLIENT_SYSTEM:
            keys = {f"unit:{unit}" for unit in actor.units} | {f"user:{actor.id}"}
            keys |= {f"agency:{actor.agency}"} if actor.agency else set()
        case _:
            keys = set()
    return frozenset(keys - {""})


def visible(actor: Actor, field: str = "subject") -> Q:
    """Return the condition by which rows about a subject are visible to ``actor``.

    A row is visible when its subject is the actor's own party, or when the actor's person, party,
    one of its units or its agency takes part in the subject now. The system and operators see
    everything, unknown kinds nothing. The result may be combined with other conditions.
    """
    if actor.kind in EVERYTHING:
        return ~Q(pk__in=[])
    keys = keys_of(actor)
    if not keys:
        return Q(pk__in=[])
    taking_part = Participation.objects.now().filter(subject=OuterRef(field), party__in=keys)
    return Q(**{f"{field}__in": keys}) | Q(Exists(taking_part))
