"""Services that ship, published."""

from pathlib import Path

import pytest

from krob.foundation.core.actor import OPERATOR
from krob.people.agencies.models import Agency
from krob.registers.catalogue import commands
from krob.registers.catalogue.versioning.definition import Definition, OfferingDefinition, read_all
from tests.kept import kept

DEFINITIONS = Path(__file__).parents[4] / "definitions"


@pytest.fixture
def published_services(db) -> None:
    """Every service of the definitions folder, published."""
    kept("published-services", _publish)


def _publish() -> None:
    everything = list(read_all(DEFINITIONS))
    for one in everything:
        if isinstance(one, Definition):
            Agency.objects.get_or_create(
                code=one.agency, defaults={"name_th": one.agency, "name_en": one.agency}
            )
            offerings = tuple(
                o for o in everything if isinstance(o, OfferingDefinition) and o.service == one.code
            )
            commands.publish_version(actor=OPERATOR, definition=one, offerings=offerings)
