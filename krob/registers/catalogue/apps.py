"""Django's registration of the room."""

from krob.foundation.core.rooms import Room


class CatalogueConfig(Room):
    """Registers ``krob.registers.catalogue``."""

    name = "krob.registers.catalogue"
    label = "catalogue"
