"""What the catalogue needs from a portal of open data: a table as rows of three columns."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from krob.foundation.core.registry import Registry

Row = tuple[str, str, str]
"""Code, Thai, English, as they stand in the table."""


class OpenTable(Protocol):
    """A portal of open data, reached by an adapter."""

    def rows(self, source: Mapping[str, str]) -> Sequence[Row]:
        """Return the rows of a table; ``source`` names ``resource`` and its columns. Repeatable.

        Raises:
            Unavailable: the portal did not answer, or not in a way that can be understood.
            Invalid: the portal refused the question.
            NotFound: there is no such table or column.
        """
        ...

    def check(self) -> str:
        """Return "" when configured, else what is wrong, for the status page."""
        ...


OPEN_DATA = "open-data"
open_tables: Registry[OpenTable] = Registry("portal of open data")
