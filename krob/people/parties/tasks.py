"""What is looked at again and again: claims whose time ends."""

from datetime import timedelta

from krob.foundation.core.actor import SYSTEM
from krob.foundation.jobs import queue
from krob.people.parties.commands import recheck_claims


@queue.periodic("parties.recheck-claims", every=timedelta(days=1))
def recheck() -> None:
    """Ask the registry again about claims that run out within a week."""
    recheck_claims(actor=SYSTEM)
