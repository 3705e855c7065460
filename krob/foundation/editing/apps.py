"""Django's registration of the room."""

from krob.foundation.core.rooms import Room


class EditingConfig(Room):
    """Registers ``krob.foundation.editing``."""

    name = "krob.foundation.editing"
    label = "editing"
