"""Who is told what when the time of a step, or of the law, runs out."""

from collections.abc import Mapping
from datetime import date

from krob.casework.applications import dossier
from krob.casework.applications.models import Application
from krob.engines.notifications.commands import send_message
from krob.engines.notifications.types import MessageTemplate
from krob.engines.workflow.graph import StepGraph, parse
from krob.foundation.core import typography
from krob.foundation.core.actor import SYSTEM
from krob.foundation.core.text import Text
from krob.foundation.events.models import Event
from krob.people.agencies import queries as agencies

TITLES: Mapping[str, Text] = {
    "workflow.step-due-soon": Text(
        "ใกล้ครบกำหนด: {step} คำขอ {reference}", "Due soon: {step}, application {reference}"
    ),
    "workflow.step-overdue": Text(
        "เกินกำหนด: {step} คำขอ {reference}", "Late: {step}, application {reference}"
    ),
    "workflow.step-escalated": Text(
        "ยังไม่มีผู้ดำเนินการ: {step} คำขอ {reference}",
        "Nobody has acted: {step}, application {reference}",
    ),
    "workflow.deadline-near": Text(
        "คำขอ {reference} ใกล้ครบเวลาตามกฎหมาย",
        "The time that the law gives for application {reference} is nearly over",
    ),
    "workflow.deadline-passed": Text(
        "คำขอ {reference} เกินเวลาตามกฎหมาย",
        "The time that the law gives for application {reference} is over",
    ),
    "workflow.deadline-escalated": Text(
        "คำขอ {reference} เกินเวลาตามกฎหมายและยังไม่เสร็จ",
        "Application {reference} is past the time of the law and still open",
    ),
}
WORDS = Text("ครบกำหนดวันที่ {due}", "Due on {due}.")


def tell(event: Event, application: Application) -> None:
    """Tell those whom an event of the clocks concerns, each once per event."""
    graph = parse(dossier.parts_of(application)["steps"])
    template = MessageTemplate(event.name, TITLES[event.name], _words(event, graph))
    for to in _recipients(event, application, graph):
        send_message(
            actor=SYSTEM,
            to=to,
            template=template,
            values=_values(event, application, graph),
            subject=application.subject,
            once_key=f"{event.id}:{to}",
            link=_link(to, application),
        )


def _words(event: Event, graph: StepGraph) -> Text:
    plan = graph.steps.get(event.data.get("step", ""))
    own = plan.warning if plan else graph.deadline.warning if graph.deadline else Text("")
    return own or WORDS


def _values(event: Event, application: Application, graph: StepGraph) -> dict[str, Text | str]:
    plan = graph.steps.get(event.data.get("step", ""))
    due = date.fromisoformat(event.data["due"])
    return {
        "step": plan.title if plan else "",
        "reference": application.reference,
        "due": Text(typography.day_long(due, "th"), typography.day_long(due, "en")),
    }


def _recipients(event: Event, application: Application, graph: StepGraph) -> list[str]:
    """Return who is told: whose turn it is, else the unit; up the ladder, each of the role."""
    unit = str(event.data["unit"])
    if event.name.endswith("-escalated"):
        holders = agencies.officers_of(unit, str(event.data["role"]))
        return [f"user:{staff.user.public_id}" for staff in holders] or [f"unit:{unit}"]
    plan = graph.steps.get(event.data.get("step", ""))
    if plan is not None and plan.kind == "applicant":
        return [application.party]
    if event.data.get("assignee"):
        return [f"user:{event.data['assignee']}"]
    return [f"unit:{unit}"]


def _link(to: str, application: Application) -> str:
    desk = "/officer" if to.startswith(("user:", "unit:")) else ""
    return f"{desk}/applications/{application.reference}/"
