"""Pages of a long list, without counting it."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

SIZE = 20


def page_of(request: HttpRequest, rows: QuerySet[Any]) -> dict[str, Any]:
    """Return the rows of the page that the address asks for, and whether there is a next one."""
    asked = request.GET.get("page", "1")
    number = min(max(int(asked), 1), 10_000) if asked.isdecimal() and len(asked) < 6 else 1
    start = (number - 1) * SIZE
    found = list(rows[start : start + SIZE + 1])
    return {"rows": found[:SIZE], "page": number, "has_next": len(found) > SIZE}
