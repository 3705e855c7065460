"""Who may grant, end and read licences."""

from krob.foundation.core.actor import Actor, ActorKind
from krob.foundation.core.permissions import Permission
from krob.registers.licences.models import Licence

TRUSTED = {ActorKind.SYSTEM, ActorKind.OPERATOR}


def may_grant(actor: Actor, unit: str) -> bool:
    """The system (after the decision, or payment) and the deciding unit's approvers."""
    return actor.kind in TRUSTED or (
        actor.kind == ActorKind.OFFICER
        and unit in actor.units
        and actor.may(Permission.APPLICATIONS_DECIDE)
    )


def may_view(actor: Actor) -> bool:
    """Officers need the permission; everyone else sees what is theirs."""
    return actor.kind != ActorKind.OFFICER or actor.may(Permission.LICENCES_VIEW)


def may_end(actor: Actor, licence: Licence) -> bool:
    """Officers of the unit with the right to revoke, and the operator of the installation."""
    if actor.kind == ActorKind.OPERATOR:
        return True
    return (
        actor.kind == ActorKind.OFFICER
        and licence.unit in actor.units
        and actor.may(Permission.LICENCES_REVOKE)
    )
