"""Running applications beside another version of their service: which could follow it?"""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from krob.casework.applications import dossier
from krob.casework.applications.models import Application, VersionMove
from krob.casework.applications.types import BEFORE_DECISION, Status
from krob.engines.smartforms.checks import errors_of
from krob.engines.workflow import graph, repinning
from krob.engines.workflow import queries as workflow
from krob.foundation.core.actor import SYSTEM
from krob.foundation.core.errors import Message
from krob.registers.catalogue.queries import form_of


def running(move: VersionMove) -> QuerySet[Application]:
    """Return the undecided applications of a move's agency and first version, oldest first."""
    states = BEFORE_DECISION - {Status.ROUTING}
    return Application.objects.filter(
        version=move.before, status__in=states, unit__agency__code=move.agency
    ).order_by("reference")


def obstacles(application: Application, move: VersionMove) -> list[Message]:
    """Return why an application cannot follow the other version; empty when it can."""
    return [*_steps(application, move), *_answers(application, move)]


def _steps(application: Application, move: VersionMove) -> list[Message]:
    rows = list(workflow.steps_of(SYSTEM, application.subject))
    return repinning.obstacles(
        graph.parse(move.before.parts["steps"]),
        graph.parse(move.after.parts["steps"]),
        move.steps,
        visited={row.key for row in rows},
        standing={row.key for row in rows if row.state == "open"},
    )


def _answers(application: Application, move: VersionMove) -> list[Message]:
    """Name what the other form would ask: nobody asks it of an application that was filed."""
    form, state, context = dossier.form_and_state(application)
    other = form_of(move.after)
    was = {name.split("-")[0] for name in errors_of(form, state, None, context)}
    now = {name.split("-")[0] for name in errors_of(other, state, None, context)}
    return [
        _("The answer is missing or would not be taken: %(field)s")
        % {"field": other.fields[key].name}
        for key in other.fields
        if key in now - was
    ]
