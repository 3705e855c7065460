"""Django's registration of the room."""

from krob.foundation.core.rooms import Room


class LicencesConfig(Room):
    """Registers ``krob.registers.licences``."""

    name = "krob.registers.licences"
    label = "licences"
