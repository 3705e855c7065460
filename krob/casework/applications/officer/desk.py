"""What the officer's screens show: the queue, the application, what may be done now.

Reads only, except that opening an application leaves a row in the access log.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext, ngettext

from krob.casework.applications import dossier as contents
from krob.casework.applications import policies, queries
from krob.casework.applications.beside import excluding, needing
from krob.casework.applications.clocks import delays, timing
from krob.casework.applications.clocks.clockbar import bar_of
from krob.casework.applications.history import told
from krob.casework.applications.models import Application
from krob.casework.applications.officer import asking
from krob.casework.applications.officer.viewer import PURPOSE, Chosen, beside, place_of
from krob.casework.applications.papers import links, papers_of
from krob.casework.applications.types import BEFORE_DECISION, OPEN, TO_OFFICER, TONE, Status
from krob.engines.smartforms.summary import differences, summarise
from krob.engines.workflow import clock as clocks
from krob.engines.workflow import queries as steps
from krob.engines.workflow.models import Step
from krob.engines.workflow.types import ProcessStatus
from krob.foundation.core import clock
from krob.foundation.core.actor import Actor
from krob.foundation.core.errors import DomainError, Message
from krob.foundation.core.text import Text
from krob.foundation.core.web import whole_number
from krob.foundation.events import access
from krob.people.agencies import queries as agencies
from krob.people.agencies.models import Unit
from krob.people.parties import queries as parties
from krob.registers.licences import queries as licences
from krob.registers.payments import queries as payments

PAGE = 25
NOTHING_CHOSEN = Chosen()
NUMBER = re.compile(r"[A-Z]+-[0-9]{4}-[0-9]+")
TABS = ("todo", "mine", "unassigned", "overdue", "waiting", "routing", "closed")


@dataclass(frozen=True, slots=True)
class Filter:
    """What the officer wants to see of the queue."""

    tab: str = "todo"
    text: str = ""
    page: int = 1

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Filter":
        """Read a filter from the address; nonsense counts as nothing."""
        tab = query.get("tab", "")
        return cls(
            tab=tab if tab in TABS else "todo",
            text=query.get("q", "").strip()[:80],
            page=min(whole_number(query.get("page", "")) or 1, 1000),
        )


@dataclass(frozen=True, slots=True)
class Work:
    """One line of the queue."""

    reference: str
    title: Text
    label: str
    step: Step | None
    step_title: Text
    due_on: date | None
    left: str
    status: Message
    tone: str
    officer: str
    owed: delays.Period | None = None


def queue(actor: Actor, wanted: Filter) -> dict[str, Any]:
    """Return a page of the queue, least time left first, in a constant number of queries."""
    start = (wanted.page - 1) * PAGE
    rows = list(_rows(actor, wanted)[start : start + PAGE + 1])
    lines = _lines(_pairs(actor, rows[:PAGE]))
    return {
        "work": lines,
        "filter": wanted,
        "tabs": TABS if policies.may_route(actor) else [tab for tab in TABS if tab != "routing"],
        "next_page": wanted.page + 1 if len(rows) > PAGE else 0,
        "previous_page": wanted.page - 1,
        "units": list(agencies.unit_names(actor.units).values()),
    }


def _rows(actor: Actor, wanted: Filter) -> Any:
    applications = queries.briefly(actor)
    if not policies.may_view(actor):
        return applications.none()
    if wanted.text:
        return _matching(applications, wanted.text)
    match wanted.tab:
        case "routing":
            return applications.filter(status=Status.ROUTING).order_by("submitted_at", "id")
        case "waiting":
            waiting = [Status.CORRECTING, Status.PAYING]
            return applications.filter(status__in=waiting).order_by("submitted_at", "id")
        case "closed":
            ended = Coalesce("decided_at", "submitted_at").desc()
            return applications.exclude(status__in=OPEN).order_by(ended, "-id")
        case "mine":
            return steps.worklist(actor, mine=True)
        case "unassigned":
            return steps.worklist(actor).filter(assignee="")
        case "overdue":
            running = steps.worklist(actor).filter(process__status=ProcessStatus.OPEN)
            return running.filter(process__due_on__lt=clock.today())
    return steps.worklist(actor)


def _matching(applications: QuerySet[Application], text: str) -> QuerySet[Application]:
    """Find by a whole number (by its index), otherwise by a part of the shop's name."""
    if NUMBER.fullmatch(text.upper()):
        return applications.filter(reference=text.upper())
    return applications.filter(label__icontains=text)


