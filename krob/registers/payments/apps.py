"""Django's registration of the room."""

from krob.foundation.core.rooms import Room


class PaymentsConfig(Room):
    """Registers ``krob.registers.payments``."""

    name = "krob.registers.payments"
    label = "payments"
