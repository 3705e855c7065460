"""The one visible list of adapters."""

from krob.foundation.core.rooms import Room


class ConnectorsConfig(Room):
    """Registers every adapter on its port."""

    name = "krob.connectors"
    label = "connectors"
    registering = ("adapters",)  # those that read stored settings: loaded once models are

    def ready(self) -> None:
        """Hand each port its adapters."""
        super().ready()
