"""Services that ship, published."""

from pathlib import Path

import pytest

from krob.foundation.core.actor import OPERATOR
from krob.people.agencies.models import Agency
from krob.registers.catalogue import commands
from krob.registers.catalogue.versioning.definition import Definition, OfferingDefinition, read_all

DEFINITIONS = Path(__file__).parents[4] / "definitions"


@pytest.fixture
def published_services(db) -> None:
    """Publish every service of the definitions folder."""
    everything = list(read_all(DEFINITIONS))
    for code in {one.agency for one in everything if isinstance(one, Definition)}:
        Agency.objects.create(code=code, name_th=code, name_en=code)
    for code in sorted({one.agency for one in everything if isinstance(one, Definition)}):
        Agency.objects.get_or_create(code=code, defaults={"name_th": code})
    for one in everything:
        if isinstance(one, Definition):
            Agency.objects.get_or_create(code=one.agency)
            offerings = tuple(
                o for o in everything if isinstance(o, OfferingDefinition) and o.service == one.code
            )
            commands.publish_version(actor=OPERATOR, definition=one, offerings=offerings)
