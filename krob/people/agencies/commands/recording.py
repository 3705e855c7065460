"""How the room's commands write: find or refuse, change only what is new, one event if anything."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from krob.foundation.core.actor import Actor, ActorKind
from krob.foundation.core.errors import Message, NotFound
from krob.foundation.events import journal
from krob.people.agencies.models import Agency, Authority, Calendar, Position, Role, Unit

M = TypeVar("M", bound=models.Model)

OPERATORS = {ActorKind.SYSTEM, ActorKind.OPERATOR}
ADMINISTRATORS = {*OPERATORS, ActorKind.OFFICER}
MISSING: Mapping[type[models.Model], tuple[str, Message]] = {
    Agency: ("agency-not-found", _("There is no such agency.")),
    Authority: ("authority-not-found", _("There is no such authority.")),
    Calendar: ("calendar-not-found", _("There is no such calendar.")),
    Position: ("position-not-found", _("There is no such position.")),
    Role: ("role-not-found", _("There is no such role.")),
    Unit: ("unit-not-found", _("There is no such unit.")),
}
journal.declare(
    {
        "agency.recorded": _("Agency recorded"),
        "authority.recorded": _("Authority recorded"),
        "unit.recorded": _("Unit recorded"),
        "position.recorded": _("Position recorded"),
        "signing-order.recorded": _("Signing order recorded"),
        "role.defined": _("Role defined"),
        "officer.appointed": _("Officer appointed"),
        "duty.granted": _("Duty granted"),
        "duty.ended": _("Duty ended"),
        "jurisdiction.taught": _("Jurisdiction taught"),
        "calendar.recorded": _("Calendar recorded"),
        "agencies.holiday-added": _("Holiday added"),
        "agencies.holiday-removed": _("Holiday removed"),
    }
)


def one(model: type[M], code: str) -> M:
    """Return the thing with a code, locked.

    Raises:
        NotFound: there is none.
    """
    found = model._default_manager.select_for_update().filter(code=code).first()
    if found is None:
        raise NotFound(*MISSING[model])
    return found


def put(actor: Actor, model: type[M], code: str, event: str, values: Mapping[str, Any]) -> M:
    """Make or change the thing with a code; one event when anything changed."""
    found = model._default_manager.select_for_update().filter(code=code).first()
    row = found or model(code=code)
    changed = [name for name in values if not found or getattr(found, name) != values[name]]
    if found and not changed:
        return found
    for name in changed:
        setattr(row, name, values[name])
    row.save()
    subject = f"{event.partition('.')[0]}:{code}"
    journal.record(actor=actor, name=event, subject=subject, data={"changed": sorted(changed)})
    return row
