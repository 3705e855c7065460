"""Django's registration of the room."""

from krob.foundation.core.rooms import Room


class LinkeddataConfig(Room):
    """Registers ``krob.foundation.linkeddata``."""

    name = "krob.foundation.linkeddata"
    label = "linkeddata"
