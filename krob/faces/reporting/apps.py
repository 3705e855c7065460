"""Django's registration of the room."""

from krob.foundation.core.rooms import Room


class ReportingConfig(Room):
    """Registers ``krob.faces.reporting``."""

    name = "krob.faces.reporting"
    label = "reporting"
