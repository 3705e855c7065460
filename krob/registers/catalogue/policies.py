"""Who may write, approve and see what of services."""

from django.utils.translation import gettext_lazy as _

from krob.foundation.core.actor import Actor
from krob.foundation.core.errors import NotAllowed
from krob.foundation.core.permissions import Permission
from krob.people.agencies import queries as agencies
from krob.registers.catalogue.models import ServiceDraft


def may_write(actor: Actor) -> bool:
    """Say whether the actor writes services of the own agency."""
    return bool(actor.agency) and actor.may(Permission.CATALOGUE_EDIT_SERVICE)


def may_write_offerings(actor: Actor) -> bool:
    """Say whether the actor writes what the own agency's authorities offer."""
    return bool(actor.agency) and actor.may(Permission.CATALOGUE_EDIT_OFFERING)


def may_write_guides(actor: Actor) -> bool:
    """Say whether the actor writes journeys and kinds of business: for the central agency only."""
    may = bool(actor.agency) and actor.may(Permission.CATALOGUE_EDIT_GUIDES)
    return may and actor.agency == agencies.central_agency()


def require_writes_guides(actor: Actor) -> None:
    """Let only writers of guides go on.

    Raises:
        NotAllowed: the actor is not one.
    """
    if not may_write_guides(actor):
        raise NotAllowed("guides-not-yours", _("You may not write journeys."))


def may_see_guides(actor: Actor) -> bool:
    """Say whether the actor writes or approves guides of the central agency."""
    does = actor.may(Permission.CATALOGUE_EDIT_GUIDES) or approves(actor)
    return does and bool(actor.agency) and actor.agency == agencies.central_agency()


def require_sees_guides(actor: Actor) -> None:
    """Let only those who write or approve guides go on.

    Raises:
        NotAllowed: the actor does neither.
    """
    if not may_see_guides(actor):
        raise NotAllowed("guides-not-yours", _("You may not write journeys."))


def may_write_draft(actor: Actor, draft: ServiceDraft) -> bool:
    """Say whether the actor may change a draft that they see."""
    if draft.is_guide:
        return may_write_guides(actor)
    return may_write_offerings(actor) if draft.is_offering else may_write(actor)


def approves(actor: Actor) -> bool:
    """Say whether the actor approves what colleagues of the own agency wrote."""
    return bool(actor.agency) and actor.may(Permission.CATALOGUE_APPROVE_SERVICE)


def may_approve(actor: Actor, draft: ServiceDraft) -> bool:
    """Say whether the actor may approve: holds the right and has not written a word of it."""
    return approves(actor) and not has_written(actor, draft)


def has_written(actor: Actor, draft: ServiceDraft) -> bool:
    """Say whether the actor began, changed or handed in the draft."""
    if actor.id in (draft.begun_by, draft.asked_by, draft.changed_by):
        return True
    return draft.changes.filter(by=actor.id).exists()


def require_writes(actor: Actor) -> None:
    """Let only writers of services go on.

    Raises:
        NotAllowed: the actor is not one.
    """
    if not may_write(actor):
        raise NotAllowed("services-not-yours", _("You may not write services."))


def require_writes_offerings(actor: Actor) -> None:
    """Let only writers of offerings go on.

    Raises:
        NotAllowed: the actor is not one.
    """
    if not may_write_offerings(actor):
        raise NotAllowed("services-not-yours", _("You may not write services."))


def require_writes_something(actor: Actor) -> None:
    """Let only writers of services or of offerings go on.

    Raises:
        NotAllowed: the actor is neither.
    """
    if not (may_write(actor) or may_write_offerings(actor)):
        raise NotAllowed("services-not-yours", _("You may not write services."))


def require_writes_draft(actor: Actor, draft: ServiceDraft) -> None:
    """Let only writers of this kind of draft go on.

    Raises:
        NotAllowed: the actor is not one.
    """
    if not may_write_draft(actor, draft):
        raise NotAllowed("services-not-yours", _("You may not write services."))
