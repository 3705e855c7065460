"""Django's registration of the room."""

from krob.foundation.core.rooms import Room


class ApplicationsConfig(Room):
    """Registers ``krob.casework.applications``."""

    name = "krob.casework.applications"
    label = "applications"
