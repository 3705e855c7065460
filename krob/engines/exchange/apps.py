"""Django's registration of the room."""

from krob.foundation.core.rooms import Room


class ExchangeConfig(Room):
    """Registers ``krob.engines.exchange``."""

    name = "krob.engines.exchange"
    label = "exchange"
