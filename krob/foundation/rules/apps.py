"""Django's registration of the room."""

from krob.foundation.core.rooms import Room


class RulesConfig(Room):
    """Registers ``krob.foundation.rules``."""

    name = "krob.foundation.rules"
    label = "rules"
