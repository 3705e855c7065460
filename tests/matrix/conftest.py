"""The matrix's world: made once, since one test goes through all of it."""

import pytest

from krob.foundation.core import clock
from tests.journeys.conftest import MONDAY
from tests.matrix import bringing
from tests.matrix import world as worlds


@pytest.fixture
def world(db, tmp_path, settings):
    settings.KROB_TRUSTED_INSTALLATIONS = bringing.TRUSTED
    with clock.frozen(MONDAY):
        yield worlds.build(tmp_path)
