"""How units and agencies are named where any party may be named (port of ``people.parties``)."""

from krob.foundation.core.text import Text
from krob.people.agencies.models import Agency, Unit
from krob.people.parties.ports import party_namers


def unit_named(key: str) -> Text | None:
    """Return the name of ``unit:<code>``, or nothing when there is no such unit."""
    found = Unit.objects.filter(code=key.partition(":")[2]).first()
    return found.name if found else None


def agency_named(key: str) -> Text | None:
    """Return the name of ``agency:<code>``, or nothing when there is no such agency."""
    found = Agency.objects.filter(code=key.partition(":")[2]).first()
    return found.name if found else None


party_namers.add("unit", unit_named)
party_namers.add("agency", agency_named)
