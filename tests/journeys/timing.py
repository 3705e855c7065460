"""What the journeys through the law's time share: days, an application under way, what was told."""

from datetime import date, timedelta

from krob.casework.applications.models import Application
from krob.engines.notifications.models import Message
from krob.foundation.core import clock
from krob.foundation.events.models import Event
from tests.journeys.conftest import MONDAY

DUE = date(2026, 12, 23)
"""Thirty days after the Monday on which an application was found complete."""


def later(days: int):
    """So many days after the Monday on which the journeys begin."""
    return clock.frozen(MONDAY + timedelta(days=days))


def considered(make, owner) -> Application:
    """Return an application whose clock began on that Monday."""
    with later(0):
        application = make.filed(owner)
        return make.moved(application, "bangrak.checker", "accept")


def events(application: Application, name: str) -> int:
    """Count what was recorded under a name."""
    return Event.objects.filter(subject=application.subject, name=name).count()


def told(to: str, template: str) -> list[str]:
    """Return in Thai what somebody was told."""
    return [each.text.th for each in Message.objects.filter(to=to, template=template)]
