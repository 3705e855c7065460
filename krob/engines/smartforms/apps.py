"""Django's registration of the room."""

from krob.foundation.core.rooms import Room


class SmartformsConfig(Room):
    """Registers ``krob.engines.smartforms``."""

    name = "krob.engines.smartforms"
    label = "smartforms"
