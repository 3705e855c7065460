"""Who may administer agencies, and how far."""

from collections.abc import Set as AbstractSet

from django.utils.translation import gettext_lazy as _

from krob.foundation.core.actor import Actor, ActorKind
from krob.foundation.core.errors import NotAllowed
from krob.foundation.core.permissions import Permission
from krob.people.agencies.models import Unit


def may_administer(actor: Actor, agency: str) -> bool:
    """Operators administer every agency, agency administrators only their own."""
    if actor.kind is not ActorKind.OFFICER:
        return True
    return actor.agency == agency and actor.may(Permission.AGENCIES_MANAGE_ACCOUNTS)


def require_administers(actor: Actor, agency: str) -> None:
    """Let only administrators of an agency go on.

    Raises:
        NotAllowed: the actor is not one.
    """
    if not may_administer(actor, agency):
        raise NotAllowed("not-agency-admin", _("You may not manage accounts of this agency."))


def require_may_grant(actor: Actor, user: str, permissions: AbstractSet[Permission]) -> None:
    """Let nobody give themselves duties, or anybody rights to administer that they lack.

    Raises:
        NotAllowed: own account, or a right to administer that the actor does not hold.
    """
    if actor.kind is not ActorKind.OFFICER:
        return
    if actor.id == user:
        raise NotAllowed("own-duties", _("You may not change your own duties."))
    if not permissions & ADMINISTERING <= actor.permissions:
        raise NotAllowed(
            "more-than-own", _("You may not grant a right that you do not have yourself.")
        )


ADMINISTERING = frozenset(
    {
        Permission.AGENCIES_MANAGE_ACCOUNTS,
        Permission.AGENCIES_MANAGE_CALENDARS,
        Permission.CATALOGUE_EDIT_SYNONYMS,
        Permission.JOBS_MANAGE,
    }
)


def require_may_teach(actor: Actor) -> None:
    """Let only those who route applications say where matters go.

    Raises:
        NotAllowed: the actor does not route.
    """
    if actor.kind is ActorKind.OFFICER and not actor.may(Permission.APPLICATIONS_ROUTE):
        raise NotAllowed("not-router", _("You may not teach where matters go."))


def require_keeps_calendars(actor: Actor, calendar: str) -> None:
    """Let only keepers of calendars change one, and only the one that just their agency counts by.

    Raises:
        NotAllowed: the actor is none, or others count by this calendar.
    """
    if actor.kind is not ActorKind.OFFICER:
        return
    counting = Unit.objects.filter(calendar__code=calendar)
    agencies = set(counting.values_list("agency__code", flat=True))
    if not actor.may(Permission.AGENCIES_MANAGE_CALENDARS) or agencies != {actor.agency}:
        raise NotAllowed("not-calendar-keeper", _("You may not change this calendar."))
