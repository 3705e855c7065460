"""Django's registration of the room."""

from krob.foundation.core.rooms import REGISTERING, Room


class AgenciesConfig(Room):
    """Registers ``krob.people.agencies``."""

    name = "krob.people.agencies"
    label = "agencies"
    registering = (*REGISTERING, "naming")
