"""Django's registration of the room."""

from krob.foundation.core.rooms import Room


class JobsConfig(Room):
    """Registers ``krob.foundation.jobs``."""

    name = "krob.foundation.jobs"
    label = "jobs"
