"""Who may look at an authority's money, and who may decide about it."""

from krob.foundation.core.actor import Actor, ActorKind
from krob.foundation.core.permissions import Permission


def may_view(actor: Actor) -> bool:
    """Officers need the permission; everyone else sees their own bills."""
    return actor.kind != ActorKind.OFFICER or actor.may(Permission.PAYMENTS_VIEW)


def may_work(actor: Actor) -> bool:
    """Say whether the actor may see the payments desk at all."""
    if actor.kind == ActorKind.OFFICER:
        return actor.may(Permission.PAYMENTS_VIEW)
    return actor.kind in {ActorKind.OPERATOR, ActorKind.SYSTEM}


def may_resolve(actor: Actor) -> bool:
    """Say whether the actor may decide what happens to money that did not fit."""
    if actor.kind == ActorKind.OFFICER:
        return actor.may(Permission.PAYMENTS_RESOLVE)
    return actor.kind == ActorKind.OPERATOR
