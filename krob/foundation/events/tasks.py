"""What the worker runs for this room: deliveries, sealing, forgetting old answers."""

from krob.foundation.events import delivery, idempotency, seal

__all__ = ["delivery", "idempotency", "seal"]