def _pairs(
    actor: Actor, rows: Sequence[Application | Step]
) -> list[tuple[Application, Step | None]]:
    """Return what a line shows: a step with its application, or an application with its step."""
    steps_found = [row for row in rows if isinstance(row, Step)]
    if steps_found:
        subjects = [step.process.subject for step in steps_found]
        seen = {one.subject: one for one in queries.behind(actor, subjects)}
        with_step = [(seen.get(step.process.subject), step) for step in steps_found]
        return [(one, step) for one, step in with_step if one is not None]
    found = [row for row in rows if isinstance(row, Application)]
    standing = Step.objects.open().filter(process__subject__in=[one.subject for one in found])
    by_subject = {step.process.subject: step for step in standing.select_related("process")}
    return [(one, by_subject.get(one.subject)) for one in found]


def _lines(pairs: Sequence[tuple[Application, Step | None]]) -> list[Work]:
    known = [step.process for _application, step in pairs if step]
    unknown = [application.subject for application, step in pairs if step is None]
    readings = {**clocks.readings_of(known), **(clocks.readings(unknown) if unknown else {})}
    names = agencies.staff_names({step.assignee for _one, step in pairs if step and step.assignee})
    owed = timing.owed_of([application for application, _step in pairs], readings)
    return [_line(application, step, readings, names, owed) for application, step in pairs]


def _line(
    application: Application,
    step: Step | None,
    readings: Mapping[str, clocks.ClockReading],
    names: Mapping[str, Any],
    owed: Mapping[str, delays.Period],
) -> Work:
    status = Status(application.status)
    graph = application.version.parts["steps"]["steps"]
    reading = readings.get(application.subject, clocks.NO_CLOCK)
    return Work(
        reference=application.reference,
        title=application.version.title,
        label=application.label,
        step=step,
        step_title=Text.of(graph[step.key]["title"]) if step else Text(""),
        due_on=reading.due_on,
        left=_left(reading),
        status=TO_OFFICER[status],
        tone=TONE[status],
        officer=str(names.get(step.assignee, "")) if step else "",
        owed=owed.get(application.subject),
    )


def _left(reading: clocks.ClockReading) -> str:
    if late := reading.days_late:
        return ngettext("%(n)s day late", "%(n)s days late", late) % {"n": late}
    left = reading.days_left or 0
    return ngettext("%(n)s day left", "%(n)s days left", left) % {"n": left}


@dataclass(frozen=True, slots=True)
class Posted:
    """What the officer sent with an action; shown again when something was missing."""

    visit: int = 0
    action: str = ""
    note: str = ""
    checklist: Mapping[str, str] = field(default_factory=dict)
    corrections: Sequence[Mapping[str, str]] = ()

    @classmethod
    def of(cls, post: Any) -> "Posted":
        """Read an action from a posted form.

        Corrections come as ``field`` and ``document`` boxes with a reason each.
        """
        return cls(
            visit=whole_number(post.get("visit", "")),
            action=post.get("action", ""),
            note=post.get("note", "")[:5000],
            checklist={
                name.partition(".")[2]: post[name] for name in post if name.startswith("point.")
            },
            corrections=[
                {"kind": kind, "key": key, "reason": post.get(f"reason.{kind}.{key}", "")[:1000]}
                for kind in ("field", "document")
                for key in post.getlist(kind)
            ],
        )


