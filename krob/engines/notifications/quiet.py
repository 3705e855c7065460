"""The hours in which nobody is woken by a copy of a message (``KROB_QUIET_HOURS``).

Req: 2.9.
"""

from datetime import datetime, time, timedelta

from django.conf import settings

from krob.foundation.core import clock


def quiet_until(moment: datetime) -> datetime | None:
    """Return when the quiet hours in which a moment falls end; ``None`` when it falls in none.

    Hours are of Bangkok; ``20:00-07:00`` passes midnight.
    """
    begin, end = _hours()
    local = moment.astimezone(clock.BANGKOK)
    now = local.time()
    if begin == end:
        return None
    if not (begin <= now < end if begin < end else now >= begin or now < end):
        return None
    day = local.date() + timedelta(days=1) if begin > end and now >= begin else local.date()
    return datetime.combine(day, end, tzinfo=clock.BANGKOK)


def _hours() -> tuple[time, time]:
    begin, _dash, end = settings.KROB_QUIET_HOURS.partition("-")
    return time.fromisoformat(begin), time.fromisoformat(end or begin)
