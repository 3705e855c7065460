"""What the workflow does when something happened elsewhere."""

from krob.engines.workflow import clock
from krob.foundation.events.models import Event
from krob.foundation.events.subscribers import subscribe
from krob.people.agencies.models import Calendar


@subscribe("agencies.holiday-added", "agencies.holiday-removed")
def count_again(event: Event) -> None:
    """Move the due dates of running clocks when a calendar changes; safe to repeat.

    The event names the calendar; those that build on it count anew as well.
    """
    code = str(event.data.get("calendar", ""))
    based = Calendar.objects.filter(base__code=code).values_list("code", flat=True)
    clock.recompute_calendar([code, *based])
