"""What this room's tests share: noon on 23 November 2026, and a hook that remembers."""

from collections.abc import Iterator

import pytest

from krob.foundation.core import clock
from krob.registers.payments import ports
from krob.registers.payments.tests.factories import NOON


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with clock.frozen(NOON, everywhere=True):
        yield


@pytest.fixture
def went_on() -> Iterator[list[tuple[str, str]]]:
    """What was told to go on because its bill was paid."""
    heard: list[tuple[str, str]] = []
    ports.settled.add("test", lambda actor, subject, precedes: heard.append((subject, precedes)))
    yield heard
    ports.settled.remove("test")
