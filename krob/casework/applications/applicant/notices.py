"""The privacy notice of an application: read before it is filed."""

from krob.casework.applications.locking import FILED_ALREADY
from krob.casework.applications.models import Application
from krob.casework.applications.types import Status
from krob.foundation.core.actor import Actor
from krob.foundation.core.errors import Conflict
from krob.people.parties import commands, queries

CHANGEABLE = {Status.DRAFT.value, Status.CORRECTING.value}


def acknowledge(actor: Actor, application: Application) -> None:
    """Note that the actor's party has read the notice that is current now.

    Raises:
        Conflict: the application is no longer the applicant's to change.
    """
    require_changeable(application)
    notice = queries.current_notice("applications")
    commands.accept_notice(actor=actor, notice=notice, purposes=[], subject=application.subject)


def require_changeable(application: Application) -> None:
    """Refuse what has been filed.

    Raises:
        Conflict: it has.
    """
    if application.status not in CHANGEABLE:
        raise Conflict("no-longer-a-draft", FILED_ALREADY)
