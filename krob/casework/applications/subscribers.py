"""What follows from casework events: messages to applicants and officers, documents fetched."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from krob.casework.applications import commands, dossier, handing, terms
from krob.casework.applications.clocks import late, timewords
from krob.casework.applications.filling import message_values
from krob.casework.applications.models import Application, FetchedDocument
from krob.casework.applications.queries import reference_of
from krob.casework.applications.types import Status
from krob.engines.exchange import commands as exchange
from krob.engines.exchange import queries as outside
from krob.engines.notifications import spec as messages
from krob.engines.notifications.commands import send_message
from krob.engines.notifications.types import MessageTemplate
from krob.engines.smartforms.state import typed as typed_answers
from krob.foundation.core import clock
from krob.foundation.core.actor import SYSTEM
from krob.foundation.core.text import Text
from krob.foundation.events.models import Event
from krob.foundation.events.subscribers import subscribe
from krob.people.agencies import queries as agencies
from krob.people.agencies.calendars import last_day_for_a_person
from krob.people.parties import queries as parties
from krob.registers.catalogue.types import rule_types
from krob.registers.payments import queries as payments
from krob.registers.payments.commands import postpone_bill

TO_OFFICE = {
    "application.submitted": Text("มีคำขอใหม่ {reference}", "New application {reference}"),
    "application.routed": Text("มีคำขอใหม่ {reference}", "New application {reference}"),
    "application.resubmitted": Text(
        "ผู้ยื่นแก้ไขคำขอ {reference} แล้ว", "Application {reference} has been corrected"
    ),
    "application.withdrawn": Text(
        "ผู้ยื่นถอนคำขอ {reference}", "Application {reference} was withdrawn"
    ),
}


def _application(event: Event) -> Application:
    return Application.objects.select_related(
        "version__service", "unit", "offering__authority"
    ).get(subject=event.subject)


def tell_applicant(event: Event, code: str) -> None:
    """Put a message of the service's own templates into the applicant's inbox, once per event."""
    application = _application(event)
    part = dossier.parts_of(application)["messages"].get(code)
    if part is None or not _is_wanted(application, part):
        return
    send_message(
        actor=SYSTEM,
        to=application.party,
        template=MessageTemplate(
            code=f"{application.version.service.code}.{code}",
            title=Text.of(part["title"]),
            body=Text.of(part["body"]),
        ),
        values=message_values(application),
        subject=application.subject,
        once_key=f"{event.id}:{code}",
        link=f"/applications/{application.reference}/",
        mail="mail" in messages.channels_of(part),
        quiet=bool(part.get("quiet")),
    )


def _is_wanted(application: Application, part: Mapping[str, Any]) -> bool:
    if not part.get("when"):
        return True
    form, form_state, context = dossier.form_and_state(application)
    typed = typed_answers(form, form_state.answers, context)
    return messages.is_wanted(part, rule_types(form), typed)


def tell_office(event: Event) -> None:
    """Tell the officers of the unit to which it came what came in."""
    application = _application(event)
    title = TO_OFFICE[event.name]
    send_message(
        actor=SYSTEM,
        to=f"unit:{event.data.get('unit') or application.unit.code}",
        template=MessageTemplate(code=event.name, title=title, body=title),
        values={"reference": application.reference},
        subject=application.subject,
        once_key=f"{event.id}:office",
        link=f"/officer/applications/{application.reference}/",
    )


@subscribe("application.submitted")
def on_submitted(event: Event) -> None:
    """Confirm receipt, tell the office, and ask issuers for the documents that they hold."""
    tell_applicant(event, "received")
    tell_office(event)
    fetch_documents(_application(event))


def fetch_documents(application: Application) -> None:
    """Ask the issuers of the documents that these answers call for.

    Once per document, and again when a correction names another one.
    """
    for need in dossier.document_needs(application):
        if need.state != "needed" or need.how != "fetch":
            continue
        key = _key(application, need.key)
        if not key:
            continue
        lookup = exchange.ask(
            actor=SYSTEM,
            registry=need.registry,
            key=key,
            subject=application.subject,
            purpose="applications.consider",
        )
        FetchedDocument.objects.update_or_create(
            application=application,
            requirement=need.code,
            defaults={"lookup": lookup.id},
            create_defaults={"lookup": lookup.id, "at": clock.now()},
        )


def _key(application: Application, path: str) -> str:
    if path == "applicant.number" and application.party_kind == "juristic":
        return parties.business(application.party).number
    return str((application.answers or {}).get(path) or "")


@subscribe("application.routed")
def on_routed(event: Event) -> None:
    """Tell the office that an application was handed to it."""
    tell_office(event)


@subscribe("application.returned")
def on_returned(event: Event) -> None:
    """Tell the applicant what to correct."""
    tell_applicant(event, "returned")


@subscribe("application.resubmitted")
def on_resubmitted(event: Event) -> None:
    """Tell the office that the corrections have come, and fetch what they call for."""
    tell_office(event)
    fetch_documents(_application(event))


@subscribe("application.advanced")
def on_advanced(event: Event) -> None:
    """Tell the applicant when the application was found complete."""
    application = _application(event)
    step = dossier.parts_of(application)["steps"]["steps"][event.data["step"]]
    if step["actions"][event.data["action"]].get("starts_clock"):
        tell_applicant(event, "accepted")


@subscribe("application.fee-due")
def on_fee_due(event: Event) -> None:
    """Tell the applicant what to pay and until when."""
    tell_applicant(event, "fee_due")


FEE_AGAIN = MessageTemplate(
    code="applications.fee-due-again",
    title=Text(
        "ต้องชำระค่าธรรมเนียมคำขอ {reference} ใหม่", "The fee of application {reference} is due again"
    ),
    body=Text(
        "เงินที่ชำระไว้ไม่นับเป็นค่าธรรมเนียมของคำขอนี้แล้ว เราคืนเงินหรือนับให้ใบแจ้งอื่นของคุณ "
        "คำขอยังรอค่าธรรมเนียม {amount} บาท ชำระตามใบแจ้งใหม่ภายใน {due} ใบแจ้งเดิมใช้ไม่ได้",
        "What was paid counts for this application no longer: it is paid back, or was counted for "
        "another bill of yours. The application still waits for {amount} baht. Pay the new bill by "
        "{due}; the old one cannot be used.",
    ),
)
BILLED_AGAIN = MessageTemplate(
    code="applications.billed-again",
    title=Text(
        "ออกใบแจ้งชำระใหม่ คำขอ {reference}", "A new bill was raised for application {reference}"
    ),
    body=Text(
        "เงินเดิมคืนหรือย้ายแล้ว คำขอยังรอ {amount} บาท ครบกำหนด {due}",
        "The earlier money went back or over. The application waits for {amount} baht until {due}.",
    ),
)


@subscribe("application.fee-due-again")
def on_fee_due_again(event: Event) -> None:
    """Tell the applicant and the office's cashiers that a new bill took the old one's place."""
    application = _application(event)
    unit = application.unit.code
    cashiers = [f"user:{one.user.public_id}" for one in agencies.officers_of(unit, "cashier")]
    for to in (application.party, *(cashiers or [f"unit:{unit}"])):
        mine = to == application.party
        send_message(
            actor=SYSTEM,
            to=to,
            template=FEE_AGAIN if mine else BILLED_AGAIN,
            values=message_values(application),
            subject=application.subject,
            once_key=f"{event.id}:{to}",
            link=f"{'' if mine else '/officer'}/applications/{application.reference}/",
        )


@subscribe("application.refused")
def on_refused(event: Event) -> None:
    """Tell the applicant the result and where the reasons are."""
    tell_applicant(event, "refused")


@subscribe("application.withdrawn")
def on_withdrawn(event: Event) -> None:
    """Confirm the withdrawal to the applicant and tell the office."""
    tell_applicant(event, "withdrawn")
    tell_office(event)


@subscribe("application.lapsed")
def on_lapsed(event: Event) -> None:
    """Tell the applicant that the approval was not paid in time."""
    tell_applicant(event, "lapsed")


@subscribe("licences.sealed")
def on_licence_sealed(event: Event) -> None:
    """Tell the holder that the licence can be used, when its document is sealed."""
    if reference_of(event.subject):
        tell_applicant(event, "issued")


@subscribe("payments.bill-lapsed")
def on_bill_lapsed(event: Event) -> None:
    """End the application whose bill was not paid by its date."""
    reference = reference_of(event.subject)
    if reference:
        commands.lapse_unpaid(actor=SYSTEM, reference=reference, precedes=event.data["precedes"])


@subscribe("exchange.lookup-answered")
def on_lookup_answered(event: Event) -> None:
    """Fill the applicant's draft with what the registry answered, while there is one."""
    reference = reference_of(event.subject)
    if reference and Application.objects.filter(reference=reference).exists():
        commands.prefill_draft(actor=SYSTEM, reference=reference, lookup=event.data["lookup"])


