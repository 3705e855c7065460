"""Take hold of a party, so that what depends on all that it has is decided one after the other."""

from uuid import UUID

from django.db import models

from krob.people.parties.models import Business, Person

HELD: dict[str, type[models.Model]] = {"person": Person, "business": Business}


def hold(key: str) -> None:
    """Lock the row of a person or a business until the transaction ends; others wait for it.

    Called after a subject of the party is locked, and before its places are. Rows that only refer
    to the party are not held up.
    """
    kind, _colon, identifier = key.partition(":")
    model = HELD[kind]
    rows = model._default_manager.select_for_update(no_key=True).filter(pk=UUID(identifier))
    rows.values_list("pk").first()
