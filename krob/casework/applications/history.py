"""The history of an application in plain words, for both sides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from krob.casework.applications import dossier
from krob.casework.applications.clocks.timewords import day
from krob.casework.applications.models import Application
from krob.foundation.core.actor import Actor, ActorKind
from krob.foundation.core.text import Text
from krob.foundation.events import journal
from krob.foundation.events.models import Event
from krob.people.agencies import queries as agencies
from krob.people.agencies.types import ROUTING_UNIT
from krob.registers.licences.wording import HAPPENED

QUIET = (
    "document.submitted",
    "notifications.",
    "parties.",
    "workflow.step-assigned",
    "workflow.unit-changed",
)
"""Events of rooms below that say again what an event of casework says."""

INSIDE = (
    "application.delay-notice-asked",
    "application.reassigned",
    "workflow.step-",
    "workflow.deadline-near",
    "workflow.deadline-escalated",
)
"""What goes on inside the office; the applicant is told of the law's time only."""


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that happened: the sentence, who did it, when, and a detail."""

    sentence: Any
    who: str
    at: datetime
    detail: str


def told(actor: Actor, application: Application) -> list[Told]:
    """Return what happened to an application, the newest first.

    Applicants see an officer's office, officers see the colleague's name too.
    """
    events = list(journal.history(application.subject).order_by("-id"))
    names = _officer_names(events) if actor.kind == ActorKind.OFFICER else {}
    offices = agencies.unit_names([application.unit.code, ROUTING_UNIT])
    return [
        Told(
            _sentence(application, event),
            _who(actor, event, names, offices[_unit(event, application)]),
            event.at,
            _detail(application, event),
        )
        for event in events
        if not event.name.startswith(_hidden_from(actor))
    ]


NAMED = {
    **HAPPENED,
    "application.fee-due": gettext_lazy("Approved; the fee is due before the %(kind)s is issued"),
    "application.issued": gettext_lazy("The %(kind)s was granted"),
}
"""Sentences that call what is given by its own word: licence, certificate, registration …"""


def _sentence(application: Application, event: Event) -> Any:
    if event.name not in NAMED:
        return journal.sentence(event)
    return str(NAMED[event.name]) % {"kind": dossier.output_of(application).noun}


def _hidden_from(actor: Actor) -> tuple[str, ...]:
    return QUIET if actor.kind == ActorKind.OFFICER else (*QUIET, *INSIDE)


def _officer_names(events: Sequence[Event]) -> Mapping[str, str]:
    ids = {event.actor_id for event in events if event.actor_kind == ActorKind.OFFICER}
    return {key: str(name) for key, name in agencies.staff_names(ids).items()}


def _unit(event: Event, application: Application) -> str:
    """Return the code of the unit whose officer acted."""
    return ROUTING_UNIT if event.name == "application.routed" else application.unit.code


def _who(actor: Actor, event: Event, names: Mapping[str, str], office: Text) -> str:
    match event.actor_kind:
        case ActorKind.OFFICER:
            name = names.get(event.actor_id)
            return f"{name} · {office}" if name else _("Officer, %(office)s") % {"office": office}
        case ActorKind.APPLICANT:
            return _("You") if event.actor_id == actor.id else _("The applicant")
    return _("The system")


def _detail(application: Application, event: Event) -> str:
    if event.name == "application.withdrawn":
        return str(application.withdrawal_reason)
    if event.name == "application.deadline-extended":
        values = {"days": event.data["days"], "due": day(event.data["due"])}
        return _("%(days)s days, now due %(due)s") % values
    if event.name == "application.approved-by-law":
        return str(Text.of(event.data["law"]))
    step = event.data.get("step")
    part = application.version.parts["steps"]["steps"].get(step) if step else None
    if not part:
        return ""
    action = part["actions"].get(event.data.get("action"), {})
    return f"{Text.of(part['title'])}: {Text.of(action.get('label'))}".rstrip(": ")
