"""Whom we let in on a provider's word."""

from django.utils.translation import gettext_lazy as _

from krob.foundation.core import thai
from krob.foundation.core.actor import Actor, ActorKind
from krob.foundation.core.errors import NotAllowed
from krob.foundation.core.permissions import Permission
from krob.people.identity.errors import SignInRefused
from krob.people.identity.types import Claims, ial_at_least

FRESH_LEEWAY_S = 60


def require_admissible(claims: Claims, *, required_ial: str, fresh_since: float = 0) -> None:
    """Let only people in whose number can be one and whose level and proof reach what was asked.

    The request for a level is only a wish: what came back is what counts.

    Raises:
        SignInRefused: number, level, or age of the proof.
    """
    if not thai.is_id13(claims.number) or thai.digits(claims.number)[0] == "0":
        raise SignInRefused("number-invalid")
    if not ial_at_least(claims.ial, required_ial):
        raise SignInRefused("assurance-too-low")
    if fresh_since and claims.auth_time < fresh_since - FRESH_LEEWAY_S:
        raise SignInRefused("not-fresh")


def may_manage_accounts(actor: Actor) -> bool:
    """Say whether an actor may open and close officers' accounts."""
    return actor.kind != ActorKind.OFFICER or actor.may(Permission.AGENCIES_MANAGE_ACCOUNTS)


def require_manages_accounts(actor: Actor) -> None:
    """Let only account administrators go on.

    Raises:
        NotAllowed: the actor is not one.
    """
    if not may_manage_accounts(actor):
        raise NotAllowed("not-account-admin", _("You may not manage accounts."))
