"""Who may do what with an application. Visibility is the QuerySet's; these say the rest."""

from collections.abc import Mapping
from typing import Any

from krob.casework.applications.models import Application
from krob.casework.applications.types import BEFORE_DECISION
from krob.foundation.core.actor import Actor, ActorKind
from krob.foundation.core.permissions import Permission
from krob.people.identity.types import IAL_LEVELS, ial_at_least
from krob.people.parties import queries as parties


def may_edit(actor: Actor, application: Application) -> bool:
    """Say whether the actor may change the draft: the party that files it, no other."""
    return actor.kind == ActorKind.APPLICANT and actor.party == application.party


def assurance_asked(service: Mapping[str, Any]) -> str:
    """Return which level of identity assurance a service asks for; the lowest when it says none."""
    return str(service.get("ial", IAL_LEVELS[0]))


def is_assured(actor: Actor, service: Mapping[str, Any]) -> bool:
    """Say whether the sign-in is strong enough for a service."""
    return ial_at_least(actor.ial, assurance_asked(service))


CONSIDERING = frozenset(
    {
        Permission.APPLICATIONS_CHECK,
        Permission.APPLICATIONS_DECIDE,
        Permission.APPLICATIONS_INSPECT,
        Permission.APPLICATIONS_RECOMMEND,
    }
)


def may_explain(actor: Actor, application: Application) -> bool:
    """Say whether the officer considers applications in the unit that has this one."""
    return application.unit.code in actor.units and any(map(actor.may, CONSIDERING))


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


def may_borrow(actor: Actor) -> bool:
    """Say whether the actor may take an application as a pattern, without opening it.

    What names somebody is replaced before the actor sees anything of it.
    """
    return may_view(actor) or actor.may(Permission.CATALOGUE_BORROW_APPLICATION)


def is_own_matter(actor: Actor, application: Application) -> bool:
    """Say whether an officer would consider what they file, or what a business of theirs files.

    Law: Administrative Procedure Act B.E. 2539, section 13.
    """
    if not actor.person:
        return False
    theirs = parties.participants(application.party).filter(party=actor.person)
    return actor.person in (application.party, application.filed_by) or theirs.exists()


def may_move_versions(actor: Actor) -> bool:
    """Say whether the actor moves running applications of the own agency to another version."""
    return bool(actor.agency) and actor.may(Permission.CATALOGUE_PUBLISH_SERVICE)
