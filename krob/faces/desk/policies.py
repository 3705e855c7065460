"""Which parts of the officer's first page are for whom. The rooms decide again for themselves."""

from krob.foundation.core.actor import Actor
from krob.foundation.core.permissions import Permission


def opens_applications(actor: Actor) -> bool:
    """Say whether the officer works on applications."""
    return actor.may(Permission.APPLICATIONS_VIEW)


def routes(actor: Actor) -> bool:
    """Say whether the officer hands applications to offices."""
    return actor.may(Permission.APPLICATIONS_ROUTE)


def resolves_payments(actor: Actor) -> bool:
    """Say whether the officer decides about payments that did not fit."""
    return actor.may(Permission.PAYMENTS_RESOLVE)


def manages_jobs(actor: Actor) -> bool:
    """Say whether the officer looks after background work."""
    return actor.may(Permission.JOBS_MANAGE)
