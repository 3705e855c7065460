"""Which authority is competent for a place; nobody is guessed."""

from datetime import date

from django.db.models import Q

from krob.foundation.core import thai
from krob.people.agencies.models import Jurisdiction, holding_on
from krob.people.agencies.types import NATION, ROUTING_UNIT, Match, Place

__all__ = ["NATION", "ROUTING_UNIT", "Match", "Place", "authority_for", "normalised"]


def normalised(place: Place) -> Place:
    """Return the place with codes filled in from the longest one and the moo in plain digits."""
    longest = max(place.subdistrict, place.district, place.province, key=len)
    return Place(
        province=place.province or longest[:2],
        district=place.district or (longest[:4] if len(longest) >= 4 else ""),
        subdistrict=place.subdistrict,
        moo=thai.digits(place.moo).lstrip("0"),
    )


def _specificity(row: Jurisdiction) -> int:
    parts = (row.province != NATION, row.district, row.subdistrict, row.moo)
    return sum(bool(part) for part in parts)


def authority_for(power: str, place: Place, on: date) -> Match | None:
    """Return who is competent for a place on a day, by the most specific row.

    ``None`` when no row covers the place, or when two rows of the same specificity name different
    units: then the matter goes to the routing unit, where an officer decides and may teach the
    table.
    """
    at = normalised(place)
    rows = list(
        Jurisdiction.objects.filter(
            holding_on(on),
            Q(district="") | Q(district=at.district),
            Q(subdistrict="") | Q(subdistrict=at.subdistrict),
            Q(moo="") | Q(moo=at.moo),
            power=power,
            province__in=(at.province, NATION),
            area__isnull=True,
        ).select_related("authority", "unit__authority", "unit__calendar")
    )
    if not rows:
        return None
    best = max(map(_specificity, rows))
    chosen = [row for row in rows if _specificity(row) == best]
    if len({row.unit_id for row in chosen}) > 1:
        return None
    return Match(chosen[0].authority, chosen[0].unit)
