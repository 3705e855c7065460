"""What follows from granting: the document is sealed."""

from krob.foundation.events.models import Event
from krob.foundation.events.subscribers import subscribe
from krob.foundation.jobs.queue import enqueue
from krob.registers.licences.sealing import SEAL


@subscribe("licences.granted")
def seal_what_was_granted(event: Event) -> None:
    """Enqueue the sealing; it waits once, however often the event is delivered."""
    licence = str(event.data["licence"])
    enqueue(SEAL, {"licence": licence}, unique_key=f"seal:{licence}")