def dossier(
    actor: Actor,
    reference: str,
    chosen: Chosen = NOTHING_CHOSEN,
    *,
    error: DomainError | None = None,
    posted: Posted | None = None,
    wrote: timing.Written | None = None,
) -> dict[str, Any]:
    """Return everything an officer considers, and write down that it was read.

    Req: 1.1.1, S.6.
    """
    application = queries.one(actor, reference)
    form, state, context = contents.form_and_state(application)
    access.reading(
        actor=actor,
        purpose=PURPOSE,
        subjects=[application.subject, application.party],
        fields=sorted(state.answers),
    )
    status = Status(application.status)
    reading = clocks.reading(application.subject)
    of_time = timing.timing_of(application, reading)
    papers = papers_of(actor, application)
    pages = summarise(form, state, context, files=links(application, papers, place_of))
    rounds = list(asking.rounds(application))
    return {
        "application": application,
        "service": contents.parts_of(application)["service"],
        "applicant": parties.party_named(application.party),
        "status": TO_OFFICER[status],
        "tone": TONE[status],
        "clock": reading,
        "bar": bar_of(reading),
        "timing": of_time,
        "duties": timing.duties_of(actor, application, reading, wrote),
        "pages": pages,
        "changed": _changed(application),
        **beside(actor, application, chosen),
        "history": told(actor, application),
        "findings": _findings(application),
        "left": asking.left_as_it_was(rounds),
        "corrections": rounds,
        "work": _work(actor, application, of_time.decided),
        "needed": needing.needed(application),
        "stops": excluding.exclusions(application) if status in BEFORE_DECISION else (),
        "bills": payments.bills_of(actor, application.subject),
        "licence": licences.of_subject(actor, application.subject),
        "may_route": policies.may_route(actor) and status == Status.ROUTING,
        "offices": _offices(application) if status == Status.ROUTING else (),
        "error": error,
        "errors": error.fields if error else {},
        "posted": posted or Posted(),
        "askable": asking.askable(pages, papers, (posted or Posted()).corrections),
    }


def _offices(application: Application) -> list[tuple[str, Text]]:
    """Return the units whose authority gives the service."""
    giving = Unit.objects.filter(authority__offerings__service=application.version.service)
    return [(unit.code, unit.name) for unit in giving.distinct().order_by("code")]


def _changed(application: Application) -> Any:
    handed_in = list(application.submissions.order_by("-number")[:2])
    if len(handed_in) < 2:
        return []
    form = contents.form_and_state(application)[0]
    return differences(
        form, handed_in[1].answers, handed_in[0].answers, contents.context_of(application)
    )


@dataclass(frozen=True, slots=True)
class Found:
    """A closed step's finding, in words."""

    step: Text
    action: Text
    officer: str
    note: str
    points: Sequence[tuple[Text, str]]
    at: Any


def _findings(application: Application) -> list[Found]:
    rows = list(application.findings.order_by("-id"))
    names = agencies.staff_names({row.officer for row in rows})
    graph = contents.parts_of(application)["steps"]["steps"]
    return [
        Found(
            Text.of(graph.get(row.step, {}).get("title")),
            Text.of(graph.get(row.step, {}).get("actions", {}).get(row.action, {}).get("label")),
            str(names.get(row.officer, "")),
            row.note,
            [
                (Text.of(point["title"]), row.checklist.get(point["code"], ""))
                for point in graph.get(row.step, {}).get("checklist", [])
                if row.checklist
            ],
            row.at,
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class OpenWork:
    """An open step and what this officer may do with it."""

    step: Step
    title: Text
    actions: Sequence[tuple[str, Mapping[str, Any]]]
    checklist: Sequence[Mapping[str, Any]]
    mine: bool
    obstacle: str
    officer: str
    colleagues: Sequence[tuple[str, Text]]
    takes: bool = False

    @property
    def asks_corrections(self) -> bool:
        """Say whether one of the actions names what must be corrected."""
        return any("corrections" in action.get("needs", ()) for _key, action in self.actions)


def _obstacle(actor: Actor, step: Step) -> str:
    if steps.can_act(actor, step):
        if step.assignee in ("", actor.id):
            return ""
        return gettext("A colleague is working on this. Take it over first, or let them finish.")
    if steps.acted_before(actor, step):
        return gettext("You did an earlier step; another officer must do this one.")
    return gettext("This step belongs to another role.")


def _work(actor: Actor, application: Application, decided: str) -> list[OpenWork]:
    graph = contents.parts_of(application)["steps"]["steps"]
    found = []
    for step in steps.open_steps(actor, application.subject):
        part = graph[step.key]
        if part["role"] in ("applicant", "system"):
            continue
        obstacle = decided or _obstacle(actor, step)
        officers = agencies.officers_of(step.unit, part["role"])
        colleagues = [(one.user.public_id, one.name) for one in officers]
        names = dict(colleagues)
        found.append(
            OpenWork(
                step,
                Text.of(part["title"]),
                [] if obstacle else list(part["actions"].items()),
                part.get("checklist", []),
                step.assignee == actor.id,
                obstacle,
                str(names.get(step.assignee, "")),
                colleagues if policies.may_assign(actor) else (),
                takes=step.assignee != actor.id and steps.can_act(actor, step),
            )
        )
    return found
