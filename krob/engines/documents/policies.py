"""Who may change the documents of a subject."""

from krob.engines.documents.models import Upload
from krob.foundation.core.actor import Actor, ActorKind
from krob.foundation.core.permissions import Permission
from krob.people.parties.policies import takes_part


def may_read(actor: Actor) -> bool:
    """Officers need the right to open applications; everyone else sees what is theirs."""
    return actor.kind != ActorKind.OFFICER or actor.may(Permission.APPLICATIONS_VIEW)


def may_bring(actor: Actor, subject: str) -> bool:
    """Those who take part in the subject, and the system for what it fetched."""
    if actor.kind in {ActorKind.SYSTEM, ActorKind.OPERATOR}:
        return True
    return takes_part(actor, subject, frozenset())


def may_remove(actor: Actor, upload: Upload) -> bool:
    """Those for whom it was brought, not the officers who read it."""
    if actor.kind == ActorKind.SYSTEM:
        return True
    return actor.kind == ActorKind.APPLICANT and may_bring(actor, upload.subject)
