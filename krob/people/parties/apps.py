"""Django's registration of the room."""

from krob.foundation.core.rooms import Room


class PartiesConfig(Room):
    """Registers ``krob.people.parties``."""

    name = "krob.people.parties"
    label = "parties"
