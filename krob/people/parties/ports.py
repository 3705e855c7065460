"""What the room asks of rooms above it."""

from collections.abc import Callable

from krob.foundation.core.registry import Registry
from krob.foundation.core.text import Text

PartyNamer = Callable[[str], Text | None]

# How keys of other kinds are named: "unit" and "agency" are registered by ``people.agencies``.
party_namers: Registry[PartyNamer] = Registry("party namer")
