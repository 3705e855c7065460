"""Django's registration of the room."""

from krob.foundation.core.rooms import Room


class NotificationsConfig(Room):
    """Registers ``krob.engines.notifications``."""

    name = "krob.engines.notifications"
    label = "notifications"
