"""Django's registration of the room."""

from krob.foundation.core.rooms import Room


class CoreConfig(Room):
    """Registers ``krob.foundation.core``."""

    name = "krob.foundation.core"
    label = "core"
