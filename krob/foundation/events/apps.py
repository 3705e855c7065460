"""Django's registration of the room."""

from krob.foundation.core.rooms import Room


class EventsConfig(Room):
    """Registers ``krob.foundation.events``."""

    name = "krob.foundation.events"
    label = "events"
