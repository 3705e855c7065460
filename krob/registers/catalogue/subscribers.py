"""Reactions of the catalogue to what happened."""

from krob.foundation.events.models import Event
from krob.foundation.events.subscribers import subscribe
from krob.registers.catalogue import indexing


@subscribe("catalogue.version-published")
def index_published(event: Event) -> None:
    """Let a published service be found; safe to run again."""
    indexing.rebuild()
