"""What the worker runs for this room: deliveries, sealing, forgetting old answers."""

from krob.foundation.events import delivery, idempotency, limits, seal

__all__ = ["delivery", "idempotency", "limits", "seal"]
