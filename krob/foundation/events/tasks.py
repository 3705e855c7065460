"""What the worker runs for this room: deliveries of events, and sealing."""

from krob.foundation.events import delivery, seal

__all__ = ["delivery", "seal"]
