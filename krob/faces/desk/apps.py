"""Django's registration of the room."""

from krob.foundation.core.rooms import Room


class DeskConfig(Room):
    """Registers ``krob.faces.desk``."""

    name = "krob.faces.desk"
    label = "desk"
