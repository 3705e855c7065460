"""Passing an application on: to an agency's own system, or to another unit that is asked.

Called inside a command's transaction; what leaves the house leaves by a job.
"""

from typing import Any

from krob.casework.applications import dossier
from krob.casework.applications.models import Application
from krob.engines.documents import queries as documents
from krob.engines.exchange import commands as exchange
from krob.engines.notifications.commands import send_message
from krob.engines.notifications.types import MessageTemplate
from krob.engines.workflow import queries as steps
from krob.engines.workflow.models import Step
from krob.foundation.core.actor import SYSTEM
from krob.foundation.core.text import Text
from krob.foundation.events.models import Event
from krob.people.parties import commands as parties
from krob.people.parties import queries as people
from krob.people.parties.types import Role

HAND_OVER = "hand-over"
NOT_TAKEN = MessageTemplate(
    code="applications.case-refused",
    title=Text(
        "ระบบของหน่วยงานไม่รับคำขอ {reference}",
        "Your agency's own system did not take application {reference}",
    ),
    body=Text(
        "ระบบของหน่วยงานไม่รับ หรือตอบสิ่งที่ขั้นตอนนี้ไม่มี ({problem}) ดำเนินการขั้นตอนนี้เอง หรือแจ้งผู้ดูแลระบบ",
        "It refused the case, or answered what this step does not know ({problem}). Do the step "
        "yourself, or tell your administrator.",
    ),
)


def pass_on(application: Application) -> None:
    """Hand open steps to whoever does them outside the unit; doing it again does nothing more."""
    for step in steps.open_steps(SYSTEM, application.subject):
        if step.kind == HAND_OVER:
            _hand_over(application, step)
        if step.unit != application.unit.code:
            _consult(application, step)


def _hand_over(application: Application, step: Step) -> None:
    exchange.hand_over(
        actor=SYSTEM,
        endpoint=step.plan.hand_over,
        subject=application.subject,
        step=step.key,
        visit=step.visit,
        case=_case(application, step),
    )


def _case(application: Application, step: Step) -> dict[str, Any]:
    """Return what an agency's system learns: who applies, the answers, the documents' digests."""
    return {
        "reference": application.reference,
        "service": application.version.service.code,
        "version": application.version.number,
        "step": step.key,
        "visit": step.visit,
        "applicant": {
            "kind": application.party_kind,
            "name": people.party_named(application.party).name.as_json(),
        },
        "answers": dossier.effective_answers(application),
        "documents": [
            {"code": upload.requirement, "sha256": upload.sha256, "type": upload.media_type}
            for upload in documents.uploads_of(SYSTEM, application.subject)
        ],
        "actions": [
            {"key": action.key, "label": action.label.as_json()}
            for action in step.plan.actions.values()
            if action.key != step.plan.overdue_action or len(step.plan.actions) == 1
        ],
    }


def _consult(application: Application, step: Step) -> None:
    """Let the unit that is asked see the application, as long as it takes part."""
    party = f"unit:{step.unit}"
    if not people.participants(application.subject).filter(party=party).exists():
        parties.add_participant(
            actor=SYSTEM, subject=application.subject, party=party, role=Role.CONSULTED
        )


def tell_not_taken(event: Event, application: Application) -> None:
    """Tell the office that the agency's system did not take a case, once."""
    send_message(
        actor=SYSTEM,
        to=f"unit:{application.unit.code}",
        template=NOT_TAKEN,
        values={"reference": application.reference, "problem": str(event.data["problem"])},
        subject=application.subject,
        once_key=f"{event.id}:case-refused",
        link=f"/officer/applications/{application.reference}/",
    )
