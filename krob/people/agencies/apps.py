"""Django's registration of the room."""

from krob.foundation.core.rooms import Room


class AgenciesConfig(Room):
    """Registers ``krob.people.agencies``."""

    name = "krob.people.agencies"
    label = "agencies"
