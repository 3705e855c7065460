"""Django's registration of the room."""

from krob.foundation.core.rooms import Room


class GatewayConfig(Room):
    """Registers ``krob.faces.gateway``."""

    name = "krob.faces.gateway"
    label = "gateway"
