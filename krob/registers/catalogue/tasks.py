"""Work of the catalogue that nobody asks for."""

from datetime import timedelta

from krob.foundation.jobs.queue import periodic
from krob.registers.catalogue import indexing


@periodic("catalogue.rebuild-search", every=timedelta(days=1))
def rebuild_search() -> None:
    """Index all services again: versions begin on their day, dictionaries change with releases."""
    indexing.rebuild()
