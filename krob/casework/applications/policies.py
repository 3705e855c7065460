"""Who may do what with an application. Visibility is the QuerySet's; these say the rest."""

from krob.casework.applications.models import Application
from krob.casework.applications.types import BEFORE_DECISION, Status
from krob.foundation.core.actor import Actor, ActorKind
from krob.foundation.core.permissions import Permission


def may_edit(actor: Actor, application: Application) -> bool:
    """Say whether the actor may change the draft: the party that files it, no other."""
    return actor.kind == ActorKind.APPLICANT and actor.party == application.party


def may_withdraw(actor: Actor, application: Application) -> bool:
    """Say whether the applicant may still take it back: until it is decided."""
    return may_edit(actor, application) and application.status in BEFORE_DECISION


def may_route(actor: Actor) -> bool:
    """Say whether the actor may hand an application to an office."""
    return actor.kind == ActorKind.OFFICER and actor.may(Permission.APPLICATIONS_ROUTE)


def may_assign(actor: Actor) -> bool:
    """Say whether the actor may hand work to a colleague."""
    return actor.kind == ActorKind.OFFICER and actor.may(Permission.APPLICATIONS_ASSIGN)


def may_view(actor: Actor) -> bool:
    """Say whether the actor may open applications of the unit."""
    return actor.kind != ActorKind.OFFICER or actor.may(Permission.APPLICATIONS_VIEW)


def may_correct(actor: Actor, application: Application) -> bool:
    """Say whether the applicant may send corrections now."""
    return may_edit(actor, application) and application.status == Status.CORRECTING
