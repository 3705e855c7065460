"""A portal of open data that runs CKAN, as Thailand's does: one table, read page by page.

Format: CKAN Action API v3, ``datastore_search`` (docs.ckan.org, "DataStore extension").
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from krob.connectors.client import Client, broken
from krob.foundation.core.errors import NotFound
from krob.registers.catalogue.code_lists.ports import Row
from krob.registers.catalogue.code_lists.reading import MOST_CODES

PAGE = 500


class OpenData:
    """Reads tables of the portal; it needs no key."""

    def __init__(self, endpoint: str = "open-data") -> None:
        self.client = Client(endpoint)

    def rows(self, source: Mapping[str, str]) -> Sequence[Row]:
        """Read a table; see ``OpenTable``. Reading stops one row past the longest list."""
        found: list[Row] = []
        while len(found) <= MOST_CODES:
            records = self._page(source["resource"], len(found))
            found += [_row(record, source) for record in records]
            if len(records) < PAGE:
                break
        return found[: MOST_CODES + 1]

    def _page(self, resource: str, offset: int) -> Sequence[Mapping[str, Any]]:
        answer = self.client.get(
            "/api/3/action/datastore_search",
            operation="open-data",
            params={"resource_id": resource, "limit": str(PAGE), "offset": str(offset)},
            accept=frozenset({200, 404}),
        )
        if answer.status == 404:
            raise NotFound("table-not-found", _("The portal has no such table."))
        try:
            records = answer.body["result"]["records"]
            if not answer.body["success"] or not isinstance(records, list):
                raise broken()
        except (KeyError, TypeError):
            raise broken() from None
        return records

    def check(self) -> str:
        """Say what is wrong with the configuration."""
        return self.client.problem()


def _row(record: Any, source: Mapping[str, str]) -> Row:
    try:
        code, th, en = (record[source[key]] for key in ("code", "th", "en"))
    except KeyError:
        raise NotFound("column-not-found", _("The table has no such column.")) from None
    except TypeError:
        raise broken() from None
    return str(code or ""), str(th or ""), str(en or "")
