"""What the home page shows: services that can be filed, their promise, their agencies."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import ngettext

from krob.foundation.core.text import Text
from krob.registers.catalogue.guiding import journeys
from krob.registers.catalogue.models import ServiceVersion
from krob.registers.catalogue.queries import versions_in_force

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Offer:
    """One service on the home page."""

    code: str
    title: Text
    subtitle: Text
    agency: Text
    promise: str


def page(on: date) -> dict[str, Any]:
    """Return the services in force on a day, and how many each agency has."""
    offers = [_offer(version) for version in versions_in_force(on)]
    counts: dict[str, tuple[Text, int]] = {}
    for offer in offers:
        _name, many = counts.get(offer.agency.th, (offer.agency, 0))
        counts[offer.agency.th] = (offer.agency, many + 1)
    return {
        "services": offers[:SHOWN],
        "how_many": len(offers),
        "journeys": journeys.journeys() if offers else [],
        "agencies": [{"name": name, "many": many} for name, many in counts.values()],
    }


def _offer(version: ServiceVersion) -> Offer:
    part: Mapping[str, Any] = version.parts["service"]
    return Offer(
        code=version.service.code,
        title=version.title,
        subtitle=Text.of(part.get("subtitle")),
        agency=version.service.agency.name,
        promise=_promise(version.parts["steps"].get("deadline") or {}),
    )


def _promise(deadline: Mapping[str, Any]) -> str:
    days = int(deadline.get("days", 0))
    if not days:
        return ""
    if deadline.get("unit") == "working":
        return ngettext("%(days)d working day", "%(days)d working days", days) % {"days": days}
    return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}
