"""Django's registration of the room."""

from krob.foundation.core.rooms import Room


class ContactsConfig(Room):
    """Registers ``krob.casework.contacts``."""

    name = "krob.casework.contacts"
    label = "contacts"
