"""Django's registration of the room."""

from krob.foundation.core.rooms import Room


class DocumentsConfig(Room):
    """Registers ``krob.engines.documents``."""

    name = "krob.engines.documents"
    label = "documents"