@subscribe("application.deadline-extended")
def on_deadline_extended(event: Event) -> None:
    """Tell the applicant how much longer it takes, and why."""
    timewords.tell_extended(event, _application(event))


@subscribe("application.delay-notice-asked")
def on_explanation_asked(event: Event) -> None:
    """Give whoever considers the application the task of explaining its delay."""
    timewords.tell_to_explain(event, _application(event))


@subscribe("application.delay-explained")
def on_delay_explained(event: Event) -> None:
    """Give the applicant the explanation, and the supervising body a copy."""
    timewords.tell_explained(event, _application(event))


@subscribe("application.approved-by-law")
def on_approved_by_law(event: Event) -> None:
    """Tell both sides that the law has approved it, and the applicant what is owed."""
    application = _application(event)
    timewords.tell_by_law(event, application)
    if application.status == Status.PAYING:
        tell_applicant(event, "fee_due")


@subscribe("application.reassigned")
def on_reassigned(event: Event) -> None:
    """Tell an officer whose work somebody else took over."""
    timewords.tell_taken_over(event, _application(event))


HARMFUL = MessageTemplate(
    code="applications.document-refused",
    title=Text("ไฟล์ในคำขอ {reference} ใช้ไม่ได้", "A file of application {reference} cannot be used"),
    body=Text(
        "เราพบโปรแกรมอันตรายในไฟล์ที่คุณส่งมา จึงลบไฟล์นั้นแล้ว ตรวจเครื่องของคุณ แล้วเตรียมไฟล์ใหม่ "
        "หากยื่นคำขอแล้ว เจ้าหน้าที่จะแจ้งให้คุณส่งไฟล์ใหม่",
        "We found a harmful program in a file that you sent, and deleted it. Check your device and "
        "prepare a new file. If you have filed already, an officer will ask you for it.",
    ),
)


