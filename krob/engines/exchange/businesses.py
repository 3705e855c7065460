"""Reads the facts of the juristic registry into the words of parties."""

from datetime import datetime
from typing import Any

from krob.foundation.core.text import Text
from krob.people.parties.types import BusinessFacts, BusinessStatus, Director


def business_from(facts: dict[str, Any], source: Text, as_of: datetime | None) -> BusinessFacts:
    """Return a business as ``dbd.juristic`` described it."""
    return BusinessFacts(
        number=facts["number"],
        name=Text.of(facts["name"]),
        kind=facts.get("kind", "other"),
        status=facts.get("status", BusinessStatus.UNKNOWN),
        directors=tuple(Director(**one) for one in facts.get("directors", ())),
        signing_text=facts.get("signing_text", ""),
        address=facts.get("address", {}),
        registered_on=facts.get("registered_on", ""),
        source=source,
        as_of=as_of,
    )
