"""A version is in force from its day at 0:00 in Bangkok; nothing has to run at that moment."""

from datetime import UTC, date, datetime, timedelta

import pytest

from krob.foundation.core import clock
from krob.foundation.core.actor import OPERATOR
from krob.registers.catalogue import commands, queries
from krob.registers.catalogue.finding import indexing, search
from krob.registers.catalogue.versioning.definition import Definition
from tests.journeys.conftest import LICENCE

pytestmark = pytest.mark.django_db
MIDNIGHT = datetime(2026, 11, 30, 17, 0, tzinfo=UTC)  # 1 December, 0:00 in Bangkok


@pytest.mark.req("2.2.1", part="in force at 0:00 Bangkok, the worker down")
def test_the_next_version_is_in_force_at_midnight_though_no_worker_ran(world):
    now = queries.version_in_force(LICENCE, date(2026, 11, 23))
    part = {**now.parts["service"], "title": {"th": "ใบอนุญาตขนมครก", "en": "Khanom krok"}}
    parts = {**now.parts, "service": part}
    commands.publish_version(
        actor=OPERATOR, definition=Definition(LICENCE, "bma", 2, date(2026, 12, 1), parts)
    )

    with clock.frozen(MIDNIGHT - timedelta(seconds=1)):
        before = queries.version_in_force(LICENCE, clock.today()).number
    with clock.frozen(MIDNIGHT):
        after = queries.version_in_force(LICENCE, clock.today()).number
        indexing.rebuild()
        found = [each.service.code for each in search.services_found("ขนมครก", clock.today())]

    assert (before, after) == (1, 2)
    assert LICENCE in found