@subscribe("document.refused")
def tell_of_harmful_file(event: Event) -> None:
    """Tell those who sent it that a file held a harmful program and is gone; once per file."""
    application = Application.objects.filter(subject=event.subject).first()
    if application is None:
        return
    send_message(
        actor=SYSTEM,
        to=application.party,
        template=HARMFUL,
        values={"reference": application.reference},
        subject=application.subject,
        once_key=f"{event.id}:document-refused",
        link=f"/applications/{application.reference}/",
    )


@subscribe("agencies.holiday-added")
def give_time_to_pay(event: Event) -> None:
    """Move the last day of open bills that became a holiday of the office; safe to repeat.

    Law: Administrative Procedure Act B.E. 2539, s. 64, paragraph 3.
    """
    days = [date.fromisoformat(day) for day in event.data["days"]]
    for subject, reference, due in payments.owed_on(SYSTEM, days):
        found = Application.objects.filter(subject=subject)
        application = found.joined("unit__calendar", "offering").first()
        calendar = terms.calendar_of(application) if application else ""
        if calendar in event.data["calendars"]:
            moved = last_day_for_a_person(calendar, due)
            postpone_bill(actor=SYSTEM, reference=reference, due_on=moved)


@subscribe(*late.TITLES)
def on_time_running_out(event: Event) -> None:
    """Tell whose turn it is, and do what the service has done when nobody acted in time."""
    application = Application.objects.filter(subject=event.subject).first()
    if application is None:
        return
    late.tell(event, _application(event))
    if action := event.data.get("action"):
        commands.take_overdue_action(
            actor=SYSTEM,
            reference=application.reference,
            step=event.data["step"],
            visit=event.data["visit"],
            action=action,
        )


@subscribe("exchange.case-answered")
def on_case_answered(event: Event) -> None:
    """Do what the agency's own system answered; safe to repeat."""
    reference = reference_of(event.subject)
    if reference:
        commands.take_agency_answer(
            actor=SYSTEM,
            reference=reference,
            step=event.data["step"],
            visit=event.data["visit"],
            action=event.data["action"],
            note=outside.answered_note(event.data["hand_over"]),
        )


@subscribe("exchange.case-refused")
def on_case_refused(event: Event) -> None:
    """Tell the office that it must act by hand."""
    application = Application.objects.filter(subject=event.subject).first()
    if application is not None:
        handing.tell_not_taken(event, _application(event))
