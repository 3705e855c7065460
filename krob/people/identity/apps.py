"""Django's registration of the room."""

from krob.foundation.core.rooms import Room


class IdentityConfig(Room):
    """Registers ``krob.people.identity``."""

    name = "krob.people.identity"
    label = "identity"
