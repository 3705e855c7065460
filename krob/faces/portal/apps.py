"""Django's registration of the room."""

from krob.foundation.core.rooms import Room


class PortalConfig(Room):
    """Registers ``krob.faces.portal``."""

    name = "krob.faces.portal"
    label = "portal"
