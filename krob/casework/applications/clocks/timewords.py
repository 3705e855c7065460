"""What people are told about the law's time: extended, exceeded, or ended by approval."""

from collections.abc import Iterable, Mapping
from datetime import date

from krob.casework.applications.clocks import bylaw
from krob.casework.applications.models import Application, DelayNotice
from krob.engines.notifications.commands import send_message
from krob.engines.notifications.types import MessageTemplate
from krob.engines.workflow import clock as clocks
from krob.engines.workflow import queries as steps
from krob.foundation.core import typography
from krob.foundation.core.actor import SYSTEM
from krob.foundation.core.text import Text
from krob.foundation.events.models import Event

Values = Mapping[str, Text | str]

EXTENDED = MessageTemplate(
    code="applications.deadline-extended",
    title=Text("ขยายเวลาพิจารณาคำขอ {reference}", "More time for application {reference}"),
    body=Text(
        "{office}ขยายเวลาพิจารณาออกไป {days} วัน เป็นภายใน {due} ตาม {law}\n\nเหตุผล: {reason}",
        "{office} extended the time by {days} days. It is now due by {due}. Law: {law}\n\n"
        "Reasons: {reason}",
    ),
)
EXPLAIN = MessageTemplate(
    code="applications.explain-delay",
    title=Text(
        "แจ้งเหตุล่าช้าของคำขอ {reference} ภายใน {by}",
        "Explain the delay of application {reference} by {by}",
    ),
    body=Text(
        "คำขอเกินเวลาตามกฎหมายแล้ว เขียนเหตุที่ล่าช้าและความคืบหน้าให้ผู้ยื่นทราบ {law}",
        "It is past the time of the law. Tell the applicant the reasons and how it stands. {law}",
    ),
)
MISSED = MessageTemplate(
    code="applications.explanation-missed",
    title=Text(
        "ยังไม่ได้แจ้งเหตุล่าช้าของคำขอ {reference}",
        "The delay of application {reference} was not explained in time",
    ),
    body=Text(
        "พ้นวันที่ต้องแจ้งผู้ยื่นแล้วคือ {by} เขียนเหตุที่ล่าช้าและความคืบหน้าวันนี้ {law}",
        "The applicant had to be told by {by}. Write the reasons and how it stands today. {law}",
    ),
)
EXPLAINED = MessageTemplate(
    code="applications.delay-explained",
    title=Text("คำขอ {reference} ล่าช้า", "Application {reference} is late"),
    body=Text(
        "{office}พิจารณาคำขอไม่ทันเวลาตามกฎหมาย เกินมาแล้ว {late} วัน\n\nเหตุที่ล่าช้า: {reason}\n\n"
        "ความคืบหน้า: {state}\n\n{law}",
        "{office} has not decided in the time that the law gives. It is {late} days late.\n\n"
        "Reasons: {reason}\n\nHow it stands: {state}\n\n{law}",
    ),
)
COPY = MessageTemplate(
    code="applications.delay-copied",
    title=Text(
        "สำเนา: {office}แจ้งเหตุล่าช้าของคำขอ {reference}",
        "Copy: {office} explained the delay of application {reference}",
    ),
    body=Text(
        "งานบริการ: {service}\nล่าช้า {late} วัน\n\nเหตุที่ล่าช้า: {reason}\n\nความคืบหน้า: {state}\n\n{law}",
        "Service: {service}\n{late} days late\n\nReasons: {reason}\n\nHow it stands: {state}"
        "\n\n{law}",
    ),
)
BY_LAW = MessageTemplate(
    code="applications.approved-by-law",
    title=Text("คำขอ {reference} ได้รับอนุญาตตามกฎหมาย", "Application {reference} is approved by law"),
    body=Text(
        "{office}ไม่ได้สั่งการภายใน {due} จึงถือว่าอนุญาตตาม {law} ขั้นตอนต่อไปเหมือนคำขอที่ได้รับอนุญาตทุกประการ",
        "{office} did not decide by {due}, so it is approved. Law: {law}. It goes on like every "
        "approved application.",
    ),
)
TAKEN_OVER = MessageTemplate(
    code="applications.taken-over",
    title=Text(
        "เพื่อนร่วมงานรับงานของคำขอ {reference} ไปทำต่อ",
        "A colleague took over your work on application {reference}",
    ),
    body=Text(
        "งานนี้ไม่อยู่ในรายการของคุณแล้ว เปิดคำขอเพื่อดูว่าใครทำต่อ",
        "It is no longer on your list. Open the application to see who goes on with it.",
    ),
)


def day(iso: str | date) -> Text:
    """Write a day in both languages."""
    on = date.fromisoformat(iso) if isinstance(iso, str) else iso
    return Text(typography.day_long(on, "th"), typography.day_long(on, "en"))


def _send(
    event: Event, application: Application, to: str, template: MessageTemplate, values: Values
) -> None:
    send_message(
        actor=SYSTEM,
        to=to,
        template=template,
        values={"reference": application.reference, "office": application.unit.name, **values},
        subject=application.subject,
        once_key=f"{event.id}:{template.code}:{to}",
        link=_link(to, application) if template is not COPY else "",  # they may not open it
    )


def _link(to: str, application: Application) -> str:
    desk = "/officer" if to.startswith(("user:", "unit:")) else ""
    return f"{desk}/applications/{application.reference}/"


def tell_extended(event: Event, application: Application) -> None:
    """Tell the applicant how much longer it takes, and why."""
    made = clocks.extensions_of(application.subject)[event.data["number"] - 1]
    values: Values = {
        "days": str(made.days),
        "due": day(event.data["due"]),
        "law": bylaw.profile(application).extension_law,
        "reason": made.reason,
    }
    _send(event, application, application.party, EXTENDED, values)


def tell_to_explain(event: Event, application: Application) -> None:
    """Tell those whose turn it is that a delay must be explained, and by when."""
    values: Values = {
        "by": day(event.data["by"]),
        "law": bylaw.profile(application).delay_notice_law,
    }
    template = MISSED if event.data["missed"] else EXPLAIN
    for to in _whose_turn(application):
        _send(event, application, to, template, values)


def _whose_turn(application: Application) -> Iterable[str]:
    standing = steps.open_steps(SYSTEM, application.subject)
    holders = {f"user:{step.assignee}" for step in standing if step.assignee}
    return sorted(holders) or [f"unit:{application.unit.code}"]


def tell_explained(event: Event, application: Application) -> None:
    """Give the applicant the explanation, and the supervising body its copy."""
    notice = DelayNotice.objects.get(pk=event.data["notice"])
    values: Values = {
        "late": str(notice.days_late),
        "reason": notice.reason,
        "state": notice.state,
        "law": bylaw.profile(application).delay_notice_law,
        "service": application.version.title,
    }
    _send(event, application, application.party, EXPLAINED, values)
    if notice.copied_to:
        _send(event, application, f"unit:{notice.copied_to}", COPY, values)


def tell_by_law(event: Event, application: Application) -> None:
    """Tell the applicant and the office that the law has approved it."""
    law = bylaw.profile(application).tacit_law
    values: Values = {"due": day(event.data["due"]), "law": law}
    for to in (application.party, f"unit:{application.unit.code}"):
        _send(event, application, to, BY_LAW, values)


def tell_taken_over(event: Event, application: Application) -> None:
    """Tell an officer that somebody else goes on with what was theirs."""
    before = event.data.get("from")
    if before and before not in (event.data["officer"], event.actor_id):
        _send(event, application, f"user:{before}", TAKEN_OVER, {})
